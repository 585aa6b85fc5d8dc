import { expect, test } from "vitest";
import { type Answer, type Item, Outbox, isRefused, isUnsent } from "./outbox";
import { memory, newId, secret } from "../../../ui/islands/offline/store";
import { pause } from "../../../ui/islands/offline/trying";

const NOW = { mark: "1w", keep: "1w", at: "1write" };

/** A server as ours is: takes a higher count and no other, keeps a withdrawal for good, tells keys apart. */
class Server {
  cards = new Map<string, { text: string; n: number; key: string; withdrawn: boolean }>();
  slips = new Map<string, { dots: Record<string, number>; n: number }>();
  open = "1w";
  sends = 0;

  take(item: Item, key: string): Answer {
    this.sends += 1;
    if (item.kind === "done") return { status: 200, body: { ok: true } };
    if (item.kind === "slip") {
      const old = this.slips.get(key);
      if (!old || item.n > old.n) this.slips.set(key, { dots: item.dots, n: item.n });
      return { status: 200, body: { ok: true } };
    }
    const old = this.cards.get(item.id);
    if (!old && item.mark !== this.open) return { status: 422, body: { ok: false, why: "Stängd", code: "closed" } };
    if (item.text.includes("811218") && !item.withdrawn) return { status: 422, body: { ok: false, why: "Personnummer", code: "bad" } };
    if (old && old.key !== key) return { status: 422, body: { ok: false, code: "bad" } };
    if (!old || (item.n > old.n && !old.withdrawn))
      this.cards.set(item.id, { text: item.withdrawn ? "" : item.text, n: item.n, key, withdrawn: item.withdrawn });
    return { status: 200, body: { ok: true } };
  }

  get texts(): string[] {
    return [...this.cards.values()].filter((card) => !card.withdrawn).map((card) => card.text);
  }
}

// A small generator of chance that gives the same again: a failing case can be run once more.
function chance(seed: number): (below: number) => number {
  let state = seed * 2654435761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return state % below;
  };
}

async function made(server: Server, wire: (answer: Answer) => Answer | undefined = (answer) => answer) {
  const store = memory();
  const box = () => new Outbox(store, "7.gast", async (item, key) => wire(server.take(item, key)), undefined, () => tick++);
  let tick = 1;
  const outbox = box();
  await outbox.move(NOW);
  return { outbox, box };
}

test("any order of writing, failing, retrying, changing and taking back ends with each card once, as it was last", async () => {
  for (let seed = 1; seed <= 150; seed++) {
    const next = chance(seed);
    const server = new Server();
    const late: (() => void)[] = [];
    // What is sent may be lost on the way there or back, and may come once more, much later.
    const store = memory();
    const send = async (item: Item, key: string): Promise<Answer | undefined> => {
      if (next(4) === 0) return undefined;
      if (next(5) === 0) {
        late.push(() => server.take(item, key));
        return undefined;
      }
      const answer = server.take(item, key);
      return next(4) === 0 ? undefined : answer;
    };
    const tabs = [0, 1].map(() => new Outbox(store, "7.gast", send));
    for (const tab of tabs) await tab.move(NOW);
    const meant = new Map<string, string>();
    for (let step = 0; step < 25; step++) {
      const tab = tabs[next(2)]!;
      const ids = [...meant.keys()];
      const id = ids[next(Math.max(1, ids.length))];
      const what = next(6);
      if (what < 2 || !id) meant.set(await tab.write("1w", `kort ${step}`, ""), `kort ${step}`);
      else if (what === 2) {
        await tab.edit(id, `ändrat ${step}`, "");
        meant.set(id, `ändrat ${step}`);
      } else if (what === 3) {
        await tab.withdraw(id, "");
        meant.delete(id);
      } else if (what === 4) await Promise.all(tabs.map((one) => one.drain()));
      else late.splice(0, 1).forEach((arrive) => arrive());
    }
    for (let tries = 0; tries < 200 && (await tabs[0]!.drain()) !== "all"; tries++);
    for (const arrive of late) arrive();
    expect(server.texts.sort(), `seed ${seed}`).toEqual([...meant.values()].sort());
    expect((await tabs[0]!.items()).filter(isUnsent)).toEqual([]);
  }
});

test("a reload finds everything, and sends under the same ids and key", async () => {
  const server = new Server();
  let net = false;
  const { outbox, box } = await made(server, (answer) => (net ? answer : undefined));
  await outbox.write("1w", "Ett", "works");
  expect(await outbox.drain()).toBe("again");
  net = true;
  const again = box();
  await again.move(NOW);
  expect(await again.drain()).toBe("all");
  expect(server.texts).toEqual(["Ett"]);
  expect(new Set([...server.cards.values()].map((card) => card.key)).size).toBe(1);
});

