import { afterEach, beforeEach, expect, test, vi } from "vitest";

const HOME = "https://malbild.exempel/med/rum/";
type Handler = (event: unknown) => void;

/** The worker as a browser runs it: its cache, its net, and what it answers a navigation. */
async function worker(net: (url: string) => Promise<Response>) {
  const handlers = new Map<string, Handler>();
  const kept = new Map<string, Response>();
  const cache = {
    match: async (name: string) => kept.get(name)?.clone(),
    put: async (name: string, answer: Response) => void kept.set(name, answer),
    delete: async (name: string) => kept.delete(name),
  };
  vi.stubGlobal("addEventListener", (name: string, handler: Handler) => handlers.set(name, handler));
  vi.stubGlobal("caches", { open: async () => cache, keys: async () => ["malbild-rum-1"] });
  vi.stubGlobal("location", { origin: "https://malbild.exempel" });
  vi.stubGlobal("registration", { scope: HOME });
  vi.stubGlobal("build", "1");
  vi.stubGlobal("fetch", ({ url }: Request) => net(url));
  vi.resetModules();
  await import("./worker");
  const visit = async (url = HOME): Promise<string> => {
    let answer: Promise<Response> | undefined;
    const request = { method: "GET", mode: "navigate", url };
    handlers.get("fetch")!({ request, respondWith: (given: Promise<Response>) => (answer = given) });
    await vi.advanceTimersByTimeAsync(10_000);
    return (await answer!).text();
  };
  return { visit, kept };
}

const basic = (text: string, init: ResponseInit = {}): Response =>
  Object.defineProperty(new Response(text, init), "type", { value: "basic" });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([500, 502, 503, 504])("the kept page is shown when a proxy answers %s for a server that starts anew", async (status) => {
  const answers = [basic("Rummet"), basic("Bad gateway", { status })];
  const { visit } = await worker(async () => answers.shift()!);
  expect(await visit()).toBe("Rummet");
  expect(await visit()).toBe("Rummet");
});

test("an error is shown when there is nothing else to show", async () => {
  const { visit } = await worker(async () => basic("Bad gateway", { status: 502 }));
  expect(await visit()).toBe("Bad gateway");
});

test("a slow net gives the kept page", async () => {
  const answers = [Promise.resolve(basic("Rummet")), new Promise<Response>(() => undefined)];
  const { visit } = await worker(() => answers.shift()!);
  await visit();
  expect(await visit()).toBe("Rummet");
});

test("who has just come into another workshop is never shown the last one", async () => {
  const slow = (): Promise<Response> => new Promise((resolve) => setTimeout(() => resolve(basic("Vårens")), 9000));
  const answers = [async () => basic("Höstens"), slow, () => new Promise<Response>(() => undefined)];
  const { visit } = await worker(() => answers.shift()!());
  expect(await visit()).toBe("Höstens");
  expect(await visit(`${HOME}?ny=1`)).toBe("Vårens");
  expect(await visit()).toBe("Vårens");
});

test("the page of who waits to be let in is not kept", async () => {
  const { visit, kept } = await worker(async () => basic("Vänta", { headers: { "Cache-Control": "no-store" } }));
  expect(await visit()).toBe("Vänta");
  expect(kept.size).toBe(0);
});
