// What is one's own: kept on this phone, and as it was last read.

import { Drafts } from "./draft";
import { type Card, type Done, Outbox, type Slip } from "./outbox";
import { byId, prefix, told } from "./page";
import { post } from "./post";
import { type Store, openStore } from "../../../ui/islands/offline/store";

export let store: Store;
export let outbox: Outbox;
export let drafts: Drafts;

// The last that was read, so that a new shared part can be filled in before anyone sees it.
export let cards: Card[] = [];
export let slip: Slip | undefined;
export let done: Done | undefined;

/** What the server says of being done, while this phone has said nothing. */
export let wasDone = byId("klar")?.querySelector<HTMLElement>('[data-when="done"]')?.hidden === false;
export const setWasDone = (is: boolean): void => {
  wasDone = is;
};

export async function open(changed: () => void): Promise<void> {
  store = await openStore("malbild-rum");
  drafts = new Drafts(store, prefix);
  outbox = new Outbox(store, prefix, (item, key) => post(item, key, told as never), changed);
}

export async function refresh(): Promise<void> {
  const { mark, at } = outbox.now;
  [cards, slip, done] = await Promise.all([outbox.cards(), outbox.slip(mark), outbox.done(at)]);
}
