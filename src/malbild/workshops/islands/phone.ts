// The participant's phone. What one writes and votes is kept here first and sent when it can be; the page that all share
// comes from the server whenever the room has moved. Without this file the page works by plain forms.

import { type Stream, listen, serverNow, tellTime } from "../../ui/islands/stream";
import { restart, startClock, tick } from "./phone/clock";
import { Drafts } from "./phone/draft";
import { dropPage, keepPage } from "./phone/keeping";
import { type Card, Outbox, isRefused, isUnsent, pause } from "./phone/outbox";
import { type Reach, type View, netText, paintCards, paintDone, paintSlip, setText, when } from "./phone/paint";
import { ask, post, useCsrf } from "./phone/post";
import { hush, say, whisper } from "./phone/said";
import { type Store, openStore } from "./phone/store";
import { isNewer, parse, part, swap } from "./phone/swap";

const byId = (id: string): HTMLElement | null => document.getElementById(id);
const shell = byId("skal")!;
const told = shell.dataset as Record<string, string>;
const prefix = `${told.room}.${document.body.dataset.me || "gast"}`;
const sorts = new Map([...shell.querySelectorAll<HTMLElement>("[data-sort]")].map((one) => [one.dataset.sort!, one.textContent ?? ""]));
const DOUBLE = 1000; // ms; a second tap on a form that was just emptied is no empty card
const BROKEN = 8000; // ms without contact before it is told

let store: Store;
let outbox: Outbox;
let drafts: Drafts;
let reach: Reach = navigator.onLine ? "ok" : "offline";
let out = false;
let isStarted = false;
let stream: Stream | undefined;
let wasDone = byId("klar")?.querySelector<HTMLElement>('[data-when="done"]')?.hidden === false;
let tries = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let draining = false;
let wantsMore = false;
let leavesAnyway = false;
let broken: ReturnType<typeof setTimeout> | undefined;
const between = "BroadcastChannel" in window ? new BroadcastChannel(`malbild-rum-${prefix}`) : undefined;

const at = (): string => `${part().dataset.step}${part().dataset.beat}`;
const view = (): View => ({ texts: told, sorts, sending: outbox.sending, reach });
const area = (): HTMLTextAreaElement | null => byId("kort") as HTMLTextAreaElement | null;

// --- What is one's own, put into the page ---------------------------------------------------------------------------

let painting = false;
let paintAgain = false;

/** Read what is kept and show it; several calls while one runs become one more. */
async function paint(): Promise<void> {
  if (painting) {
    paintAgain = true;
    return;
  }
  painting = true;
  do {
    paintAgain = false;
    await refresh();
    show();
  } while (paintAgain);
  painting = false;
}

// The last that was read, so that a new shared part can be filled in before anyone sees it.
let cards: Card[] = [];
let slip: Awaited<ReturnType<Outbox["slip"]>>;
let done: Awaited<ReturnType<Outbox["done"]>>;

async function refresh(): Promise<void> {
  const { mark, at: beat } = outbox.now;
  [cards, slip, done] = await Promise.all([outbox.cards(), outbox.slip(mark), outbox.done(beat)]);
}

function show(): void {
  const room = part();
  const { mark } = outbox.now;
  const here = byId("mina-kort");
  const mine = here ? cards.filter((card) => card.mark === mark) : [];
  paintCards(here, mine.filter((card) => !card.withdrawn || isRefused(card)), view());
  const none = byId("inga-kort");
  if (none) none.hidden = mine.some((card) => !card.withdrawn);
  const rest = cards.filter((card) => !mine.includes(card) && isUnsent(card));
  const left = byId("osanda")!;
  left.hidden = rest.length === 0;
  paintCards(left.querySelector("ul"), rest, view());
  paintSlip(room, slip, view());
  paintDone(done, wasDone);
  showForm();
  showNet();
  tick();
}

function showForm(): void {
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

const graceLeft = (): number => Math.max(0, Number(part().dataset.grace ?? 0) - serverNow());

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

function setReach(next: Reach): void {
  if (reach === next) return;
  reach = next;
  void paint();
}

// --- Sending --------------------------------------------------------------------------------------------------------

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
    else await follow(await alone(() => outbox.drain()), before);
  } finally {
    draining = false;
    await paint();
    between?.postMessage("");
    if (wantsMore) void drain();
  }
}

async function alone<T>(work: () => Promise<T>): Promise<T> {
  if (!navigator.locks) return work();
  // A tab that sleeps with the lock must not stop this one: a doubled send does no harm.
  const stop = new AbortController();
  const waited = setTimeout(() => stop.abort(), 5000);
  let started = false;
  try {
    return await navigator.locks.request(`malbild-rum-${prefix}`, { signal: stop.signal }, () => {
      clearTimeout(waited);
      started = true;
      return work();
    });
  } catch (error) {
    if (started) throw error;
    return work();
  }
}

