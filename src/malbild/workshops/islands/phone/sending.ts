// What waits goes to the server as soon as it can, and what the server has from this phone comes back.

import { ask, useCsrf } from "../../../ui/islands/offline/ask";
import { whisper } from "../../../ui/islands/offline/said";
import { alone, pause } from "../../../ui/islands/offline/trying";
import { type Outcome, isRefused, isUnsent } from "./outbox";
import { cards, outbox, refresh, setWasDone } from "./own";
import { between, byId, fault, prefix, told } from "./page";
import { goOut, out, paint, setReach } from "./showing";
import { part } from "./swap";

let tries = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let draining = false;
let wantsMore = false;
let hasHeard = false;

/** Send what waits, now; only one tab at a time where the browser can tell them apart. */
async function drain(): Promise<void> {
  clearTimeout(timer);
  if (out) return;
  if (draining) {
    wantsMore = true;
    return;
  }
  draining = true;
  wantsMore = false;
  const before = new Set(cards.filter((card) => isUnsent(card) && !isRefused(card)).map((card) => card.id));
  try {
    if (!navigator.onLine) setReach("offline");
    else await hear(await send(), before);
  } catch {
    tryLater(); // the phone's memory does not answer
  } finally {
    draining = false;
    await paint();
    between?.postMessage("");
    if (wantsMore) void drain();
  }
}

// A form sent before this ran was sent under a key that the server gives back: it is asked for before one is made here.
async function send(): Promise<Outcome> {
  if (!hasHeard) await askOwn();
  return hasHeard ? alone(`malbild-rum-${prefix}`, () => outbox.drain()) : "again";
}

async function hear(outcome: Outcome, before: Set<string>): Promise<void> {
  if (outcome === "out") return leave();
  if (outcome === "all") {
    tries = 0;
    setReach("ok");
    await refresh();
    if (cards.some((card) => before.has(card.id) && !isUnsent(card))) whisper(told.tCardsent);
    const refused = cards.find((card) => before.has(card.id) && isRefused(card));
    fault(refused?.refused!.why);
    return;
  }
  if (outcome === "csrf" && tries === 0 && (await askOwn())) wantsMore = true;
  if (outcome === "again") setReach(navigator.onLine ? "server" : "offline");
  tryLater();
}

function tryLater(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void drain(), pause(tries));
  tries = Math.min(tries + 1, 6);
}

/** Try at once: the net, the tab or the room says that something has changed. */
export function wake(): void {
  tries = 0;
  void drain();
}

const partings: (() => void)[] = [];
/** What ends when this phone has no place in the room any more. */
export const atLeaving = (work: () => void): void => void partings.push(work);

/** This phone has no place in the room any more. What is written stays, and it says how to come back. */
function leave(): void {
  goOut();
  for (const work of partings.splice(0)) work();
  const place = byId("fel");
  if (!place || place.querySelector("a")) return;
  const link = document.createElement("a");
  link.href = told.join!;
  link.textContent = told.tIn!;
  place.replaceChildren(`${told.tOut} `, link);
}

/** What the server has from this phone, and a fresh token for the forms. */
export async function askOwn(mayAdopt = true): Promise<boolean> {
  try {
    const { mark } = outbox.now;
    const key = mark ? await outbox.keyIfAny(mark) : undefined;
    const answer = await ask(told.own!, { headers: { Accept: "application/json", ...(key ? { "X-Malbild-Key": key } : {}) } });
    const said = await answer.json();
    if (said.code === "out") leave();
    if (typeof said.ok === "boolean") hasHeard = true;
    if (said.ok !== true) return false;
    useCsrf(said.csrf);
    if (mark && said.mark === mark && mark === outbox.now.mark) {
      if (said.key && mayAdopt) {
        await outbox.adopt(mark, said.key);
        return await askOwn(false);
      }
      await outbox.learn(said.cards ?? []);
      await outbox.learnSlip(mark, said.dots ?? {}, said.n ?? 0);
    }
    if (said.v === part().dataset.v) setWasDone(said.done);
    return true;
  } catch {
    return false;
  }
}
