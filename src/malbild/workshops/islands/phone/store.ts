// The phone's own memory: small things under names, in IndexedDB; in the page's memory where the browser keeps nothing.

export interface Store {
  readonly lasts: boolean;
  get<T>(key: string): Promise<T | undefined>;
  /** Change one thing in one transaction, also between tabs; `undefined` takes it away. Resolves when it is kept. */
  change<T>(key: string, to: (old: T | undefined) => T | undefined): Promise<T | undefined>;
  all<T>(prefix: string): Promise<[string, T][]>;
}

export const NAME = "malbild-rum";
const THINGS = "things";

export function memory(): Store {
  const kept = new Map<string, unknown>();
  return {
    lasts: false,
    async get<T>(key: string) {
      return structuredClone(kept.get(key)) as T | undefined;
    },
    async change<T>(key: string, to: (old: T | undefined) => T | undefined) {
      const next = to(structuredClone(kept.get(key)) as T | undefined);
      if (next === undefined) kept.delete(key);
      else kept.set(key, structuredClone(next));
      return next;
    },
    async all<T>(prefix: string) {
      return [...kept].filter(([key]) => key.startsWith(prefix)).map(([k, v]) => [k, structuredClone(v) as T] as [string, T]);
    },
  };
}

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(THINGS);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error ?? new Error("blocked"));
  });
}

const done = <T>(asked: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

/** The store of this browser. A private window, or a full phone, gives one that lasts as long as the page. */
export async function openStore(): Promise<Store> {
  let db: IDBDatabase;
  try {
    db = await open();
  } catch {
    return memory();
  }
  db.onversionchange = () => db.close(); // signing out in another tab empties it
  const things = (mode: IDBTransactionMode): [IDBObjectStore, IDBTransaction] => {
    const work = db.transaction(THINGS, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    return [work.objectStore(THINGS), work];
  };
  return {
    lasts: true,
    get: (key) => done(things("readonly")[0].get(key)),
    change: <T>(key: string, to: (old: T | undefined) => T | undefined) =>
      new Promise<T | undefined>((resolve, reject) => {
        const [store, work] = things("readwrite");
        let next: T | undefined;
        const asked = store.get(key);
        asked.onsuccess = () => {
          next = to(asked.result as T | undefined);
          if (next === undefined) store.delete(key);
          else store.put(next, key);
        };
        work.oncomplete = () => resolve(next);
        work.onerror = work.onabort = () => reject(work.error);
      }),
    async all<T>(prefix: string) {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [store] = things("readonly");
      const [keys, rows] = await Promise.all([done(store.getAllKeys(range)), done(store.getAll(range))]);
      return keys.map((key, at) => [String(key), rows[at] as T]);
    },
  };
}

const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");

/** Thirty-two signs that nobody can guess. `crypto.randomUUID` does not exist on plain http. */
export const secret = (): string => hex(crypto.getRandomValues(new Uint8Array(16)));

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
