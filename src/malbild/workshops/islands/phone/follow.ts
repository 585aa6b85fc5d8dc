// Told which version of the room is the newest, until the page shows it. On a live stream each version is told once: what
// comes while the page is being fetched, or before a fetch that failed, must not be forgotten.

import { pause } from "../../../ui/islands/offline/trying";
import { isBehind, isNewer } from "./swap";

const SOON = 300;

export class Follower {
  private newest: string | undefined;
  private asking = false;
  private stopped = false;
  private tries = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly shown: () => string | undefined,
    private readonly fetch: () => Promise<void>,
  ) {}

  tell(version: string): void {
    if (isNewer(this.newest, version)) this.newest = version;
    if (!isNewer(this.shown(), version)) return;
    this.tries = 0;
    void this.go();
  }

  /** Try at once, if there is anything to fetch: the net or the tab has come back. */
  wake(): void {
    if (!isBehind(this.shown(), this.newest)) return;
    this.tries = 0;
    void this.go();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async go(): Promise<void> {
    if (this.asking || this.stopped) return;
    clearTimeout(this.timer);
    this.asking = true;
    const before = this.shown();
    try {
      await this.fetch();
    } catch {
      // Tried again below.
    } finally {
      this.asking = false;
    }
    if (this.stopped || !isBehind(this.shown(), this.newest)) return;
    const moved = this.shown() !== before;
    this.timer = setTimeout(() => void this.go(), moved ? SOON * (0.5 + Math.random()) : pause(this.tries));
    this.tries = moved ? 0 : Math.min(this.tries + 1, 6);
  }
}
