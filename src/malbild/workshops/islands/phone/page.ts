// The page as the server made it: its addresses and words, and the places that are filled.

import { setText } from "../../../ui/islands/offline/said";
import { part } from "./swap";

export const byId = (id: string): HTMLElement | null => document.getElementById(id);

const shell = byId("skal")!;
export const told = shell.dataset as Record<string, string>;
/** What this person in this room keeps on the phone lies under this name. */
export const prefix = `${told.room}.${document.body.dataset.me || "gast"}`;
export const sorts = new Map(
  [...shell.querySelectorAll<HTMLElement>("[data-sort]")].map((one) => [one.dataset.sort!, one.textContent ?? ""]),
);
export const formToken = (): string | undefined =>
  JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"];

export const at = (): string => `${part().dataset.step}${part().dataset.beat}`;
export const area = (): HTMLTextAreaElement | null => byId("kort") as HTMLTextAreaElement | null;

/** What went wrong with what one just did; "" when nothing did. */
export const fault = (text = ""): void => setText(byId("fel"), text);

/** The tabs of one person in one room tell each other that something has changed. */
export const between = "BroadcastChannel" in window ? new BroadcastChannel(`malbild-rum-${prefix}`) : undefined;
