// What is one's own, put into the page, and one line about the net.

import { setText } from "../../../ui/islands/offline/said";
import { serverNow } from "../../../ui/islands/stream";
import { tick } from "./clock";
import { isRefused, isUnsent } from "./outbox";
import { cards, done, drafts, outbox, refresh, slip, wasDone } from "./own";
import { area, byId, sorts, told } from "./page";
import { type Reach, type View, netText, paintCards, paintDone, paintSlip, when } from "./paint";
import { part } from "./swap";

let reach: Reach = navigator.onLine ? "ok" : "offline";
export const isReached = (): boolean => reach === "ok";
export function setReach(next: Reach): void {
  if (reach === next) return;
  reach = next;
  void paint();
}

/** This phone has no place in the room any more. */
export let out = false;
export const goOut = (): void => {
  out = true;
};

let painting = false;
let paintAgain = false;

/** Read what is kept and show it; several calls while one runs become one more. */
export async function paint(): Promise<void> {
  if (painting) {
    paintAgain = true;
    return;
  }
  painting = true;
  try {
    do {
      paintAgain = false;
      await refresh().catch(() => undefined); // the phone's memory does not answer: what was read last stands
      show();
    } while (paintAgain);
  } finally {
    painting = false;
  }
}

export function show(): void {
  const room = part();
  const { mark } = outbox.now;
  const view: View = { texts: told, sorts, sending: outbox.sending, reach };
  const here = byId("mina-kort");
  const mine = here ? cards.filter((card) => card.mark === mark) : [];
  paintCards(here, mine.filter((card) => !card.withdrawn || isRefused(card)), view);
  const none = byId("inga-kort");
  if (none) none.hidden = mine.some((card) => !card.withdrawn);
  const rest = cards.filter((card) => !mine.includes(card) && isUnsent(card));
  const left = byId("osanda")!;
  left.hidden = rest.length === 0;
  paintCards(left.querySelector("ul"), rest, view);
  paintSlip(room, slip, view);
  paintDone(done, wasDone);
  showForm();
  showNet();
  tick();
}

export function showForm(): void {
  const form = byId("skriv");
  const field = area();
  if (!form || !field) return;
  const { text, sort, edit } = drafts.current;
  if (field.value !== text) field.value = text;
  for (const choice of form.querySelectorAll<HTMLInputElement>("[name=sort]")) choice.checked = choice.value === sort;
  when(form, edit ? "edit" : "new");
  const count = byId("kort-mangd");
  if (count) count.hidden = false;
  setText(byId("kort-antal"), String([...text].length));
  const grace = byId("nad");
  if (grace) grace.hidden = (!text.trim() && document.activeElement !== field) || !graceLeft();
}

export const graceLeft = (): number => Math.max(0, Number(part().dataset.grace ?? 0) - serverNow());

let lastNet = "";
function showNet(): void {
  const items = [...cards, ...(slip ? [slip] : []), ...(done ? [done] : [])];
  let text = out ? "" : netText(reach, items, told);
  if (!text && lastNet && !out && !items.some((one) => isUnsent(one) && !isRefused(one))) {
    text = told.tBack!;
    setTimeout(() => {
      if (byId("natet")?.textContent === told.tBack) setText(byId("natet"), "");
    }, 6000);
  }
  if (text !== told.tBack) lastNet = text;
  else lastNet = "";
  if (text || byId("natet")?.textContent !== told.tBack) setText(byId("natet"), text);
}
