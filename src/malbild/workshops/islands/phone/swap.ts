// The part that all phones share comes anew, and nothing that one is doing is disturbed: what is typed, chosen and
// opened stays, and so does the focus.

declare const htmx: { swap(what: { text: string; target: Element; swap: string; sourceElement: Element }): Promise<void> };

export const part = (): HTMLElement => document.getElementById("rum")!;
const versionOf = (v: string | undefined): number => Number.parseInt(v ?? "", 10) || 0;

/** Newer than what is shown, by the room's own count. */
export function isNewer(than: string | undefined, v: string | undefined): boolean {
  return v !== than && versionOf(v) >= versionOf(than);
}

/** An older version than the newest is shown. The end of the grace changes the page without a count. */
export function isBehind(shown: string | undefined, newest: string | undefined): boolean {
  if (newest === undefined || shown === newest) return false;
  if (versionOf(newest) !== versionOf(shown)) return versionOf(newest) > versionOf(shown);
  return shown !== undefined && shown.endsWith("g");
}

export function parse(text: string): HTMLElement | null {
  return new DOMParser().parseFromString(text, "text/html").getElementById("rum");
}

/** Put the new part in, and call `paint` with what is one's own before anybody sees or hears of it. */
export function swap(text: string, paint: () => void): void {
  const old = part();
  const opened = [...old.querySelectorAll("details[open]")].map((one) => one.id);
  const at = document.activeElement;
  const inside = at instanceof HTMLElement && old.contains(at) ? at : null;
  const marked = inside instanceof HTMLTextAreaElement ? [inside.selectionStart, inside.selectionEnd] : null;
  void htmx.swap({ text, target: old, swap: "outerMorph", sourceElement: old }).catch(() => undefined);
  for (const id of opened) document.getElementById(id)?.setAttribute("open", "");
  paint();
  if (!inside || (document.activeElement === inside && inside.isConnected)) return;
  const again = inside.isConnected ? inside : inside.id ? document.getElementById(inside.id) : null;
  if (again) again.focus({ preventScroll: true });
  if (again instanceof HTMLTextAreaElement && marked) again.setSelectionRange(marked[0]!, marked[1]!);
  if (document.activeElement === document.body) document.getElementById("innehall")?.focus({ preventScroll: true });
}
