// The page opens without network after the first visit, where the browser allows it: over https, or on this machine.

const CACHES = "malbild-rum-";
const LATER = [2000, 12_000] as const; // not while a whole hall is joining

export function keepPage(address: string, script: string, build: string): void {
  if (!isSecureContext || !("serviceWorker" in navigator)) return;
  const [from, to] = LATER;
  const go = (): void => {
    if (navigator.onLine) void start(address, script, build).catch(again);
    else again();
  };
  const again = (): void => addEventListener("online", go, { once: true });
  setTimeout(go, from + Math.random() * (to - from));
}

/** Register the worker, and lay in the cache what this page was made of. */
export async function start(address: string, script: string, build: string): Promise<void> {
  await navigator.serviceWorker.register(script, { scope: address, updateViaCache: "none" });
  const cache = await caches.open(CACHES + build);
  const files = performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => name.startsWith(`${location.origin}/static/`));
  await Promise.all(files.map(async (file) => (await cache.match(file, { ignoreVary: true })) ?? cache.add(file)));
  const page = await fetch(address, { credentials: "same-origin", redirect: "manual" });
  if (page.ok && page.headers.get("Content-Type")?.startsWith("text/html")) await cache.put(address, page);
}

/** Nothing of the room stays in the browser's cache: it was left, or it is over. */
export async function dropPage(): Promise<void> {
  if (!isSecureContext || !("caches" in window)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(CACHES));
  await Promise.all(names.map((name) => caches.delete(name)));
  const here = await navigator.serviceWorker?.getRegistration(location.href);
  await here?.unregister();
}
