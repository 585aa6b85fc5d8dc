// The advised time, counted down on the page and spoken at 5 minutes, 1 minute and 0 only.

import { serverNow } from "../../../ui/islands/stream";
import { say } from "../../../ui/islands/offline/said";

let started = performance.now();
let spoken = new Set<string>();

/** The page is new, and its `data-left` with it. */
export function restart(stageIsNew: boolean): void {
  started = performance.now();
  if (stageIsNew) spoken = new Set();
}

// A page that many share says when the time ends; one's own page how much was left when it was made.
function left(clock: HTMLElement): number {
  const { ends, runs, left: was = "0" } = clock.dataset;
  if (runs === undefined) return Number(was);
  const seconds = ends ? (Number(ends) - serverNow()) / 1000 : Number(was) - (performance.now() - started) / 1000;
  return Math.max(0, Math.round(seconds));
}

export function tick(): void {
  const clock = document.querySelector<HTMLElement>("[data-clock]");
  if (!clock) return;
  const total = Number(clock.dataset.total ?? 0);
  const seconds = left(clock);
  const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (clock.textContent !== words) clock.textContent = words;
  document.querySelector("[data-bar]")?.setAttribute("width", String(total ? (100 * seconds) / total : 0));
  if (clock.dataset.runs === undefined) return;
  if (seconds === 0) once(clock.dataset.said0);
  else if (seconds <= 60) once(clock.dataset.said1);
  else if (seconds <= 300 && total > 300) once(clock.dataset.said5);
}

function once(text: string | undefined): void {
  if (!text || spoken.has(text)) return;
  spoken.add(text);
  say(text);
}

export function startClock(): void {
  setInterval(tick, 500);
  tick();
}
