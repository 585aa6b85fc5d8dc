// The list *Väntar på dig* without a network. Built as one plain script: see build.mjs.

import { LIST } from "../../ui/islands/offline/forgetting";
import { openStore } from "../../ui/islands/offline/store";
import { serve } from "../../ui/islands/offline/worker";

serve({ caches: `${LIST}-`, isOwn: true, noSeat: forgetAnswers });

/** There is no seat any more: what was answered here and never sent goes too. */
async function forgetAnswers(path: string): Promise<void> {
  const store = await openStore(LIST);
  for (const [name] of await store.all(path)) await store.change(name, () => undefined);
}
