// One thing on its way to the server, and what came back. Anything that is not our own answer counts as none.

import type { Answer, Item } from "./outbox";

const PATIENCE = 15_000;

export interface Addresses {
  card: string;
  vote: string;
  done: string;
}

let csrf = "";
export const useCsrf = (token: string | undefined): void => {
  if (token) csrf = token;
};

function body(item: Item, key: string): URLSearchParams {
  const said: Record<string, string> = { n: String(item.n), mark: item.mark, key };
  if (item.kind === "card") Object.assign(said, { client_id: item.id, text: item.text, sort: item.sort });
  if (item.kind === "card" && item.withdrawn) said.withdraw = "1";
  if (item.kind === "slip") said.slip = JSON.stringify(item.dots);
  if (item.kind === "done") Object.assign(said, { done: item.done ? "1" : "0", at: item.mark });
  return new URLSearchParams(said);
}

const WHERE = { card: "card", slip: "vote", done: "done" } as const;

/** The limit is for the whole answer: also one that stops halfway is given up. */
export function ask(address: string, init: RequestInit = {}): Promise<Response> {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), PATIENCE);
  return fetch(address, { cache: "no-store", credentials: "same-origin", redirect: "manual", signal: stop.signal, ...init });
}

export async function post(item: Item, key: string, to: Addresses): Promise<Answer> {
  const response = await ask(to[WHERE[item.kind]], {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": csrf },
    body: body(item, key),
  });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}
