// The page's permanent status region: each thing is said once.

/** Change only what differs, so that screen readers and the focus are left in peace. */
export function setText(place: Element | null | undefined, text: string): void {
  if (place && place.textContent !== text) place.textContent = text;
}

export function say(text: string | undefined): void {
  const said = document.getElementById("said");
  if (!said || !text || said.textContent === text) return;
  delete said.dataset.quiet;
  said.textContent = text;
}

/** Said aloud only: whoever sees the page sees it already. */
export function whisper(text: string | undefined): void {
  say(text);
  const said = document.getElementById("said");
  if (said?.textContent === text) said!.dataset.quiet = "";
}

export const hush = (): void => document.getElementById("said")?.replaceChildren();