async function follow(outcome: Awaited<ReturnType<Outbox["drain"]>>, before: Set<string>): Promise<void> {
  if (outcome === "out") return leave();
  if (outcome === "all") {
    tries = 0;
    setReach("ok");
    await refresh();
    if (cards.some((card) => before.has(card.id) && !isUnsent(card))) whisper(told.tCardsent);
    const refused = cards.find((card) => before.has(card.id) && isRefused(card));
    setText(byId("fel"), refused ? refused.refused!.why : "");
    return;
  }
  if (outcome === "csrf" && tries === 0 && (await askOwn())) wantsMore = true;
  if (outcome === "again") setReach(navigator.onLine ? "server" : "offline");
  timer = setTimeout(() => void drain(), pause(tries));
  tries = Math.min(tries + 1, 6);
}

/** Try at once: the net, the tab or the room says that something has changed. */
function wake(): void {
  tries = 0;
  void drain();
}

/** This phone has no place in the room any more. What is written stays, and it says how to come back. */
function leave(): void {
  out = true;
  stream?.stop();
  const place = byId("fel");
  if (!place || place.querySelector("a")) return;
  const link = document.createElement("a");
  link.href = told.join!;
  link.textContent = told.tIn!;
  place.replaceChildren(`${told.tOut} `, link);
}

/** What the server has from this phone, and a fresh token for the forms. */
async function askOwn(): Promise<boolean> {
  try {
    const key = outbox.now.mark ? await outbox.keyIfAny(outbox.now.mark) : undefined;
    const answer = await ask(told.own!, { headers: { Accept: "application/json", ...(key ? { "X-Malbild-Key": key } : {}) } });
    const said = await answer.json();
    if (said.code === "out") leave();
    if (said.ok !== true) return false;
    useCsrf(said.csrf);
    if (said.mark === outbox.now.mark) await outbox.learn(said.cards);
    if (said.v === part().dataset.v) wasDone = said.done;
    return true;
  } catch {
    return false;
  }
}

// --- The room moves -------------------------------------------------------------------------------------------------

let lastStage = "";

/** Take in the part that is on the page now: which round is open, what is over. */
async function settle(): Promise<void> {
  const room = part();
  const { mark = "", keep = "", state = "" } = room.dataset;
  const closed = state === "closed";
  const late = await outbox.move({ mark, keep, at: at() });
  if (late) say(told.tVotelate);
  const over = (old: string): boolean => old !== mark && old !== keep;
  for (const [old, draft] of await drafts.left(over)) await outbox.leaveBehind(old, draft.text, draft.sort, told.tLate!);
  if (mark && mark === keep) await drafts.open(mark);
  else if (mark && room.dataset.beat === "read") await drafts.open(mark);
  if (room.dataset.beat === "vote") await outbox.keepGroups(mark, groups());
  if (closed) await dropPage();
  await paint();
  if (room.dataset.grace) setTimeout(() => void graceOver(), graceLeft() + 300);
}

const groups = (): string[] => [...part().querySelectorAll<HTMLElement>("[data-group]")].map((line) => line.dataset.group!);

async function graceOver(): Promise<void> {
  if (!part().dataset.grace || graceLeft()) return;
  byId("nad")?.remove();
  delete part().dataset.grace;
  part().dataset.mark = "";
  await settle();
}

async function take(text: string): Promise<void> {
  const next = parse(text);
  if (!next || !isNewer(part().dataset.v, next.dataset.v)) return;
  const stage = next.querySelector(".ph-step")?.textContent ?? "";
  const isNew = stage !== lastStage;
  swap(text, () => {
    restart(isNew);
    show();
  });
  if (isNew) {
    wasDone = false;
    lastStage = stage;
    document.title = `${stage || next.querySelector("h1")?.textContent} – Målbild`;
    setText(byId("fel"), "");
    whisper(stage);
  }
  // Kept for a reload without network; over, nothing is kept.
  const kept = part().dataset.state === "closed" ? undefined : { v: next.dataset.v, text };
  await store.change(`${prefix}/part`, () => kept);
  await settle();
  void askAsked();
  wake();
}

let asking = false;
async function fetchPart(): Promise<void> {
  if (asking) return;
  asking = true;
  try {
    const answer = await ask(`${told.live}del/`).catch(() => undefined);
    const good = answer?.ok ? answer : await ask(`${told.part}?v=${part().dataset.v}`, { headers: { Accept: "text/html" } });
    if (good.status === 200) {
      tellTime(Number(good.headers.get("X-Now")));
      await take(await good.text());
    }
  } catch {
    // The next news, or the next poll, asks again.
  } finally {
    asking = false;
  }
}

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

// --- What one does --------------------------------------------------------------------------------------------------

let lastSent = 0;
async function sendCard(): Promise<void> {
  const field = area();
  if (!field) return;
  const text = field.value.trim();
  if (!text) {
    if (Date.now() - lastSent < DOUBLE) return;
    setText(byId("fel"), told.tEmpty!);
    field.focus();
    return;
  }
  lastSent = Date.now();
  setText(byId("fel"), "");
  const { sort, edit } = drafts.take();
  showForm();
  const old = edit ? cards.find((card) => card.id === edit) : undefined;
  if (old && old.mark === outbox.now.mark) await outbox.edit(old.id, text, sort);
  else {
    if (old) await outbox.withdraw(old.id);
    await outbox.write(outbox.now.mark, text, sort);
  }
  await drafts.keep();
  await paint();
  area()?.focus({ preventScroll: true });
  wake();
}

