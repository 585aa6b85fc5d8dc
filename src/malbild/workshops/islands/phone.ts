// The participant's phone. What one writes and votes is kept here first and sent when it can be; the page that all share
// comes from the server whenever the room has moved. Without this file the page works by plain forms.

import { listen } from "../../ui/islands/stream";
import { startClock } from "./phone/clock";
import { onInput, serve } from "./phone/doing";
import { keepPage } from "./phone/keeping";
import { begin, follower, settled } from "./phone/moving";
import { drafts, open, store } from "./phone/own";
import { area, between, byId, formToken, told } from "./phone/page";
import { setText } from "../../ui/islands/offline/said";
import { useCsrf } from "../../ui/islands/offline/ask";
import { askOwn, atLeaving, wake } from "./phone/sending";
import { isReached, paint, setReach } from "./phone/showing";
import { part } from "./phone/swap";

const BROKEN = 8000; // ms without contact before it is told

async function start(): Promise<void> {
  // The address says that one has just come in (see worker.ts); a reload is no new coming in.
  if (new URLSearchParams(location.search).has("ny")) history.replaceState(history.state, "", location.pathname + location.hash);
  await open(() => void paint());
  useCsrf(formToken());
  await drafts.open(part().dataset.mark ?? "");
  // A field that was typed in before we were here holds the newest words.
  if (area()?.value) onInput();
  await begin();
}

async function listenAndSend(): Promise<void> {
  const plain = byId("utan-skydd")!;
  plain.hidden = isSecureContext && store.lasts;
  if (!store.lasts) setText(plain, told.tNomem!);
  if (part().dataset.state !== "closed") keepPage(told.page!, told.worker!, told.build!);
  between?.addEventListener("message", () => void paint());
  addEventListener("online", again);
  addEventListener("offline", () => setReach("offline"));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) again();
  });
  const stream = listen(told.live!, { news: onNews, link: onLink });
  atLeaving(() => {
    stream.stop();
    follower.stop();
  });
  startClock();
  await askOwn();
  await paint();
  wake();
}

function again(): void {
  follower.wake();
  wake();
}

function onNews(name: string, text: string): void {
  if (name === "gone") void askOwn();
  if (name === "room") follower.tell(text);
}

let broken: ReturnType<typeof setTimeout> | undefined;
function onLink(state: "live" | "polling" | "broken"): void {
  clearTimeout(broken);
  if (state === "broken") {
    broken = setTimeout(() => setReach(navigator.onLine ? "server" : "offline"), navigator.onLine ? BROKEN : 0);
    return;
  }
  follower.wake();
  if (isReached()) return;
  setReach("ok");
  wake();
}

const ready = start();
serve(ready, settled);
ready.then(listenAndSend, () => undefined);
