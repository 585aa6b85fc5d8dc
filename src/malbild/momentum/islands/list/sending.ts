// What waits goes to the server as soon as it can, and the list comes back as it stands then.

import { ask, proof, tokenOf, useCsrf } from "../../../ui/islands/offline/ask";
import { LIST, UNSENT, forgetList } from "../../../ui/islands/offline/forgetting";
import { dropPage } from "../../../ui/islands/offline/keeping";
import { hush, setText, whisper } from "../../../ui/islands/offline/said";
import { type Store, openStore } from "../../../ui/islands/offline/store";
import { alone, pause } from "../../../ui/islands/offline/trying";
import { type Answer, Answers, type Kept, type Outcome } from "./answers";
import { byId, isBusy, list, made, me, prefix, takeIn, told } from "./page";
import { type Reach, paintCards, paintKept } from "./paint";
import { put, when } from "./words";

const FRESH = 60_000; // ms; a list that is older than this is fetched anew when it is looked at

export let store: Store;
export let answers: Answers;
let reach: Reach = navigator.onLine ? "ok" : "offline";
let isOut = false;
let draining = false;
let wantsMore = false;
let tries = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let since = Date.now(); // when the list that is shown was fetched, by this phone's clock
let wasBroken = false;

export async function open(): Promise<void> {
  store = await openStore(LIST);
  answers = new Answers(store, prefix, post, () => void paint());
  useCsrf(tokenOf(document));
  await see();
}

/** When this list was first seen here is how old it is: the phone's own clock may be a day off. */
async function see(): Promise<void> {
  const name = `${prefix}/sedd`;
  const seen = await store.get<{ made: string; at: number }>(name);
  if (seen?.made === made()) since = seen.at;
  else {
    since = Date.now();
    await store.change(name, () => ({ made: made(), at: since }));
  }
}

async function post(one: Kept): Promise<Answer> {
  const body = new URLSearchParams({ ...one.fields, measure: one.measure, once: one.id, seen: one.seen });
  if (one.anyway) body.set("anyway", "1");
  const response = await ask(told.answer!, { method: "POST", headers: proof(), body });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}

export async function paint(): Promise<void> {
  const kept = await answers.all().catch(() => []);
  paintKept(kept, reach, draining);
  paintCards(kept);
  const waits = kept.some((one) => one.state === "waits");
  note(waits);
  if (isOut) return;
  const age = put(told.tAge!, { when: when(since, Date.now(), document.documentElement.lang, told.tToday!, told.tYesterday!) });
  const lost = reach === "offline" ? (waits ? told.tOfflineKept! : told.tOffline!) : told.tServer!;
  if (reach !== "ok") setText(byId("natet"), `${lost} ${age}`);
  else if (byId("natet")?.textContent !== told.tBack) setText(byId("natet"), "");
}

/** For the other pages: they lead here when there is something to send. */
function note(waits: boolean): void {
  try {
    if (waits) localStorage.setItem(UNSENT, told.page!);
    else localStorage.removeItem(UNSENT);
  } catch {
    // Closed; the list says it all the same when it is opened.
  }
}

function setReach(next: Reach): void {
  if (next !== "ok") wasBroken = true;
  reach = next;
  void paint();
}

/** Send what waits, now; only one tab at a time. */
async function drain(): Promise<void> {
  clearTimeout(timer);
  if (isOut) return;
  if (draining) {
    wantsMore = true;
    return;
  }
  draining = true;
  wantsMore = false;
  try {
    if (!navigator.onLine) setReach("offline");
    else await hear(await alone(prefix, () => answers.drain()));
  } catch {
    tryLater(); // the phone's memory does not answer
  } finally {
    draining = false;
    await paint();
    if (wantsMore) void drain();
  }
}

async function hear(outcome: Outcome): Promise<void> {
  if (outcome === "out") return goOut();
  if (outcome === "gone") return loseSeat();
  if (outcome === "csrf") {
    if (tries === 0 && (await refresh())) wantsMore = true;
    return tryLater();
  }
  if (outcome === "again") {
    setReach(navigator.onLine ? "server" : "offline");
    return tryLater();
  }
  const hasSent = (await answers.all()).some((one) => one.state === "sent");
  const isOld = Date.now() - since > FRESH;
  if ((hasSent || isOld || wasBroken) && !(await refresh())) return isOut ? undefined : tryLater();
  tries = 0;
  if (wasBroken) setText(byId("natet"), told.tBack!);
  wasBroken = false;
  setReach("ok");
}

/** The list as it stands now; what this phone has sent stands in it. False when there was no contact. */
async function refresh(): Promise<boolean> {
  const sent = (await answers.all()).filter((one) => one.state === "sent").map((one) => one.id);
  let response: Response;
  let text: string;
  try {
    response = await ask(told.page!, { headers: { Accept: "text/html" } });
    text = await response.clone().text();
  } catch {
    setReach(navigator.onLine ? "server" : "offline");
    return false;
  }
  if (response.type === "opaqueredirect") return goOut(), false;
  if (response.status === 404 || response.status === 403) return await loseSeat(), false;
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!response.ok || !page.getElementById("lista")) return setReach("server"), false;
  if (page.body.dataset.me !== me) {
    await forgetList(); // somebody else sits here now
    location.reload();
    return false;
  }
  useCsrf(tokenOf(page));
  await keepCopy(response);
  if (isBusy()) return true;
  takeIn(page);
  await see();
  await answers.settled(sent);
  if (sent.length && list().querySelector("#nyss")) {
    whisper(told.tTaken);
    byId("nyss-h")?.focus();
  }
  return true;
}

async function keepCopy(page: Response): Promise<void> {
  if (!isSecureContext || !("caches" in window)) return;
  const name = `${LIST}-${told.build}`;
  if (await caches.has(name)) await (await caches.open(name)).put(told.page!, page).catch(() => undefined);
}

function tryLater(): void {
  clearTimeout(timer);
  timer = setTimeout(() => void drain(), pause(tries));
  tries = Math.min(tries + 1, 6);
}

/** Try at once: the net or the tab says that something has changed. */
export function wake(): void {
  tries = 0;
  void drain();
}

/** Signed out: what was answered stays for the same person to send; the list is not shown any more the next time. */
function goOut(): void {
  isOut = true;
  void dropPage(`${LIST}-`).catch(() => undefined);
  const link = document.createElement("a");
  link.href = told.page!;
  link.textContent = told.tIn!;
  byId("natet")!.replaceChildren(`${told.tOut} `, link);
}

/** The seat has ended: nothing of the list stays here. */
async function loseSeat(): Promise<void> {
  isOut = true;
  await answers.empty();
  await store.change(`${prefix}/sedd`, () => undefined);
  await dropPage(`${LIST}-`).catch(() => undefined);
  list().replaceChildren();
  setText(byId("rubrik"), told.tGone!);
  setText(byId("natet"), told.tGoneNote!);
  hush();
}