async function giveUp(): Promise<void> {
  drafts.take();
  showForm();
  await drafts.keep();
}

async function press(button: HTMLElement): Promise<void> {
  const card = cards.find((one) => one.id === button.closest<HTMLElement>("[data-card]")?.dataset.card);
  if (!card) return;
  setText(byId("fel"), "");
  if (button.dataset.do === "edit") {
    const field = area();
    if (!field) return;
    drafts.edit(card.id, card.text, card.sort);
    showForm();
    byId("skriv")?.scrollIntoView({ block: "start" });
    field.focus();
    return;
  }
  if (drafts.current.edit === card.id) await giveUp();
  await outbox.withdraw(card.id);
  await paint();
  whisper(told.tCardgone);
  wake();
}

let voting: ReturnType<typeof setTimeout> | undefined;
async function vote(form: HTMLFormElement): Promise<void> {
  const { all, most } = byId("kvar-ord")!.dataset;
  const group = form.closest<HTMLElement>("[data-group]")!.dataset.group!;
  const by = Number(form.dataset.by);
  const fits = await outbox.lay(outbox.now.mark, group, by, Number(all), Number(most));
  await paint();
  if (!fits) {
    if (by > 0) say((slip?.dots[group] ?? 0) >= Number(most) ? told.tMost : told.tFull);
    return;
  }
  hush();
  clearTimeout(voting);
  voting = setTimeout(wake, 250); // a person taps twice; one slip goes
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    if (form.dataset.leaves !== undefined) return onLeave(event, form);
    const what = form.dataset.do;
    if (!what) return;
    event.preventDefault();
    event.stopPropagation();
    const says = (event.submitter as HTMLButtonElement | null)?.value !== "0";
    void ready.then(() => {
      if (what === "card") return sendCard();
      if (what === "vote") return vote(form);
      return outbox.say(outbox.now.at, says).then(paint).then(wake);
    });
  },
  true,
);

function onLeave(event: SubmitEvent, form: HTMLFormElement): void {
  event.preventDefault();
  event.stopPropagation();
  if (!outbox) return form.submit();
  if (cards.some(isUnsent) && !leavesAnyway) {
    leavesAnyway = true;
    setText(byId("fel"), told.tUnsent!);
    return;
  }
  out = true;
  void Promise.allSettled([outbox.empty(), dropPage()]).then(() => form.submit());
}

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]") : null;
  if (!button || button instanceof HTMLFormElement || !outbox) return;
  if (button.dataset.do === "cancel") {
    event.preventDefault();
    void giveUp().then(() => area()?.focus());
  } else void press(button);
});

function onInput(event?: Event): void {
  if (!isStarted || (event && !(event.target instanceof Element && event.target.closest("#skriv")))) return;
  const sort = document.querySelector<HTMLInputElement>("#skriv [name=sort]:checked")?.value ?? "";
  drafts.set({ ...drafts.current, text: area()?.value ?? "", sort });
  setText(byId("kort-antal"), String([...drafts.current.text].length));
}
document.addEventListener("input", onInput);
document.addEventListener("change", onInput);

// --- The start ------------------------------------------------------------------------------------------------------

function onNews(name: string, text: string): void {
  if (name === "gone") void askOwn();
  if (name !== "room") return;
  if (isNewer(part().dataset.v, text)) void fetchPart();
}

function onLink(state: "live" | "polling" | "broken"): void {
  clearTimeout(broken);
  if (state === "broken") {
    broken = setTimeout(() => setReach(navigator.onLine ? "server" : "offline"), navigator.onLine ? BROKEN : 0);
    return;
  }
  if (reach !== "ok") {
    setReach("ok");
    wake();
  }
}

async function start(): Promise<void> {
  store = await openStore();
  useCsrf(JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"]);
  drafts = new Drafts(store, prefix);
  const made = new Outbox(store, prefix, (item, key) => post(item, key, told as never), () => void paint());
  outbox = made;
  lastStage = document.querySelector(".ph-step")?.textContent ?? "";
  await drafts.open(part().dataset.mark ?? "");
  // A field that was typed in before we were here holds the newest words.
  isStarted = true;
  if (area()?.value) onInput();
  const kept = await store.get<{ v: string; text: string }>(`${prefix}/part`);
  if (kept && kept.v !== part().dataset.v && isNewer(part().dataset.v, kept.v)) await take(kept.text);
  else await settle();
}

async function listenAndSend(): Promise<void> {
  const plain = byId("utan-skydd")!;
  plain.hidden = isSecureContext && store.lasts;
  if (!store.lasts) setText(plain, told.tNomem!);
  if (part().dataset.state !== "closed") keepPage(told.page!, told.worker!, told.build!);
  between?.addEventListener("message", () => void paint());
  addEventListener("online", wake);
  addEventListener("offline", () => setReach("offline"));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) wake();
  });
  stream = listen(told.live!, { news: onNews, link: onLink });
  startClock();
  await askOwn();
  await paint();
  wake();
}

const ready = start();
void ready.then(listenAndSend);
