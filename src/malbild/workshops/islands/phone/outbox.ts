// What waits on the phone, and how it gets to the server: one thing at a time, as it stands now, until it is taken.
// Every thing counts its changes (`n`) and knows which of them the server has said yes to (`sent`). The server takes a
// higher count and no other, so a lost answer, a doubled send or a second tab never makes two of anything.

import { type Store, newId, secret } from "../../../ui/islands/offline/store";

interface Sent {
  mark: string;
  n: number;
  sent: number;
  /** The count that was tried last; 0 when it has never left the phone. */
  tried: number;
  refused?: { n: number; why: string; code: string };
}
export interface Card extends Sent {
  kind: "card";
  id: string;
  text: string;
  sort: string;
  withdrawn: boolean;
  at: number;
}
export interface Slip extends Sent {
  kind: "slip";
  dots: Record<string, number>;
}
export interface Done extends Sent {
  kind: "done";
  done: boolean;
}
export type Item = Card | Slip | Done;

export interface Answer {
  status: number;
  body?: { ok?: boolean; why?: string; code?: string };
}
/** Sends one thing. `undefined` when no answer came, or one that was not ours (a hotel's login page answers 200 too). */
export type Send = (item: Item, key: string) => Promise<Answer | undefined>;

/** all: nothing is left to send. again: no contact. later: the room rests. csrf, out: the page must see to it. */
export type Outcome = "all" | "again" | "later" | "csrf" | "out";

export interface Now {
  /** The round that takes what is sent (also in the grace), and the one whose key may still be needed; "" when none. */
  mark: string;
  keep: string;
  at: string;
}

export const isRefused = (item: Item): boolean => item.refused?.n === item.n;
export const isUnsent = (item: Item): boolean => item.n > item.sent;
const waits = (item: Item): boolean => isUnsent(item) && !isRefused(item);
const ORDER = { card: 0, slip: 1, done: 2 };

export class Outbox {
  readonly sending = new Set<string>();
  now: Now = { mark: "", keep: "", at: "" };

  constructor(
    private readonly store: Store,
    private readonly prefix: string,
    private readonly send: Send,
    private readonly changed: () => void = () => undefined,
    private readonly clock: () => number = Date.now,
  ) {}

  private at = (name: string): string => `${this.prefix}/${name}`;
  static nameOf(item: Item): string {
    return item.kind === "card" ? `card/${item.id}` : `${item.kind}/${item.mark}`;
  }

  private async put<T extends Item>(name: string, to: (old: T | undefined) => T | undefined): Promise<void> {
    await this.store.change<T>(this.at(name), to);
    this.changed();
  }

  async items(): Promise<Item[]> {
    const found = await Promise.all(["card/", "slip/", "done/"].map((kind) => this.store.all<Item>(this.at(kind))));
    return found.flat().map(([, item]) => item);
  }

  async cards(): Promise<Card[]> {
    const found = await this.store.all<Card>(this.at("card/"));
    return found.map(([, card]) => card).sort((a, b) => b.at - a.at || a.id.localeCompare(b.id));
  }

  slip = (mark: string): Promise<Slip | undefined> => this.store.get<Slip>(this.at(`slip/${mark}`));
  done = (at: string): Promise<Done | undefined> => this.store.get<Done>(this.at(`done/${at}`));

  /** A new card, kept here when this resolves. */
  async write(mark: string, text: string, sort: string, id = newId()): Promise<string> {
    const made = { kind: "card", id, mark, text, sort, withdrawn: false, at: this.clock(), n: 1, sent: 0, tried: 0 } as const;
    await this.put<Card>(`card/${id}`, (old) => old ?? made);
    return id;
  }

  async edit(id: string, text: string, sort: string): Promise<void> {
    await this.put<Card>(`card/${id}`, (old) =>
      !old || old.withdrawn || (old.text === text && old.sort === sort && !isRefused(old)) ? old : { ...old, text, sort, n: old.n + 1 },
    );
  }