test("the newest slip stands, within its dots", async () => {
  const server = new Server();
  const { outbox } = await made(server);
  await outbox.move({ mark: "1v1", keep: "1v1", at: "1vote" });
  for (const group of ["4", "4", "4", "5", "6"]) await outbox.lay("1v1", group, 1, 3, 2);
  expect(await outbox.lay("1v1", "6", 1, 3, 2)).toBe(false);
  await outbox.drain();
  await outbox.lay("1v1", "4", -1, 3, 2);
  await outbox.drain();
  expect([...server.slips.values()].map((slip) => slip.dots)).toEqual([{ "4": 1, "5": 1 }]);
});

test("a refused card waits for its writer, and goes again when it is changed", async () => {
  const server = new Server();
  const { outbox } = await made(server);
  const id = await outbox.write("1w", "Ring 811218-9876", "");
  await outbox.write("1w", "Ett annat", "");
  expect(await outbox.drain()).toBe("all");
  expect(server.texts).toEqual(["Ett annat"]);
  expect((await outbox.cards()).find((card) => card.id === id)?.refused?.why).toBe("Personnummer");
  const before = server.sends;
  await outbox.drain();
  expect(server.sends).toBe(before);
  await outbox.edit(id, "Ring skolan", "");
  await outbox.drain();
  expect(server.texts.sort()).toEqual(["Ett annat", "Ring skolan"]);
});

test("what was not sent when the round closed stays with the reason, and goes if the round opens again", async () => {
  const server = new Server();
  const { outbox } = await made(server);
  await outbox.write("1w", "För sent", "");
  server.open = "2w";
  await outbox.move({ mark: "2w", keep: "2w", at: "2write" });
  await outbox.drain();
  expect((await outbox.cards()).map((card) => [card.text, isRefused(card)])).toEqual([["För sent", true]]);
  server.open = "1w";
  await outbox.move(NOW);
  await outbox.drain();
  expect(server.texts).toEqual(["För sent"]);
});

test("keys and what was taken go when their round is over; a pause overnight keeps them", async () => {
  const server = new Server();
  const { outbox } = await made(server);
  await outbox.write("1w", "Ett", "");
  await outbox.drain();
  await outbox.move({ mark: "", keep: "1w", at: "1write" });
  const key = await outbox.keyIfAny("1w");
  expect(key).toHaveLength(32);
  expect(await outbox.cards()).toHaveLength(1);
  await outbox.move({ mark: "1w", keep: "1v1", at: "1read" });
  expect(await outbox.keyIfAny("1w")).toBeUndefined();
  expect(await outbox.cards()).toEqual([]);
});

const READING = { mark: "1w", keep: "1v1", at: "1read" };

test("a card that may have come through before the reading stays and says so, is not sent, and can then be removed", async () => {
  const server = new Server();
  const { outbox } = await made(server, () => undefined);
  const id = await outbox.write("1w", "Svaret försvann", "");
  const unsent = await outbox.write("1w", "Aldrig skickat", "");
  await outbox.drain();
  await outbox.move(READING);
  expect(await outbox.withdraw(unsent, "Kanske läst")).toBe(true);
  expect(await outbox.withdraw(id, "Kanske läst")).toBe(false);
  const sends = server.sends;
  expect(await outbox.drain()).toBe("all");
  expect(server.sends).toBe(sends);
  expect((await outbox.cards()).map((card) => [card.text, card.refused?.why])).toEqual([["Svaret försvann", "Kanske läst"]]);
  await outbox.move(READING);
  expect((await outbox.cards())[0]!.refused?.code).toBe("unsure");
  expect(await outbox.withdraw(id, "Kanske läst")).toBe(true);
  expect(await outbox.cards()).toEqual([]);
});

test("a change that was not sent when the reading began is never a second card, also when the round opens again", async () => {
  const server = new Server();
  const { outbox } = await made(server);
  await outbox.write("1w", "Som det var", "");
  await outbox.drain();
  const [card] = await outbox.cards();
  await outbox.move(READING);
  expect(await outbox.leaveChange(card, "1w", " Som det var ", "", "Hann inte")).toBe(false);
  expect(await outbox.leaveChange(card, "1w", "Som det skulle bli", "", "Hann inte")).toBe(true);
  for (const now of [READING, NOW, READING]) {
    await outbox.move(now);
    await outbox.drain();
  }
  expect(server.texts).toEqual(["Som det var"]);
  expect((await outbox.cards()).map((one) => [one.text, one.refused?.why])).toEqual([["Som det skulle bli", "Hann inte"]]);
});

