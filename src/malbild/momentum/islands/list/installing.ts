// The list among the phone's other apps. Where the browser can ask, a button does it; else the words say how.

import { byId } from "./page";

interface Asking extends Event {
  prompt(): Promise<unknown>;
}

export function offerToInstall(): void {
  const place = byId("hemskarm");
  if (!place) return;
  if (matchMedia("(display-mode: standalone)").matches) place.hidden = true;
  const offer = place.querySelector<HTMLElement>("[data-installs]")!;
  let asking: Asking | undefined;
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    asking = event as Asking;
    offer.hidden = false;
  });
  offer.addEventListener("click", () => void asking?.prompt());
  addEventListener("appinstalled", () => {
    place.hidden = true;
  });
}
