// The phone's own memory: small things under names, in IndexedDB; in the page's memory where the browser keeps nothing.

export interface Store {
  readonly lasts: boolean;
  get<T>(key: string): Promise<T | undefined>;
  /** Change one thing in one transaction, also between tabs; `undefined` takes it away. Resolves when it is kept. */
  change<T>(key: string, to: (old: T | undefined) => T | undefined): Promise<T | undefined>;
  all<T>(prefix: string): Promise<[string, T][]>;
}

const THINGS = "things";
const OPENING = 2000; // ms; some browsers never answer, and nobody waits longer than this for a form to be taken
const WORKING = 5000;

/** The page's memory. What lies under `/key/` is also in the tab's own storage, so that a reload is still the same phone. */
export function memory(tab?: Storage, named = ""): Store {
  const kept = new Map<string, unknown>();
  for (const name of Object.keys(tab ?? {})) if (name.startsWith(named)) kept.set(name.slice(named.length), tab!.getItem(name));
  const mirror = (key: string, value: unknown): void => {
    if (!tab || !key.includes("/key/")) return;
    try {
      if (value === undefined) tab.removeItem(named + key);
      else tab.setItem(named + key, String(value));
    } catch {
      // Full, or forbidden: the key lasts as long as the page.
    }
  };
  return {
    lasts: false,
    async get<T>(key: string) {
      return structuredClone(kept.get(key)) as T | undefined;
    },
    async change<T>(key: string, to: (old: T | undefined) => T | undefined) {
      const next = to(structuredClone(kept.get(key)) as T | undefined);
      if (next === undefined) kept.delete(key);
      else kept.set(key, structuredClone(next));
      mirror(key, next);
      return next;
    },
    async all<T>(prefix: string) {
      return [...kept].filter(([key]) => key.startsWith(prefix)).map(([k, v]) => [k, structuredClone(v) as T] as [string, T]);
    },
  };
}

/** What the promise gives, or a refusal when it has given nothing for so long. */
function within<T>(limit: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const slow = setTimeout(() => reject(new DOMException("No answer", "TimeoutError")), limit);
    work.then(resolve, reject).finally(() => clearTimeout(slow));
  });
}

function open(named: string): Promise<IDBDatabase> {
  let late = false;
  const opened = new Promise<IDBDatabase>((resolve, reject) => {
    const asked = indexedDB.open(named, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(THINGS);
    asked.onsuccess = () => (late ? asked.result.close() : resolve(asked.result));
    asked.onerror = asked.onblocked = () => reject(asked.error ?? new Error("blocked"));
  });
  return within(OPENING, opened).catch((error: unknown) => {
    late = true;
    throw error;
  });
}

type Work<T> = (things: IDBObjectStore, give: (found: T) => void) => void;

/** One transaction. Gives what the work gave, once it is kept; whatever else happens, nothing of it was. */
function transact<T>(db: IDBDatabase, mode: IDBTransactionMode, work: Work<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const run = db.transaction(THINGS, mode, { durability: mode === "readwrite" ? "strict" : "default" });
    let found: T;
    const slow = setTimeout(() => {
      try {
        run.abort();
      } catch {
        return; // it is being kept just now, and says so
      }
      reject(new DOMException("No answer", "TimeoutError"));
    }, WORKING);
    run.oncomplete = () => {
      clearTimeout(slow);
      resolve(found);
    };
    run.onabort = () => {
      clearTimeout(slow);
      reject(run.error ?? new DOMException("Aborted", "AbortError"));
    };
    work(run.objectStore(THINGS), (it) => {
      found = it;
    });
  });
}

// What a transaction says when its connection is gone: closed for another tab, or by a phone that put us to sleep.
const LOST = new Set(["InvalidStateError", "UnknownError", "AbortError", "NotFoundError"]);

class Kept implements Store {
  readonly lasts = true;
  private connection: Promise<IDBDatabase> | undefined;

  constructor(private readonly named: string) {}

  private connect(): Promise<IDBDatabase> {
    if (this.connection) return this.connection;
    const mine = open(this.named);
    this.connection = mine;
    const lose = (): void => this.drop(mine);
    // Signing out in another tab empties the store, and must not wait for us.
    mine.then((db) => {
      db.onversionchange = db.onclose = lose;
    }, lose);
    return mine;
  }

  private drop(connection: Promise<IDBDatabase>): void {
    if (this.connection === connection) this.connection = undefined;
    connection.then((db) => db.close(), () => undefined);
  }

  close(): void {
    if (this.connection) this.drop(this.connection);
  }

  private async work<T>(mode: IDBTransactionMode, work: Work<T>): Promise<T> {
    for (let again = true; ; again = false) {
      const connection = this.connect();
      const db = await connection;
      try {
        return await transact(db, mode, work);
      } catch (error) {
        const { name } = error as DOMException;
        if (LOST.has(name) || name === "TimeoutError") this.drop(connection);
        if (!again || !LOST.has(name)) throw error;
      }
    }
  }

  get<T>(key: string): Promise<T | undefined> {
    return this.work<T | undefined>("readonly", (things, give) => {
      const asked = things.get(key);
      asked.onsuccess = () => give(asked.result as T | undefined);
    });
  }

  change<T>(key: string, to: (old: T | undefined) => T | undefined): Promise<T | undefined> {
    return this.work<T | undefined>("readwrite", (things, give) => {
      const asked = things.get(key);
      asked.onsuccess = () => {
        const next = to(asked.result as T | undefined);
        if (next === undefined) things.delete(key);
        else things.put(next, key);
        give(next);
      };
    });
  }

  all<T>(prefix: string): Promise<[string, T][]> {
    return this.work<[string, T][]>("readonly", (things, give) => {
      const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
      const [keys, rows] = [things.getAllKeys(range), things.getAll(range)];
      rows.onsuccess = () => give(keys.result.map((key, at) => [String(key), rows.result[at] as T]));
    });
  }
}

function tabStorage(): Storage | undefined {
  try {
    return sessionStorage;
  } catch {
    return undefined;
  }
}

/** A store of this browser. A private window, a full phone, or one that does not answer gives the page's memory. */
export async function openStore(named: string): Promise<Store> {
  const kept = new Kept(named);
  try {
    await within(OPENING, kept.get(""));
    return kept;
  } catch {
    kept.close();
    return memory(tabStorage(), named);
  }
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
