// A worker's whole work: one page without a network. It is registered for that page alone, so nothing here can stand in
// the way of any other. Whatever goes wrong, the request goes to the network as if there were no worker. It keeps two
// kinds of things: built files, whose names change with their content, and the page itself as it was last fetched.
// Nothing that is sent, and no other page.

interface Lifetime extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lifetime {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Itself extends EventTarget {
  build: string;
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
}

export interface Rules {
  /** What the names of its caches begin with; another worker's begin otherwise. */
  caches: string;
  /** In the address of a page that may be another than the one that is kept. */
  cameIn?: string;
  /** The page is one person's: it goes when the server no longer gives it (signed out, no seat), and when it is old. */
  isOwn?: boolean;
  /** Told of the page's path when its reader has no right to it any more. */
  noSeat?: (path: string) => Promise<unknown>;
}

const BUILT = /^\/static\/dist\/.+-[0-9A-Z]{8}\.[a-z0-9]+$/;
const SLOW = 6000; // a net that has not answered by then is treated as none, when there is a page to show
const OLD = 30 * 24 * 3600 * 1000;
const NO_SEAT = new Set([403, 404, 410]);

export function serve(rules: Rules): void {
  const itself = globalThis as unknown as Itself;
  const current = rules.caches + itself.build;

  itself.addEventListener("install", (event) => {
    (event as Lifetime).waitUntil(itself.skipWaiting());
  });

  itself.addEventListener("activate", (event) => {
    const tidy = async (): Promise<void> => {
      for (const name of await caches.keys()) if (name.startsWith(rules.caches) && name !== current) await caches.delete(name);
      await itself.clients.claim();
    };
    (event as Lifetime).waitUntil(tidy().catch(() => undefined));
  });

  itself.addEventListener("fetch", (event) => {
    const { request } = event as Fetching;
    const at = new URL(request.url);
    if (request.method !== "GET" || at.origin !== location.origin) return;
    if (BUILT.test(at.pathname)) (event as Fetching).respondWith(built(request));
    else if (request.mode === "navigate" && at.origin + at.pathname === itself.registration.scope)
      (event as Fetching).respondWith(page(request, at));
  });

  async function built(request: Request): Promise<Response> {
    const kept = await find(request.url);
    if (kept) return kept;
    const answer = await fetch(request);
    if (answer.ok) await keep(request.url, answer.clone());
    return answer;
  }

  async function page(request: Request, at: URL): Promise<Response> {
    const path = at.pathname;
    // Just come in: the page that is kept may be another workshop's.
    if (rules.cameIn && at.searchParams.has(rules.cameIn)) await forget(path);
    const fresh = fetch(request).then(async (answer) => {
      const ours = answer.ok && !answer.redirected && answer.type === "basic";
      if (ours && !answer.headers.get("Cache-Control")?.includes("no-store")) await keep(path, answer.clone());
      if (rules.isOwn && isRefused(answer)) {
        await forget(path);
        if (NO_SEAT.has(answer.status)) await rules.noSeat?.(path).catch(() => undefined);
      }
      return answer;
    });
    const kept = await find(path);
    if (!kept || (rules.isOwn && isOld(kept))) return fresh;
    const slow = new Promise<Response>((resolve) => setTimeout(() => resolve(kept), SLOW));
    // While the server starts anew a proxy answers in its place.
    const good = fresh.then((answer) => (answer.status >= 500 ? kept : answer), () => kept);
    return Promise.race([good, slow]);
  }

  async function find(name: string): Promise<Response | undefined> {
    try {
      return await (await caches.open(current)).match(name, { ignoreVary: true });
    } catch {
      return undefined;
    }
  }

  async function keep(name: string, answer: Response): Promise<void> {
    try {
      await (await caches.open(current)).put(name, answer);
    } catch {
      // A full phone keeps nothing; the page works with a network.
    }
  }

  async function forget(name: string): Promise<void> {
    try {
      for (const one of await caches.keys())
        if (one.startsWith(rules.caches)) await (await caches.open(one)).delete(name, { ignoreVary: true });
    } catch {
      // Nothing is kept, then.
    }
  }
}

/** Led away to the sign-in, or told that there is nothing here. */
const isRefused = (answer: Response): boolean =>
  answer.redirected || answer.type === "opaqueredirect" || answer.status === 401 || NO_SEAT.has(answer.status);

function isOld(kept: Response): boolean {
  const at = Date.parse(kept.headers.get("Date") ?? "");
  return Number.isFinite(at) && Date.now() - at > OLD;
}
