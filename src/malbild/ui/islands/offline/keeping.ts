// A page that opens without a network after the first visit, where the browser allows it: over https, or on this machine.
// Each such page has a worker and caches of its own, named by `caches`.

export interface Page {
  address: string;
  script: string;
  build: string;
  caches: string;
}

/** Register the page's worker and keep the page, after a moment: `later` gives the ms, drawn anew for each phone. */
export function keepPage(page: Page, later: () => number): void {
  if (!isSecureContext || !("serviceWorker" in navigator)) return;
  const go = (): void => {
    if (navigator.onLine) void start(page).catch(again);
    else again();
  };
  const again = (): void => addEventListener("online", go, { once: true });
  setTimeout(go, later());
}

/** Register the worker, and lay in the cache what this page was made of. */
async function start({ address, script, build, caches: named }: Page): Promise<void> {
  await navigator.serviceWorker.register(script, { scope: address, updateViaCache: "none" });
  const cache = await caches.open(named + build);
  const files = performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => name.startsWith(`${location.origin}/static/`));
  await Promise.all(files.map(async (file) => (await cache.match(file, { ignoreVary: true })) ?? cache.add(file)));
  const page = await fetch(address, { credentials: "same-origin", redirect: "manual" });
  if (page.ok && page.headers.get("Content-Type")?.startsWith("text/html")) await cache.put(address, page);
}

/** Nothing of the page stays in the browser's cache. */
export async function dropPage(named: string): Promise<void> {
  if (!isSecureContext || !("caches" in window)) return;
  const names = (await caches.keys()).filter((name) => name.startsWith(named));
  await Promise.all(names.map((name) => caches.delete(name)));
  const here = await navigator.serviceWorker?.getRegistration(location.href);
  await here?.unregister();
}