  /** Take a card back. What has never left the phone, or was refused after its round, is only removed here. One that
   *  may have come through before its round was over cannot be taken back: it stays, is not sent again, and says `unsure`.
   *  Gives whether the card is gone. */
  async withdraw(id: string, unsure: string): Promise<boolean> {
    let gone = true;
    await this.put<Card>(`card/${id}`, (old) => {
      gone = true;
      if (!old || old.tried === 0) return undefined;
      if (old.mark === this.now.keep) return old.withdrawn ? old : { ...old, withdrawn: true, n: old.n + 1 };
      if (isRefused(old)) return undefined;
      gone = false;
      return { ...old, withdrawn: false, refused: { n: old.n, why: unsure, code: "unsure" } };
    });
    return gone;
  }

  /** Lay or take dots on a group; false when the slip has no room for it. */
  async lay(mark: string, group: string, by: number, all: number, most: number): Promise<boolean> {
    let fits = true;
    await this.put<Slip>(`slip/${mark}`, (old) => {
      const slip = old ?? { kind: "slip", mark, dots: {}, n: 0, sent: 0, tried: 0 };
      const dots = { ...slip.dots, [group]: (slip.dots[group] ?? 0) + by };
      const sum = Object.values(dots).reduce((a, b) => a + b, 0);
      fits = dots[group]! >= 0 && dots[group]! <= most && sum <= all;
      return fits ? { ...slip, dots, n: slip.n + 1 } : old;
    });
    return fits;
  }

  /** Groups that are no longer there hold no dots. */
  async keepGroups(mark: string, groups: string[]): Promise<void> {
    await this.put<Slip>(`slip/${mark}`, (old) => {
      if (!old || Object.entries(old.dots).every(([g, n]) => !n || groups.includes(g))) return old;
      return { ...old, dots: Object.fromEntries(Object.entries(old.dots).filter(([g]) => groups.includes(g))), n: old.n + 1 };
    });
  }

  async say(at: string, done: boolean): Promise<void> {
    await this.put<Done>(`done/${at}`, (old) => ({ kind: "done", mark: at, sent: 0, tried: 0, ...old, done, n: (old?.n ?? 0) + 1 }));
  }

  /** The phone's key for a round, made once, also between tabs. For a round that is over a passing one is given. */
  async key(mark: string): Promise<string> {
    const kept = await this.store.get<string>(this.at(`key/${mark}`));
    if (kept) return kept;
    if (mark !== this.now.keep) return secret();
    return (await this.store.change<string>(this.at(`key/${mark}`), (old) => old ?? secret()))!;
  }

  /** The key of a form that was sent before this phone had one of its own. */
  async adopt(mark: string, key: string): Promise<void> {
    await this.store.change<string>(this.at(`key/${mark}`), (old) => old ?? key);
  }

  keyIfAny = (mark: string): Promise<string | undefined> => this.store.get<string>(this.at(`key/${mark}`));

  /** Send what waits, oldest card first, one at a time. */
  async drain(): Promise<Outcome> {
    for (;;) {
      const item = (await this.items())
        .filter(waits)
        .sort((a, b) => ORDER[a.kind] - ORDER[b.kind] || ("at" in a && "at" in b ? a.at - b.at : 0))[0];
      if (!item) return "all";
      const outcome = await this.sendOne(item);
      if (outcome) return outcome;
    }
  }

  private async sendOne(item: Item): Promise<Outcome | undefined> {
    const name = Outbox.nameOf(item);
    // Written down first: from here on the server may have it, whatever we hear.
    // Taken back meanwhile, and never sent: then it is gone.
    const fresh = await this.store.change<Item>(this.at(name), (old) => old && { ...old, tried: old.n });
    if (!fresh) return undefined;
    this.sending.add(name);
    this.changed();
    const key = item.kind === "done" ? "" : await this.key(item.mark);
    const answer = await this.send(fresh, key).catch(() => undefined);
    this.sending.delete(name);
    return this.hear(name, fresh, answer);
  }

  private async hear(name: string, item: Item, answer: Answer | undefined): Promise<Outcome | undefined> {
    const { status = 0, body } = answer ?? {};
    if (status === 200 && body?.ok === true) {
      await this.put<Item>(name, (old) => {
        if (!old) return old;
        const next = { ...old, sent: Math.max(old.sent, item.n) };
        return next.kind === "card" && next.withdrawn && next.sent >= next.n ? undefined : next;
      });
      return undefined;
    }
    this.changed();
    if (body?.ok !== false) return "again";
    if (body.code === "csrf") return "csrf";
    if (status === 401 || status === 403) return "out";
    if (body.code === "busy") return "later";
    if (status < 400 || status >= 500 || status === 429 || status === 408) return "again";
    await this.put<Item>(name, (old) => old && { ...old, refused: { n: item.n, why: body.why ?? "", code: body.code ?? "bad" } });
    return undefined;
  }

