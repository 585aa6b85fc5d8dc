// What pages without a network keep on the device, and how it goes: at sign-out, and when somebody else sits here now.

/** The participant's room (workshops/islands/phone), and the list of what waits for one person (momentum/islands). */
export const ROOM = "malbild-rum";
export const LIST = "malbild-lista";
/** Where the person is noted whose list is kept here. */
export const WHOSE = `${LIST}:vems`;
/** Where the address of a list is noted that has answers which are not sent yet. */
export const UNSENT = `${LIST}:osant`;

async function forget(named: string): Promise<void> {
  try {
    for (const name of Object.keys(sessionStorage)) if (name.startsWith(named)) sessionStorage.removeItem(name);
    indexedDB.deleteDatabase(named);
    await forgetCopies(named);
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}

async function forgetCopies(named: string): Promise<void> {
  if (!("caches" in globalThis)) return;
  for (const name of await caches.keys()) if (name.startsWith(`${named}-`)) await caches.delete(name);
}

/** Whoever signs out leaves nothing on a shared device. */
export async function forgetPages(): Promise<void> {
  await Promise.all([forget(ROOM), forgetList()]);
}

export async function forgetList(): Promise<void> {
  try {
    localStorage.removeItem(WHOSE);
    localStorage.removeItem(UNSENT);
  } catch {
    // Closed; then nothing lies there.
  }
  await forget(LIST);
}

/** A page made for `me` ("" when nobody is signed in): what is kept of another person's list goes. Where nobody is
 *  signed in the list itself goes and the unsent answers stay, for the same person to send. */
export async function keepTo(me: string, store: Storage): Promise<void> {
  const whose = store.getItem(WHOSE);
  if (whose === null || whose === me) return;
  if (me) await forgetList();
  else await forgetCopies(LIST);
}

/** On any other page of the same person: a link to the list that has something to send. */
export function tellUnsent(me: string, store: Storage, place: HTMLElement | null): void {
  const page = store.getItem(UNSENT) ?? "";
  if (!place?.dataset.unsent || store.getItem(WHOSE) !== me || !/^\/s\/[\w-]+\//.test(page) || page === location.pathname) return;
  const link = document.createElement("a");
  link.href = page;
  link.textContent = place.dataset.unsent;
  const line = document.createElement("p");
  line.append(link);
  place.append(line);
}
