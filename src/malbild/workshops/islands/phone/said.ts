// The page's permanent status region: each thing is said once.

export function say(text: string | undefined): void {
  const said = document.getElementById("said");
  if (said && text && said.textContent !== text) said.textContent = text;
}

export const hush = (): void => document.getElementById("said")?.replaceChildren();
