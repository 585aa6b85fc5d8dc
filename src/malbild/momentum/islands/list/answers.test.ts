import { expect, test } from "vitest";
import { memory } from "../../../ui/islands/offline/store";
import { type Answer, Answers, type Given, type Kept } from "./answers";
import { put, when } from "./words";

const given = (measure: string, answer = "done", seen = "m0"): Given => ({ measure, title: `Åtgärd ${measure}`, words: answer, seen, fields: { answer } });

/** A server as ours is: takes each answer once, and none that rests on something that has changed since. */
class Server {
  taken: string[] = [];
  marks = new Map<string, string>();
  say: (one: Kept) => Answer | undefined = () => undefined;
  loses = 0;

  send = async (one: Kept): Promise<Answer | undefined> => {
    const refused = this.say(one);
    if (refused) return refused;
    if (!this.taken.includes(one.id)) {
      const mark = this.marks.get(one.measure) ?? "m0";
      if (mark !== one.seen && !one.anyway) return { status: 409, body: { ok: false, code: "changed", why: "Anna svarade." } };
      this.taken.push(one.id);
      this.marks.set(one.measure, `m${this.taken.length}`);
    }
    if (this.loses-- > 0) return undefined;
    return { status: 200, body: { ok: true, seen: this.marks.get(one.measure)! } };
  };
}

let time = 0;
function phone(server = new Server(), store = memory()) {
  return { server, store, answers: new Answers(store, "/s/var/vantar/7", server.send, undefined, () => ++time) };
}
const states = async (answers: Answers): Promise<string[]> => (await answers.all()).map((one) => `${one.measure} ${one.state}`);

test("what is answered is kept, sent in order, and known to be sent", async () => {
  const { answers, server } = phone();
  await answers.keep(given("1"), "a");
  await answers.keep(given("2"), "b");
  expect(await states(answers)).toEqual(["1 waits", "2 waits"]);
  expect(await answers.drain()).toBe("all");
  expect(server.taken).toEqual(["a", "b"]);
  expect(await states(answers)).toEqual(["1 sent", "2 sent"]);
  await answers.settled(["a"]);
  expect(await states(answers)).toEqual(["2 sent"]);
});

test("an answer whose receipt was lost is sent again and taken once", async () => {
  const { answers, server } = phone();
  server.loses = 1;
  await answers.keep(given("1"), "a");
  expect(await answers.drain()).toBe("again");
  expect(await states(answers)).toEqual(["1 waits"]);
  expect(await answers.drain()).toBe("all");
  expect(server.taken).toEqual(["a"]);
});

test("a new answer takes the place of one that has not left, and follows one that has", async () => {
  const { answers, server } = phone();
  await answers.keep(given("1", "on-track"), "a");
  await answers.keep(given("1", "done"), "b");
  expect((await answers.all()).map((one) => one.id)).toEqual(["b"]);
  server.loses = 1;
  await answers.drain();
  await answers.keep(given("1", "need-help"), "c");
  expect((await answers.all()).map((one) => one.id)).toEqual(["b", "c"]);
  expect(await answers.drain()).toBe("all");
  expect(server.taken).toEqual(["b", "c"]);
});

test("what somebody answered since is refused with the reason, and sent all the same when the person says so", async () => {
  const { answers, server } = phone();
  server.marks.set("1", "m9");
  await answers.keep(given("1"), "a");
  expect(await answers.drain()).toBe("all");
  const [one] = await answers.all();
  expect([one!.state, one!.code, one!.why]).toEqual(["refused", "changed", "Anna svarade."]);
  await answers.sendAnyway("a");
  expect(await answers.drain()).toBe("all");
  expect(server.taken).toEqual(["a"]);
});

test("one that is refused does not stop the next, and can be taken away or answered anew", async () => {
  const { answers, server } = phone();
  server.say = (one) => (one.measure === "1" ? { status: 422, body: { ok: false, why: "Välj en ny dag.", code: "bad" } } : undefined);
  await answers.keep(given("1"), "a");
  await answers.keep(given("2"), "b");
  expect(await answers.drain()).toBe("all");
  expect(await states(answers)).toEqual(["1 refused", "2 sent"]);
  await answers.keep(given("1"), "c");
  expect((await answers.all()).map((one) => one.id)).toEqual(["b", "c"]);
  expect((await answers.remove("c"))?.id).toBe("c");
});

test("what may have come through cannot be taken back", async () => {
  const { answers, server } = phone();
  server.loses = 1;
  await answers.keep(given("1"), "a");
  await answers.drain();
  expect(await answers.remove("a")).toBeUndefined();
  expect(await states(answers)).toEqual(["1 waits"]);
});

test.each([
  [undefined, "again"],
  [{ status: 502, body: { ok: false } }, "again"],
  [{ status: 200, body: undefined }, "again"], // a hotel's login page
  [{ status: 403, body: { ok: false, code: "csrf" } }, "csrf"],
  [{ status: 401, body: { ok: false, code: "out" } }, "out"],
  [{ status: 404, body: { ok: false, code: "gone" } }, "gone"],
] as [Answer | undefined, string][])("%j is heard as %s and the answer waits", async (answer, outcome) => {
  const { answers } = phone();
  const store = memory();
  const mine = new Answers(store, "/s/var/vantar/7", async () => answer);
  await mine.keep(given("1"), "a");
  expect(await mine.drain()).toBe(outcome);
  expect(await states(mine)).toEqual(["1 waits"]);
  expect(await states(answers)).toEqual([]);
});

test("two people's answers on one phone are two people's", async () => {
  const store = memory();
  const mine = new Answers(store, "/s/var/vantar/7", async () => undefined);
  const theirs = new Answers(store, "/s/var/vantar/77", async () => undefined);
  await mine.keep(given("1"), "a");
  expect(await theirs.all()).toEqual([]);
  await theirs.empty();
  expect(await states(mine)).toEqual(["1 waits"]);
});

test("how old the list is, in words", () => {
  const at = (day: number, hour = 13): number => new Date(2026, 10, day, hour, 10).getTime();
  const said = (then: number): string => when(then, at(25, 15), "sv", "i dag", "i går");
  expect(said(at(25))).toBe("i dag 13.10");
  expect(said(at(24, 9))).toBe("i går 09.10");
  expect(said(at(23))).toBe("måndag 23 november 13.10");
  expect(put("Listan är från {when}.", { when: said(at(24)) })).toBe("Listan är från i går 13.10.");
});
