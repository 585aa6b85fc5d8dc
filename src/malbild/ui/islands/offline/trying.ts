// Trying again, and one tab at a time.

/** How long to wait before the next try: longer for each one, at most half a minute, and never all phones at once. */
export const pause = (tries: number, random = Math.random()): number => Math.min(30_000, 1000 * 2 ** tries) * (0.5 + random / 2);

/** Do the work while no other tab does it, where the browser can tell tabs apart. */
export async function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (!navigator.locks) return work();
  // A tab that sleeps with the lock must not stop this one: a doubled send does no harm.
  const stop = new AbortController();
  const waited = setTimeout(() => stop.abort(), 5000);
  let started = false;
  try {
    return await navigator.locks.request(name, { signal: stop.signal }, () => {
      clearTimeout(waited);
      started = true;
      return work();
    });
  } catch (error) {
    if (started) throw error;
    return work();
  }
}
