// What one has answered, kept on this phone and sent until the server has said yes or no to it. Each answer has a name
// that nobody else can make (`id`), so the server takes it once however often it is sent, and the mark of what was read
// when it was given (`seen`), so that it does not overwrite what somebody has said since.

import { type Store, secret } from "../../../ui/islands/offline/store";

export interface Given {
  measure: string;
  title: string;
  /** What was chosen, as the page says it. */
  words: string;
  seen: string;
  fields: Record<string, string>;
}
export interface Kept extends Given {
  id: string;
  at: number;
  /** It has left the phone at least once: the server may have it, whatever we heard. */
  tried: boolean;
  state: "waits" | "sent" | "refused";
  why: string;
  /** `changed`: somebody has answered since, and it can be sent all the same. */
  code: string;
  anyway: boolean;
}

export interface Answer {
  status: number;
  body?: { ok?: boolean; why?: string; code?: string; seen?: string };
}
/** Sends one. `undefined` when no answer came, or one that was not ours (a hotel's login page answers 200 too). */
export type Send = (answer: Kept) => Promise<Answer | undefined>;

/** all: nothing is left to send. again: no contact. csrf: the page is old. out: signed out. gone: no seat here. */
export type Outcome = "all" | "again" | "csrf" | "out" | "gone";

export class Answers {
  constructor(
    private readonly store: Store,
    private readonly prefix: string,
    private readonly send: Send,
    private readonly changed: () => void = () => undefined,
    private readonly clock: () => number = Date.now,
  ) {}

  private at = (id: string): string => `${this.prefix}/svar/${id}`;

  async all(): Promise<Kept[]> {
    const found = await this.store.all<Kept>(this.at(""));
    return found.map(([, one]) => one).sort((a, b) => a.at - b.at || a.id.localeCompare(b.id));
  }

  /** A new answer, kept here when this resolves. It takes the place of one to the same åtgärd that has not left yet. */
  async keep(given: Given, id = secret()): Promise<string> {
    const before = (await this.all()).filter((one) => one.measure === given.measure);
    const made: Kept = { ...given, id, at: this.clock(), tried: false, state: "waits", why: "", code: "", anyway: false };
    await this.store.change<Kept>(this.at(id), (old) => old ?? made);
    for (const old of before) await this.store.change<Kept>(this.at(old.id), (one) => (one && stays(one) ? one : undefined));
    this.changed();
    return id;
  }

  /** Take back what has not left the phone, or what was refused. Gives it, or nothing when it may have come through. */
  async remove(id: string): Promise<Kept | undefined> {
    let gone: Kept | undefined;
    await this.store.change<Kept>(this.at(id), (old) => {
      gone = old && !stays(old) ? old : undefined;
      return gone ? undefined : old;
    });
    this.changed();
    return gone;
  }

  /** Send it although somebody has answered since: both are kept, and the person has chosen. */
  async sendAnyway(id: string): Promise<void> {
    await this.store.change<Kept>(this.at(id), (old) => old && { ...old, state: "waits", why: "", code: "", anyway: true });
    this.changed();
  }

  /** These stand in the page that is shown now. */
  async settled(ids: string[]): Promise<void> {
    for (const id of ids) await this.store.change<Kept>(this.at(id), (old) => (old?.state === "sent" ? undefined : old));
  }

  async empty(): Promise<void> {
    for (const { id } of await this.all()) await this.store.change(this.at(id), () => undefined);
  }

  /** Send what waits, oldest first, one at a time. */
  async drain(): Promise<Outcome> {
    for (;;) {
      const next = (await this.all()).find((one) => one.state === "waits");
      if (!next) return "all";
      const fresh = await this.store.change<Kept>(this.at(next.id), (old) => old && { ...old, tried: true });
      if (!fresh) continue; // taken back meanwhile
      this.changed();
      const outcome = await this.hear(fresh, await this.send(fresh).catch(() => undefined));
      if (outcome) return outcome;
    }
  }

  private async hear(sent: Kept, answer: Answer | undefined): Promise<Outcome | undefined> {
    const { status = 0, body } = answer ?? {};
    if (status === 200 && body?.ok === true) {
      await this.store.change<Kept>(this.at(sent.id), (old) => old && { ...old, state: "sent" });
      await this.follow(sent, body.seen ?? "");
      this.changed();
      return undefined;
    }
    this.changed();
    if (body?.ok !== false) return "again";
    if (body.code === "csrf") return "csrf";
    if (status === 401) return "out";
    if (body.code === "gone") return "gone";
    if (status < 400 || status >= 500 || status === 429 || status === 408) return "again";
    await this.store.change<Kept>(
      this.at(sent.id),
      (old) => old && { ...old, state: "refused", why: body.why ?? "", code: body.code ?? "bad" },
    );
    this.changed();
    return undefined;
  }

  /** A later answer to the same åtgärd was given knowing this one. */
  private async follow(sent: Kept, seen: string): Promise<void> {
    for (const one of await this.all())
      if (seen && one.measure === sent.measure && one.state === "waits")
        await this.store.change<Kept>(this.at(one.id), (old) => old && { ...old, seen });
  }
}

const stays = (one: Kept): boolean => one.state === "sent" || (one.state === "waits" && one.tried);
