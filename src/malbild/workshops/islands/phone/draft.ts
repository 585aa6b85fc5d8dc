// What is being written, kept on the phone with every sign, until it becomes a card.

import type { Store } from "../../../ui/islands/offline/store";

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
  /** True when what was kept has been read, so that writing to it loses nothing. */
  isOpen = false;

  constructor(
    private readonly store: Store,
    private readonly prefix: string,
  ) {}

  get current(): Draft {
    return this.now;
  }

  /** Begin with the draft of a round, as it was left. */
  async open(mark: string): Promise<void> {
    if (mark && mark !== this.mark) {
      this.mark = mark;
      this.now = EMPTY;
      const kept = await this.store.get<Draft>(this.name(mark));
      if (this.now === EMPTY) this.now = kept ?? EMPTY; // else somebody has typed meanwhile
    }
    this.isOpen = true;
  }

  set(next: Draft): void {
    this.now = next;
    void this.save().catch(() => undefined); // it stands in the field all the same
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

  /** It could not be kept as a card: back into the form, and nothing that was typed since is lost either. */
  putBack(taken: Draft): void {
    const since = this.now;
    if (taken.edit) this.now = { ...taken, aside: since.text.trim() ? since : taken.aside };
    else this.now = since.text.trim() ? { ...taken, text: `${taken.text}\n${since.text}` } : taken;
  }

  /** The card is kept, or its change given up. */
  keep(): Promise<void> {
    return this.save();
  }

  /** The unsent texts of rounds that are over, new cards and changes of cards; each is given once, to one tab. */
  async left(isOver: (mark: string) => boolean): Promise<[string, Draft][]> {
    const start = `${this.prefix}/draft/`;
    const found: [string, Draft][] = [];
    for (const [name] of await this.store.all<Draft>(start)) {
      const mark = name.slice(start.length);
      if (!isOver(mark)) continue;
      const taken: Draft[] = [];
      await this.store.change<Draft>(name, (old) => {
        taken.splice(0, taken.length, ...(old ? [old, ...(old.aside ? [old.aside] : [])] : []));
        return undefined;
      });
      if (mark === this.mark) [this.now, this.mark] = [EMPTY, ""];
      for (const one of taken) if (one.text.trim()) found.push([mark, one]);
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
