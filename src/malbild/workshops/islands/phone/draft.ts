// What is being written, kept on the phone with every sign, until it becomes a card.

import type { Store } from "./store";

export interface Draft {
  text: string;
  sort: string;
  /** The card that is being changed, and the new card that waits meanwhile. */
  edit?: string;
  aside?: { text: string; sort: string };
}

const EMPTY: Draft = { text: "", sort: "" };

export class Drafts {
  private now: Draft = EMPTY;
  private mark = "";

  constructor(
    private readonly store: Store,
    private readonly prefix: string,
  ) {}

  get current(): Draft {
    return this.now;
  }

  /** Begin with the draft of a round, as it was left. */
  async open(mark: string): Promise<void> {
    if (!mark || mark === this.mark) return;
    this.mark = mark;
    this.now = EMPTY;
    this.now = (await this.store.get<Draft>(this.name(mark))) ?? EMPTY;
  }

  set(next: Draft): void {
    this.now = next;
    void this.save();
  }

  edit(id: string, text: string, sort: string): void {
    const { edit, aside, ...own } = this.now;
    this.set({ text, sort, edit: id, aside: edit ? aside : own });
  }

  /** Take what is written out of the form: the next words are a new card's. On the phone it stays until `keep`. */
  take(): Draft {
    const taken = this.now;
    this.now = taken.aside ?? EMPTY;
    return taken;
  }

  /** The card is kept, or its change given up. */
  keep(): Promise<void> {
    return this.save();
  }

  /** The unsent texts of rounds that are over; each is given once. */
  async left(isOver: (mark: string) => boolean): Promise<[string, Draft][]> {
    const start = `${this.prefix}/draft/`;
    const found: [string, Draft][] = [];
    for (const [name, draft] of await this.store.all<Draft>(start)) {
      const mark = name.slice(start.length);
      if (!isOver(mark)) continue;
      await this.store.change(name, () => undefined);
      if (mark === this.mark) [this.now, this.mark] = [EMPTY, ""];
      const text = draft.edit ? draft.aside : draft;
      if (text?.text.trim()) found.push([mark, text]);
    }
    return found;
  }

  private name = (mark: string): string => `${this.prefix}/draft/${mark}`;

  private async save(): Promise<void> {
    const kept = this.now;
    if (!this.mark) return;
    await this.store.change(this.name(this.mark), () => (kept.text || kept.edit ? kept : undefined));
  }
}
