// The little every page needs: keep drafts, send once, say when the server is lost, print, open dialogs. A page works without it.

import * as drafts from "./drafts";
import * as sending from "./sending";

drafts.start();
sending.start();

const alertRegion = document.getElementById("alert");

// Only a lost connection is told here: an answer that says no brings its own words.
document.addEventListener("htmx:error", (event) => {
  const context = (event as CustomEvent<{ ctx?: { response?: unknown } }>).detail?.ctx;
  if (!alertRegion || !context || context.response) return;
  alertRegion.textContent = alertRegion.dataset.lost ?? "";
});

document.addEventListener("htmx:after:request", () => {
  if (alertRegion) alertRegion.textContent = "";
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest("[data-print]")) window.print();
  const opener = target?.closest<HTMLElement>("[data-opens]");
  if (opener) dialogNamed(opener.dataset.opens)?.showModal();
  target?.closest("[data-closes]")?.closest("dialog")?.close();
});

function dialogNamed(id: string | undefined): HTMLDialogElement | null {
  const found = document.getElementById(id ?? "");
  return found instanceof HTMLDialogElement ? found : null;
}
