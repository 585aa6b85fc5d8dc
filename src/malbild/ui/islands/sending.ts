// A form is sent once: a second tap does nothing, the button says that something happens, and without a network the
// page stays with what was written. The server guards against doubles too; this only spares people the doubt.

const STUCK = 8000; // ms; a file that was fetched, or an answer that never came, gives the button back

interface Held {
  button: HTMLElement | null;
  before: Node[];
}

const sending = new WeakMap<HTMLFormElement, Held>();

export function hold(form: HTMLFormElement, button: HTMLElement | null, text: string): void {
  const held: Held = { button, before: button ? [...button.childNodes] : [] };
  sending.set(form, held);
  // Not disabled: a disabled button's name and value would not be sent, and the focus would be lost.
  button?.setAttribute("aria-disabled", "true");
  if (button && text) button.replaceChildren(text);
}

export function letGo(form: HTMLFormElement): void {
  const held = sending.get(form);
  if (!held) return;
  sending.delete(form);
  held.button?.removeAttribute("aria-disabled");
  if (held.before.length) held.button?.replaceChildren(...held.before);
}

export function onSubmit(event: SubmitEvent, online: boolean): void {
  const form = event.target;
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
  if (sending.has(form)) return event.preventDefault();
  const alert = document.getElementById("alert");
  if (!online) {
    event.preventDefault();
    if (alert) alert.textContent = alert.dataset.lost ?? "";
    return;
  }
  if (alert) alert.textContent = "";
  const texts = document.getElementById("said")?.dataset;
  hold(form, event.submitter, "draft" in form.dataset ? (texts?.sending ?? "") : "");
  setTimeout(() => letGo(form), STUCK);
}

export function start(): void {
  document.addEventListener("submit", (event) => onSubmit(event, navigator.onLine));
  addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of document.forms) letGo(form);
  });
}