  /** What the server has from this phone, after a reload: an answer that was lost is made good. */
  async learn(cards: { id: string; text: string; sort: string; n: number }[]): Promise<void> {
    for (const { id, text, sort, n: changes } of cards) {
      const n = Math.max(changes, 1); // a form without this counts none, and is there all the same
      await this.put<Card>(`card/${id}`, (old) =>
        old
          ? { ...old, sent: Math.max(old.sent, n), n: Math.max(old.n, n) }
          : { kind: "card", id, mark: this.now.mark, text, sort, withdrawn: false, at: this.clock(), n, sent: n, tried: n },
      );
    }
  }

  /** The slip that the server has. What was laid here since then stands, with a count that is newer than the server's. */
  async learnSlip(mark: string, laid: Record<string, number>, changes: number): Promise<void> {
    const dots = Object.fromEntries(Object.entries(laid).filter(([, count]) => count));
    if (!changes && !Object.keys(dots).length) return;
    const n = Math.max(changes, 1);
    const same = (other: Record<string, number>): boolean =>
      [...Object.keys(other), ...Object.keys(dots)].every((group) => (other[group] ?? 0) === (dots[group] ?? 0));
    await this.put<Slip>(`slip/${mark}`, (old) => {
      if (!old || (old.n <= n && !isUnsent(old))) return { kind: "slip", mark, dots, n, sent: n, tried: n };
      if (old.n > n) return { ...old, sent: Math.max(old.sent, n) };
      return same(old.dots) ? { ...old, n, sent: n } : { ...old, n: n + 1, sent: n };
    });
  }

  /** The room has moved: forget the keys and what was taken of rounds that are over; try again what may go now.
   *  Gives true when votes were left behind that did not come through in time. */
  async move(now: Now): Promise<boolean> {
    this.now = now;
    const over = (mark: string): boolean => mark !== now.keep;
    for (const [name] of await this.store.all<string>(this.at("key/"))) {
      if (over(name.slice(this.at("key/").length))) await this.store.change(name, () => undefined);
    }
    let late = false;
    for (const item of await this.items()) {
      const name = Outbox.nameOf(item);
      if (item.kind === "done") {
        if (item.mark !== now.at) await this.put(name, () => undefined);
      } else if (item.kind === "slip") {
        if (!over(item.mark)) continue;
        late ||= isUnsent(item);
        await this.put(name, () => undefined);
      } else if (over(item.mark) && !isUnsent(item)) {
        await this.put<Card>(name, (old) => (old && isUnsent(old) ? old : undefined));
      } else if (item.mark === now.mark && item.refused?.code === "closed") {
        await this.put<Card>(name, (old) => old && { ...old, refused: undefined });
      }
    }
    return late;
  }

  /** A text that was never sent before its round was over: it stays on the phone, and says why. A new card (`closed`)
   *  goes if its round opens again; a change of a card that all have read (`change`) would then stand beside it. */
  async leaveBehind(mark: string, text: string, sort: string, why: string, code: "closed" | "change" = "closed"): Promise<void> {
    const id = newId();
    const refused = { n: 1, why, code };
    await this.put<Card>(`card/${id}`, () => ({
      kind: "card", id, mark, text, sort, withdrawn: false, at: this.clock(), n: 1, sent: 0, tried: 0, refused,
    }));
  }

  /** A change that was being written when its round was over. The card as it was goes with it while it has not been
   *  sent; else the card is read as it was, and the new words stay here. */
  async leaveChange(card: Card | undefined, mark: string, text: string, sort: string, why: string): Promise<boolean> {
    if (!text.trim() || (card && card.text === text.trim())) return false;
    if (card && card.sent === 0) await this.edit(card.id, text.trim(), sort);
    else await this.leaveBehind(mark, text.trim(), sort, why, "change");
    return true;
  }

  /** Everything of this room goes: the person has left it. */
  async empty(): Promise<void> {
    for (const [name] of await this.store.all(`${this.prefix}/`)) await this.store.change(name, () => undefined);
  }
}
