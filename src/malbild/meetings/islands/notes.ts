// Two take notes at once: the notes are fetched when the other has written, and each is told where the other writes.
// Without it the page works: the log is fetched every fifteenth second, and nothing is overwritten unseen.

import { listen } from "../../ui/islands/stream";
import { told, type Writer, type Mine } from "./notes/writers";

const AGAIN = 6000; // ms between two signs of life while one types
const place = document.getElementById("skriver");
if (place) start(place);

function start(place: HTMLElement): void {
  const { live = "", tell = "", point = "", entry = "", closed = "" } = place.dataset;
  const mine: Mine = { me: Number(document.body.dataset.me), entry: Number(entry) || 0 };
  const form = document.querySelector<HTMLFormElement>("form[data-draft]");
  let version: string | undefined;
  let lastTold = 0;
  let isTold = false;

  function say(text: string): void {
    if (place.textContent !== text) place.textContent = text;
  }

  function onNews(name: string, text: string): void {
    if (name === "writing") say(told(JSON.parse(text) as Writer[], mine));
    if (name === "state" && text !== "open") say(closed);
    if (name !== "log") return;
    if (version !== undefined && version !== text) document.getElementById("log")?.dispatchEvent(new Event("news"));
    version = text;
  }

  function send(where: Record<string, string>): void {
    const body = new FormData();
    for (const [name, value] of Object.entries(where)) body.set(name, value);
    const token = form?.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "";
    void fetch(tell, { method: "POST", body, headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => undefined);
  }

  form?.addEventListener("input", () => {
    const words = form.querySelector<HTMLInputElement | HTMLTextAreaElement>("[name=text]")?.value.trim() ?? "";
    if (!words && !entry) {
      if (isTold) send({});
      isTold = false;
      lastTold = 0;
    } else if (Date.now() - lastTold > AGAIN) {
      lastTold = Date.now();
      isTold = true;
      send(entry ? { entry } : { point });
    }
  });
  addEventListener("pagehide", () => {
    if (isTold) send({});
  });
  listen(live, { news: onNews });
}
