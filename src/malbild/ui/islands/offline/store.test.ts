// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { memory, openStore } from "./store";

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

async function opened() {
  const opening = openStore("malbild-rum");
  await vi.advanceTimersByTimeAsync(2000);
  return opening;
}

test("a browser whose store never answers gives the page's memory within two seconds", async () => {
  vi.stubGlobal("indexedDB", { open: () => ({}) });
  const store = await opened();
  expect(store.lasts).toBe(false);
  await store.change("7.gast/card/1", () => "Ett");
  expect(await store.get("7.gast/card/1")).toBe("Ett");
});

test("without a store the round's key outlives a reload of the tab, and nothing else does", async () => {
  const store = memory(sessionStorage, "malbild-rum");
  await store.change("7.gast/key/1w", () => "k".repeat(32));
  await store.change("7.gast/card/1", () => "Hemligt");
  expect(JSON.stringify({ ...sessionStorage })).not.toContain("Hemligt");
  const again = memory(sessionStorage, "malbild-rum");
  expect(await again.all("7.gast/")).toEqual([["7.gast/key/1w", "k".repeat(32)]]);
  await again.change("7.gast/key/1w", () => undefined);
  expect(await memory(sessionStorage, "malbild-rum").all("")).toEqual([]);
});

/** As much of a database as a transaction needs. A connection that is closed throws, as browsers do. */
function fakeDatabase() {
  const kept = new Map<string, unknown>();
  const connections: { closed: boolean; onclose?: () => void }[] = [];
  const later = (work: () => void): void => void Promise.resolve().then(work);
  const open = () => {
    const connection = { closed: false };
    const db = Object.assign(connection, {
      close: () => {
        connection.closed = true;
      },
      transaction() {
        if (connection.closed) throw new DOMException("closing", "InvalidStateError");
        const run: Record<string, unknown> & { oncomplete?: () => void } = {};
        const asked = (result: unknown) => {
          const request: { result: unknown; onsuccess?: () => void } = { result };
          later(() => {
            request.onsuccess?.();
            later(() => run.oncomplete?.());
          });
          return request;
        };
        run.objectStore = () => ({
          get: (key: string) => asked(kept.get(key)),
          put: (value: unknown, key: string) => kept.set(key, value),
          delete: (key: string) => kept.delete(key),
        });
        return run;
      },
    });
    connections.push(connection);
    const request: { result: unknown; onsuccess?: () => void } = { result: db };
    later(() => request.onsuccess?.());
    return request;
  };
  return { open, connections };
}

test("a connection that is lost is opened again, and what was written is kept", async () => {
  const database = fakeDatabase();
  vi.stubGlobal("indexedDB", database);
  const store = await opened();
  expect(store.lasts).toBe(true);
  await store.change("a", () => 1);
  for (const connection of database.connections) connection.closed = true;
  expect(await store.change<number>("a", (old) => (old ?? 0) + 1)).toBe(2);
  database.connections.at(-1)!.onclose!();
  expect(await store.get("a")).toBe(2);
  expect(database.connections).toHaveLength(3);
});
