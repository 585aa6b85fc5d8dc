// What is one's own, put into the shared page: cards with their state, dots, whether one is done, and how the net is.

import { setText } from "../../../ui/islands/offline/said";
import { type Card, type Done, type Item, Outbox, type Slip, isRefused, isUnsent } from "./outbox";

export type Texts = DOMStringMap;
export type Reach = "ok" | "offline" | "server";
const byId = (id: string): HTMLElement | null => document.getElementById(id);

/** Show the variant of a text or button that goes with `state`. */
export function when(root: Element | null, state: string): void {
  for (const one of root?.querySelectorAll<HTMLElement>("[data-when]") ?? []) one.hidden = one.dataset.when !== state;
}

export interface View {
  texts: Texts;
  sorts: Map<string, string>;
  sending: ReadonlySet<string>;
  reach: Reach;
}

function stateOf(item: Item, view: View): string {
  if (isRefused(item)) return item.refused!.code === "unsure" ? view.texts.tMaybe! : view.texts.tRefused!;
  if (!isUnsent(item)) return view.texts.tSent!;
  if (view.sending.has(Outbox.nameOf(item)) && view.reach !== "offline") return view.texts.tSending!;
  return view.reach === "offline" ? view.texts.tLater! : view.texts.tSaved!;
}

export function paintCards(list: Element | null, cards: Card[], view: View): void {
  if (!list) return;
  const mould = byId("mall-kort") as HTMLTemplateElement;
  const had = list.contains(document.activeElement) ? document.activeElement!.closest("li")?.id : undefined;
  const wanted = cards.map((card) => {
    const id = `mitt-${card.id}`;
    const found = byId(id);
    const line = found && list.contains(found) ? found : (mould.content.firstElementChild!.cloneNode(true) as HTMLElement);
    line.id = id;
    line.dataset.card = card.id;
    setText(line.querySelector("[data-text]"), card.text);
    const why = line.querySelector<HTMLElement>("[data-why]")!;
    setText(why, isRefused(card) ? card.refused!.why : "");
    why.hidden = !why.textContent;
    const sort = view.sorts.get(card.sort);
    const state = stateOf(card, view);
    setText(line.querySelector("[data-state]"), sort && !state.endsWith(".") ? `${state} · ${sort}` : state);
    line.querySelector<HTMLElement>('[data-do="edit"]')!.hidden = !byId("skriv");
    setText(line.querySelector("[data-word]"), card.sent ? view.texts.tTakeback! : view.texts.tRemove!);
    for (const about of line.querySelectorAll("[data-about]")) setText(about, ` ${card.text}`);
    return line;
  });
  for (const gone of [...list.children]) if (!wanted.includes(gone as HTMLElement)) gone.remove();
  wanted.forEach((line, at) => {
    if (list.children[at] !== line) list.insertBefore(line, list.children[at] ?? null);
  });
  if (had && !byId(had)) (list.closest("section")?.querySelector("h2") ?? byId("innehall"))?.focus();
}

export function paintSlip(room: HTMLElement, slip: Slip | undefined, view: View): void {
  const words = byId("kvar-ord");
  if (!words) return;
  const dots = slip?.dots ?? {};
  const all = Number(words.dataset.all);
  const left = all - Object.values(dots).reduce((a, b) => a + b, 0);
  setText(words, (words.dataset.words ?? "").replace("{left}", String(left)));
  setText(byId("rost-lage"), slip && slip.n ? (isRefused(slip) ? slip.refused!.why : stateOf(slip, view)) : "");
  for (const line of room.querySelectorAll<HTMLElement>("[data-group]")) {
    const have = dots[line.dataset.group!] ?? 0;
    setText(line.querySelector("[data-dots]"), String(have));
    const [less, more] = line.querySelectorAll(".ph-dot");
    disable(less, have <= 0);
    disable(more, left <= 0 || have >= Number(words.dataset.most));
  }
}

// Not disabled, so that the focus stays; a tap says why.
function disable(button: Element | undefined, off: boolean): void {
  if (off) button?.setAttribute("aria-disabled", "true");
  else button?.removeAttribute("aria-disabled");
}

export function paintDone(done: Done | undefined, was: boolean): void {
  const form = byId("klar");
  const inside = form?.contains(document.activeElement);
  when(form, (done ? done.done : was) ? "done" : "open");
  if (inside && document.activeElement?.closest("[hidden]")) form?.querySelector<HTMLElement>("[data-when]:not([hidden]) button")?.focus();
}

/** One line about the net; empty when all is well. */
export function netText(reach: Reach, items: Item[], texts: Texts): string {
  if (reach === "ok") return "";
  if (reach === "server") return texts.tServer!;
  const waiting = items.filter((item) => isUnsent(item) && !isRefused(item));
  if (waiting.some((item) => item.kind === "card")) return texts.tOfflineCard!;
  return waiting.some((item) => item.kind === "slip") ? texts.tOfflineVote! : texts.tOffline!;
}
