// The comfort of the projector and the leader's page: a clock that ticks, and news that keep out of the way.
// Without it the pages work: time stands as it was, and the page is fetched by hand.

import { listen } from "../../ui/islands/stream";
import { restart, startClock, tick } from "./phone/clock";
import { hush } from "../../ui/islands/offline/said";

const stage = (): string => document.querySelector("#lage, #pj-top, #ws-head h1")?.textContent?.replace(/[\d:]+/g, "") ?? "";
let lastStage = stage();

function afterSwap(): void {
  const isNew = stage() !== lastStage;
  lastStage = stage();
  restart(isNew);
  if (isNew) hush();
  tick();
}

// News from the server: numbers are put in where they stand; when the room itself has changed the page is fetched anew.
// The leader's page waits with that while something is ticked, typed or chosen.
const page = (): HTMLElement | null => document.querySelector<HTMLElement>("[data-live]");
let newest: string | undefined;

function onNews(name: string, text: string): void {
  if (name === "room") newest = text;
  if (name === "gone") fetchAnew();
  for (const place of document.querySelectorAll(`[data-news="${name}"]`)) place.innerHTML = text;
  follow();
}

// Signed out or put out: the page itself says so. Once, since a page that comes back whole would ask for ever.
function fetchAnew(): void {
  const kept = "malbild-fetched-anew";
  if (Date.now() - Number(sessionStorage.getItem(kept) ?? 0) < 60_000) return;
  sessionStorage.setItem(kept, String(Date.now()));
  location.reload();
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

document.addEventListener("htmx:after:swap", afterSwap);
const live = page()?.dataset.live;
if (live) {
  listen(live, { news: onNews });
  setInterval(follow, 1000);
}

// On the wall a message is read once, then it makes room.
if (document.querySelector(".pj-room")) setTimeout(hush, 6000);

startClock();
