// Asking the server for something, and the proof that a form is ours.

const PATIENCE = 15_000;

let csrf = "";
export const useCsrf = (token: string | undefined): void => {
  if (token) csrf = token;
};
export const proof = (): Record<string, string> => ({ Accept: "application/json", "X-CSRFToken": csrf });

/** The limit is for the whole answer: also one that stops halfway is given up. */
export function ask(address: string, init: RequestInit = {}): Promise<Response> {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), PATIENCE);
  return fetch(address, { cache: "no-store", credentials: "same-origin", redirect: "manual", signal: stop.signal, ...init });
}

/** The token that a page was made with. */
export const tokenOf = (page: Document): string | undefined =>
  JSON.parse(page.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"];
