// What is kept on the phone, put into the page: each answer with its state, and the cards that are answered folded away.

import { setText } from "../../../ui/islands/offline/said";
import type { Kept } from "./answers";
import { byId, cards, list, title, told } from "./page";
import { when } from "./words";

export type Reach = "ok" | "offline" | "server";

function stateOf(one: Kept, reach: Reach, isSending: boolean): string {
  if (one.state === "sent") return told.tSent!;
  if (one.state === "refused") return told.tRefused!;
  if (isSending && one.tried && reach === "ok") return told.tSending!;
  return reach === "ok" ? told.tSaved! : told.tLater!;
}

export function paintKept(kept: Kept[], reach: Reach, isSending: boolean): void {
  const section = byId("osanda")!;
  const place = section.querySelector("ul")!;
  const mould = byId("mall-svar") as HTMLTemplateElement;
  const had = place.contains(document.activeElement) ? document.activeElement!.closest("li") : null;
  const lines = kept.map((one) => {
    const found = byId(`svar-${one.id}`);
    const line = found ?? (mould.content.firstElementChild!.cloneNode(true) as HTMLElement);
    line.id = `svar-${one.id}`;
    line.dataset.answer = one.id;
    line.dataset.state = one.state;
    const part = (name: string): HTMLElement => line.querySelector<HTMLElement>(`[data-${name}]`)!;
    setText(part("title"), one.title);
    setText(part("words"), one.words);
    const moment = when(one.at, Date.now(), document.documentElement.lang, told.tToday!, told.tYesterday!);
    setText(part("said"), `${stateOf(one, reach, isSending)} ${one.state === "refused" ? "" : moment}`.trim());
    setText(part("why"), one.why);
    part("why").hidden = !one.why;
    part("anyway").hidden = !(one.state === "refused" && one.code === "changed");
    part("remove").hidden = one.state === "sent" || (one.state === "waits" && one.tried);
    for (const about of line.querySelectorAll("[data-about]")) setText(about, ` ${one.title}`);
    return line;
  });
  for (const gone of [...place.children]) if (!lines.includes(gone as HTMLElement)) gone.remove();
  lines.forEach((line, at) => {
    if (place.children[at] !== line) place.insertBefore(line, place.children[at] ?? null);
  });
  section.hidden = lines.length === 0;
  if (had && !had.isConnected) (section.hidden ? byId("rubrik") : byId("osanda-r"))?.focus();
}

/** A card with an answer on its way rests; one whose answer was refused can be answered again. */
export function paintCards(kept: Kept[]): void {
  const answered = new Set(kept.filter((one) => one.state !== "refused").map((one) => one.measure));
  for (const card of cards()) card.hidden = answered.has(card.dataset.measure ?? "");
  const waiting = list().querySelectorAll<HTMLElement>(":scope > ol > li[data-measure]");
  if (waiting.length) setText(byId("rubrik"), title([...waiting].filter((card) => !card.hidden).length));
}
