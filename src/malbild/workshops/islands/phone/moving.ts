// The room moves: the part that all phones share is fetched, and what is one's own follows it.

import { tellTime } from "../../../ui/islands/stream";
import { restart } from "./clock";
import { Follower } from "./follow";
import { typed } from "./doing";
import { dropPage } from "./keeping";
import type { Card } from "./outbox";
import { drafts, outbox, setWasDone, store } from "./own";
import { at, byId, fault, prefix, told } from "./page";
import { ask } from "../../../ui/islands/offline/ask";
import { say, whisper } from "../../../ui/islands/offline/said";
import { askOwn, wake } from "./sending";
import { graceLeft, paint, show } from "./showing";
import { isNewer, parse, part, swap } from "./swap";

let lastStage = "";

let taking: Promise<unknown> = Promise.resolve();
/** Resolves when what is shown is also what this phone answers to. A form is there to be pressed a moment before that. */
export const settled = (): Promise<unknown> => taking.catch(() => undefined);

/** Begin with the page as it was made, or with a newer part that was kept from before. */
export async function begin(): Promise<void> {
  lastStage = document.querySelector(".ph-step")?.textContent ?? "";
  const kept = await store.get<{ v: string; text: string }>(`${prefix}/part`);
  if (kept && kept.v !== part().dataset.v && isNewer(part().dataset.v, kept.v)) await take(kept.text);
  else await settle();
}

/** Take in the part that is on the page now, since a moment (performance.now): which round is open, what is over. */
async function settle(since = performance.now()): Promise<void> {
  const room = part();
  const { mark = "", keep = "", state = "" } = room.dataset;
  const before = await outbox.cards();
  if (await outbox.move({ mark, keep, at: at() })) say(told.tVotelate);
  await leaveBehind(before, mark, keep, since);
  if (room.dataset.beat === "vote") await outbox.keepGroups(mark, groups());
  if (state === "closed") await dropPage();
  await paint();
  if (room.dataset.grace) setTimeout(() => void graceOver(), graceLeft() + 300);
}

/** What was being written for a round that is over stays on the phone. In the grace a new card still goes; a change does
 *  not, for the card is being read. */
async function leaveBehind(before: Card[], mark: string, keep: string, since: number): Promise<void> {
  const cardOf = (id: string): Card | undefined => before.find((card) => card.id === id);
  for (const [old, { text, sort, edit }] of await drafts.left((old) => old !== mark && old !== keep)) {
    if (!edit) await outbox.leaveBehind(old, text, sort, told.tLate!);
    else if (await outbox.leaveChange(cardOf(edit), old, text, sort, told.tEditlate!)) say(told.tEditlate);
  }
  const isGrace = mark !== keep && part().dataset.beat === "read";
  if (!mark || (mark !== keep && !isGrace)) return;
  await drafts.open(mark);
  // Somebody was quick: typed since the form came, before the draft of its round was open.
  if (typed.at > since && !drafts.current.text && !drafts.current.edit) drafts.set({ ...drafts.current, ...typed.draft });
  const { edit } = drafts.current;
  if (!isGrace || !edit || cardOf(edit)?.sent === 0) return;
  const { text, sort } = drafts.take();
  if (await outbox.leaveChange(cardOf(edit), mark, text, sort, told.tEditlate!)) say(told.tEditlate);
  await drafts.keep();
}

const groups = (): string[] => [...part().querySelectorAll<HTMLElement>("[data-group]")].map((line) => line.dataset.group!);

async function graceOver(): Promise<void> {
  if (!part().dataset.grace || graceLeft()) return;
  byId("nad")?.remove();
  delete part().dataset.grace;
  part().dataset.mark = "";
  await (taking = settle());
}

const take = (text: string): Promise<void> => {
  const work = takeIn(text);
  taking = work;
  return work;
};

async function takeIn(text: string): Promise<void> {
  const next = parse(text);
  if (!next || !isNewer(part().dataset.v, next.dataset.v)) return;
  const stage = next.querySelector(".ph-step")?.textContent ?? "";
  const isNew = stage !== lastStage;
  swap(text, () => {
    restart(isNew);
    show();
  });
  const since = performance.now();
  if (isNew) {
    setWasDone(false);
    lastStage = stage;
    document.title = `${stage || next.querySelector("h1")?.textContent} – Målbild`;
    fault();
    whisper(stage);
  }
  // Kept for a reload without network; over, nothing is kept.
  const kept = part().dataset.state === "closed" ? undefined : { v: next.dataset.v, text };
  await store.change(`${prefix}/part`, () => kept).catch(() => undefined);
  await settle(since);
  void askAsked();
  wake();
}

async function fetchPart(): Promise<void> {
  const answer = await ask(`${told.live}del/`).catch(() => undefined);
  const good = answer?.ok ? answer : await ask(`${told.part}?v=${part().dataset.v}`, { headers: { Accept: "text/html" } });
  if (good.status === 200) {
    tellTime(Number(good.headers.get("X-Now")));
    await take(await good.text());
  } else if (good.status !== 204 && good.status < 500) await askOwn(); // it says whether we have a place here
}

export const follower = new Follower(() => part().dataset.v, fetchPart);

async function askAsked(): Promise<void> {
  const place = byId("fragor");
  if (!told.asked || !place || Number(part().dataset.step) < 2 || place.contains(document.activeElement)) return;
  try {
    const answer = await ask(told.asked, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const next = new DOMParser().parseFromString(await answer.text(), "text/html").body;
    const ids = (root: Element): string => [...root.querySelectorAll(".ph-asked")].map((one) => one.id).join();
    if (ids(next) !== ids(place)) place.replaceChildren(...next.childNodes);
  } catch {
    // It comes with the next change of the room.
  }
}