test("a change of a card that was never sent goes with the card", async () => {
  const server = new Server();
  const { outbox } = await made(server);
  await outbox.write("1w", "Först", "");
  const [card] = await outbox.cards();
  expect(await outbox.leaveChange(card, "1w", "Sedan", "", "Hann inte")).toBe(true);
  await outbox.drain();
  expect(server.texts).toEqual(["Sedan"]);
});

test("what a form sent before this phone had a key is its own: changed, taken back, voted on", async () => {
  const server = new Server();
  const { outbox } = await made(server);
  server.cards.set("a", { text: "Utan skript", n: 0, key: "k", withdrawn: false });
  await outbox.adopt("1w", "k");
  await outbox.adopt("1w", "en annan");
  await outbox.learn([{ id: "a", text: "Utan skript", sort: "", n: 0 }]);
  await outbox.edit("a", "Med skript", "");
  await outbox.drain();
  expect(server.texts).toEqual(["Med skript"]);
  await outbox.withdraw("a", "");
  await outbox.drain();
  expect(server.texts).toEqual([]);
});

test("a slip that the server has is taken in, and what was laid since stands", async () => {
  const server = new Server();
  const { outbox } = await made(server);
  await outbox.move({ mark: "1v1", keep: "1v1", at: "1vote" });
  await outbox.learnSlip("1v1", { "4": 0 }, 0);
  expect(await outbox.slip("1v1")).toBeUndefined();
  await outbox.learnSlip("1v1", { "4": 1, "5": 0 }, 7); // the phone forgot, as a private window does
  expect(await outbox.slip("1v1")).toMatchObject({ dots: { "4": 1 }, n: 7, sent: 7 });
  await outbox.lay("1v1", "5", 1, 3, 2);
  await outbox.learnSlip("1v1", { "4": 1 }, 7);
  expect(await outbox.slip("1v1")).toMatchObject({ dots: { "4": 1, "5": 1 }, n: 8, sent: 7 });
  await outbox.learnSlip("1v1", { "4": 1, "5": 1 }, 8); // the answer was lost
  expect((await outbox.slip("1v1"))!.sent).toBe(8);
  await outbox.learnSlip("1v1", { "4": 2 }, 8);
  expect((await outbox.slip("1v1"))!.dots).toEqual({ "4": 2 });
});

test("dots laid before the server's slip was heard of go with a newer count", async () => {
  const server = new Server();
  const { outbox } = await made(server);
  await outbox.move({ mark: "1v1", keep: "1v1", at: "1vote" });
  await outbox.adopt("1v1", "k");
  server.slips.set("k", { dots: { "4": 1 }, n: 7 });
  await outbox.lay("1v1", "5", 1, 3, 2);
  await outbox.learnSlip("1v1", { "4": 1 }, 7);
  await outbox.drain();
  expect(server.slips.get("k")).toEqual({ dots: { "5": 1 }, n: 8 });
});

test.each([
  [undefined, "again"],
  [{ status: 200 }, "again"],
  [{ status: 502 }, "again"],
  [{ status: 500, body: { ok: false, code: "error" } }, "again"],
  [{ status: 403, body: { ok: false, code: "csrf" } }, "csrf"],
  [{ status: 403, body: { ok: false, code: "out" } }, "out"],
  [{ status: 401, body: { ok: false, code: "out" } }, "out"],
  [{ status: 422, body: { ok: false, code: "busy" } }, "later"],
] as [Answer | undefined, string][])("an answer %j means %s, and the card is kept", async (answer, outcome) => {
  const server = new Server();
  const { outbox } = await made(server, () => answer);
  await outbox.write("1w", "Ett", "");
  expect(await outbox.drain()).toBe(outcome);
  expect((await outbox.cards()).filter(isUnsent)).toHaveLength(1);
});

test("ids and keys are what the server takes, and nobody's twice", () => {
  const ids = Array.from({ length: 500 }, newId);
  expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(500);
  expect(secret()).toMatch(/^[0-9a-f]{32}$/);
});

test("pauses grow, have an end, and differ between phones", () => {
  expect(pause(0, 0)).toBe(500);
  expect(pause(3, 1)).toBe(8000);
  expect(pause(20, 1)).toBe(30_000);
  expect(pause(2, 0.1)).not.toBe(pause(2, 0.9));
});
