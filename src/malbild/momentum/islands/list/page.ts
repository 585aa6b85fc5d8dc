// The page as the server made it: its addresses and words, the places that are filled, and the list that comes anew.

export const byId = (id: string): HTMLElement | null => document.getElementById(id);

export const told = byId("listskal")!.dataset as Record<string, string>;
export const me = document.body.dataset.me ?? "";
/** What this person keeps of this list on the phone lies under this name. */
export const prefix = `${told.page}${me}`;

export const list = (): HTMLElement => byId("lista")!;
export const made = (): string => list().dataset.made ?? "";
export const cards = (): HTMLElement[] => [...list().querySelectorAll<HTMLElement>("li[data-measure]")];

/** Somebody is about to answer: the list is not changed under their thumb. */
export const isBusy = (): boolean => cards().some((card) => !card.hidden && card.querySelector('[name="answer"]:checked') !== null);

/** The list of another page put in place of this one's. */
export function takeIn(page: Document): boolean {
  const fresh = page.getElementById("lista");
  if (!fresh) return false;
  list().replaceWith(document.adoptNode(fresh));
  document.title = page.title;
  return true;
}

/** The heading counts what is still to be answered. */
export function title(left: number): string {
  const words = JSON.parse(list().dataset.titles ?? "[]") as string[];
  return words[left] ?? words.at(-1) ?? "";
}
