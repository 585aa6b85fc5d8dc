import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { serve } from "../../ui/islands/offline/worker";

const HOME = "https://malbild.exempel/s/var/vantar/";
type Handler = (event: unknown) => void;

/** The list's worker as a browser runs it: its cache, its net, and what it answers a navigation. */
function worker(net: (url: string) => Promise<Response>) {
  const handlers = new Map<string, Handler>();
  const kept = new Map<string, Response>();
  const noSeat = vi.fn(async () => undefined);
  const cache = {
    match: async (name: string) => kept.get(name)?.clone(),
    put: async (name: string, answer: Response) => void kept.set(name, answer),
    delete: async (name: string) => kept.delete(name),
  };
  vi.stubGlobal("addEventListener", (name: string, handler: Handler) => handlers.set(name, handler));
  vi.stubGlobal("caches", { open: async () => cache, keys: async () => ["malbild-lista-1"] });
  vi.stubGlobal("location", { origin: "https://malbild.exempel" });
  vi.stubGlobal("registration", { scope: HOME });
  vi.stubGlobal("build", "1");
  vi.stubGlobal("fetch", ({ url }: Request) => net(url));
  serve({ caches: "malbild-lista-", isOwn: true, noSeat });
  const ask = async (request: { method: string; mode: string; url: string }): Promise<Response | undefined> => {
    let answer: Promise<Response> | undefined;
    handlers.get("fetch")!({ request, respondWith: (given: Promise<Response>) => (answer = given) });
    await vi.advanceTimersByTimeAsync(10_000);
    return answer;
  };
  const visit = async (url = HOME): Promise<string> => (await ask({ method: "GET", mode: "navigate", url }))!.text();
  return { visit, ask, kept, noSeat };
}

const basic = (text: string, init: ResponseInit = {}, type = "basic"): Response =>
  Object.defineProperty(new Response(text, init), "type", { value: type });
const never = (): Promise<Response> => new Promise<Response>(() => undefined);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("without a net the list is as it was last fetched, also after an answer", async () => {
  const answers = [async () => basic("Två väntar"), async () => basic("En väntar"), never];
  const { visit } = worker(() => answers.shift()!());
  expect(await visit()).toBe("Två väntar");
  expect(await visit(`${HOME}?sparat`)).toBe("En väntar");
  expect(await visit()).toBe("En väntar");
});

test("led away to the sign-in, the list is not kept for whoever comes next", async () => {
  const answers = [basic("Fridas lista"), basic("", {}, "opaqueredirect")];
  const { visit, kept, noSeat } = worker(async () => answers.shift()!);
  await visit();
  await visit();
  expect(kept.size).toBe(0);
  expect(noSeat).not.toHaveBeenCalled(); // what she answered is still hers to send
});

test.each([403, 404, 410])("when the seat has ended (%s) the list goes, and the answers with it", async (status) => {
  const answers = [basic("Fridas lista"), basic("Sidan finns inte", { status })];
  const { visit, kept, noSeat } = worker(async () => answers.shift()!);
  await visit();
  expect(await visit()).toBe("Sidan finns inte");
  expect(kept.size).toBe(0);
  expect(noSeat).toHaveBeenCalledWith("/s/var/vantar/");
});

test("a list that is older than a month is not shown", async () => {
  const old = new Date(Date.now() - 31 * 24 * 3600 * 1000).toUTCString();
  const answers = [async () => basic("Gammal", { headers: { Date: old } }), async () => basic("Bad gateway", { status: 502 })];
  const { visit } = worker(() => answers.shift()!());
  await visit();
  expect(await visit()).toBe("Bad gateway");
});

test.each([
  ["POST", "navigate", `${HOME}svar/`],
  ["GET", "navigate", `${HOME}app.webmanifest`],
  ["GET", "navigate", "https://malbild.exempel/s/var/"],
  ["GET", "cors", HOME],
  ["GET", "navigate", "https://malbild.exempel/med/rum/"],
])("%s %s %s goes past it", async (method, mode, url) => {
  const { ask } = worker(async () => basic("Server"));
  expect(await ask({ method, mode, url })).toBeUndefined();
});
