// The room's comfort: a clock that ticks, a draft that is never lost, a count of signs, polls that keep out of the way.
// Without it the pages work: time stands as it was, and the page is fetched by hand.

import { listen } from "../../ui/islands/stream";

const said = document.getElementById("said");
let started = performance.now();
let spoken = new Set<string>();

function tick(): void {
  const clock = document.querySelector<HTMLElement>("[data-clock]");
  if (!clock) return;
  const total = Number(clock.dataset.total ?? 0);
  const gone = clock.dataset.runs === undefined ? 0 : (performance.now() - started) / 1000;
  const left = Math.max(0, Math.round(Number(clock.dataset.left ?? 0) - gone));
  clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  document.querySelector("[data-bar]")?.setAttribute("width", String(total ? (100 * left) / total : 0));
  if (clock.dataset.runs === undefined) return;
  if (left === 0) say(clock.dataset.said0);
  else if (left <= 60) say(clock.dataset.said1);
  else if (left <= 300 && total > 300) say(clock.dataset.said5);
}

// Spoken at 5 minutes, 1 minute and 0 only, once each.
function say(text: string | undefined): void {
  if (!said || !text || spoken.has(text)) return;
  spoken.add(text);
  said.textContent = text;
}

const stage = (): string => document.querySelector("#lage, #pj-top, #ws-head h1")?.textContent?.replace(/[\d:]+/g, "") ?? "";
let lastStage = stage();

function afterSwap(): void {
  started = performance.now();
  if (stage() !== lastStage) {
    lastStage = stage();
    spoken = new Set();
    if (said) said.textContent = "";
  }
  restore();
  tick();
}

// Drafts lie on the phone until the card is sent.
const store = (key: string): string => `malbild-draft-${key}`;

function restore(): void {
  for (const area of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-card-draft]")) {
    const kept = read(area.dataset.cardDraft);
    if (kept && !area.value) area.value = kept;
    count(area);
  }
}

function read(key: string | undefined): string {
  try {
    return localStorage.getItem(store(key ?? "")) ?? "";
  } catch {
    return "";
  }
}

function keep(key: string | undefined, text: string): void {
  try {
    if (text) localStorage.setItem(store(key ?? ""), text);
    else localStorage.removeItem(store(key ?? ""));
  } catch {
    // A private window keeps nothing; the text still stands in the field.
  }
}

function count(area: HTMLTextAreaElement): void {
  const place = document.getElementById(area.dataset.count ?? "");
  if (place) place.textContent = String([...area.value].length);
}

document.addEventListener("input", (event) => {
  const area = event.target;
  if (!(area instanceof HTMLTextAreaElement) || area.dataset.cardDraft === undefined) return;
  keep(area.dataset.cardDraft, area.value);
  count(area);
});

interface Request {
  ctx?: { sourceElement?: Element; response?: { status?: number; raw?: Response } };
}
const about = (event: Event): Request => (event as CustomEvent<Request>).detail ?? {};

// News from the server: numbers are put in where they stand; when the room itself has changed the page is fetched anew.
// The leader's page waits with that while something is ticked, typed or chosen.
const page = (): HTMLElement | null => document.querySelector<HTMLElement>("[data-live]");
let newest: string | undefined;

function onNews(name: string, text: string): void {
  if (name === "room") newest = text;
  if (name === "gone") location.reload();
  for (const place of document.querySelectorAll(`[data-news="${name}"]`)) place.innerHTML = text;
  follow();
}

function follow(): void {
  const here = page();
  if (!here || newest === undefined || here.dataset.v === newest) return;
  if (here.dataset.careful === undefined || !isBusy(here)) here.dispatchEvent(new Event("room"));
}

function isBusy(within: Element): boolean {
  if (within.querySelector("input[type=checkbox]:checked, details[open]")) return true;
  const at = document.activeElement;
  if (at instanceof HTMLSelectElement && within.contains(at)) return true;
  return [...within.querySelectorAll<HTMLInputElement>("input.ds-input")].some((field) => field.value !== "");
}

// A sent card has left the phone: its draft goes. A refused one stays.
document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = about(event);
  const status = ctx?.response?.status ?? ctx?.response?.raw?.status ?? 0;
  const form = ctx?.sourceElement;
  if (!(form instanceof HTMLFormElement)) return; // a poll sends nothing
  const area = form.querySelector<HTMLTextAreaElement>("textarea[data-card-draft]");
  if (area && status >= 200 && status < 300) {
    keep(area.dataset.cardDraft, "");
    area.value = "";
  }
});

document.addEventListener("htmx:after:swap", afterSwap);
const live = page()?.dataset.live;
if (live) {
  listen(live, { news: onNews });
  setInterval(follow, 1000);
}

// On the wall a message is read once, then it makes room.
if (document.querySelector(".pj-room")) setTimeout(() => said?.replaceChildren(), 6000);

setInterval(tick, 500);
restore();
tick();
