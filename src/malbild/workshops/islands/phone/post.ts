// One thing on its way to the server, and what came back. Anything that is not our own answer counts as none.

import { ask, proof } from "../../../ui/islands/offline/ask";
import type { Answer, Item } from "./outbox";

export interface Addresses {
  card: string;
  vote: string;
  done: string;
}

function body(item: Item, key: string): URLSearchParams {
  const said: Record<string, string> = { n: String(item.n), mark: item.mark, key };
  if (item.kind === "card") Object.assign(said, { client_id: item.id, text: item.text, sort: item.sort });
  if (item.kind === "card" && item.withdrawn) said.withdraw = "1";
  if (item.kind === "slip") said.slip = JSON.stringify(item.dots);
  if (item.kind === "done") Object.assign(said, { done: item.done ? "1" : "0", at: item.mark });
  return new URLSearchParams(said);
}

const WHERE = { card: "card", slip: "vote", done: "done" } as const;

export async function post(item: Item, key: string, to: Addresses): Promise<Answer> {
  const response = await ask(to[WHERE[item.kind]], { method: "POST", headers: proof(), body: body(item, key) });
  return { status: response.status, body: (await response.json()) as Answer["body"] };
}
