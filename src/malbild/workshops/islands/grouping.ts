// Drag as an extra on wide screens with a mouse: a card, or all that are ticked when it is one of them, to a group.
// It ticks, chooses the group in "Flytta till …" and sends the same form; tick and choose stays the main way.

const WIDE = matchMedia("(width >= 56.25rem) and (pointer: fine)");
const FAR = 6; // px before a press is a drag and no click

interface Drag {
  form: HTMLFormElement;
  label: HTMLElement;
  x: number;
  y: number;
  ghost?: HTMLElement;
  over?: HTMLElement;
}
let drag: Drag | undefined;

const board = (): HTMLElement | null => document.querySelector("#kort");
const mark = (): void => void board()?.classList.toggle("can-drag", WIDE.matches && !!document.querySelector("[data-drop]"));

document.addEventListener("pointerdown", (event) => {
  const label = (event.target as Element | null)?.closest<HTMLElement>("#kort .ws-tick");
  const form = label?.closest("form");
  if (!label || !form || !WIDE.matches || event.button !== 0 || event.pointerType !== "mouse") return;
  drag = { form, label, x: event.clientX, y: event.clientY };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR) return;
    start(drag);
  }
  drag.ghost?.style.setProperty("transform", `translate(${event.clientX + 12}px, ${event.clientY + 12}px)`);
  const under = document.elementFromPoint(event.clientX, event.clientY)?.closest<HTMLElement>("#kort [data-drop]");
  if (under === drag.over) return;
  drag.over?.classList.remove("is-over");
  drag.over = under ?? undefined;
  drag.over?.classList.add("is-over");
});

function start(now: Drag): void {
  const box = now.label.querySelector<HTMLInputElement>("input");
  if (box) box.checked = true;
  const many = now.form.querySelectorAll("input[name=card]:checked").length;
  now.ghost = document.createElement("div");
  now.ghost.className = "ws-ghost";
  now.ghost.setAttribute("aria-hidden", "true");
  now.ghost.textContent = (now.label.textContent?.trim() ?? "") + (many > 1 ? ` (+${many - 1})` : "");
  now.ghost.style.setProperty("inset", "0 auto auto 0");
  document.body.append(now.ghost);
  now.label.classList.add("is-dragging");
  document.body.style.setProperty("user-select", "none");
}

function end(): Drag | undefined {
  const was = drag;
  drag = undefined;
  was?.ghost?.remove();
  was?.over?.classList.remove("is-over");
  was?.label.classList.remove("is-dragging");
  document.body.style.removeProperty("user-select");
  return was;
}

document.addEventListener("pointerup", () => {
  const was = end();
  if (!was?.ghost) return;
  // The click that follows a drag must not untick what was dragged.
  document.addEventListener("click", (event) => event.preventDefault(), { capture: true, once: true });
  setTimeout(() => document.dispatchEvent(new Event("click")), 0);
  const group = was.over?.dataset.drop;
  const to = was.form.querySelector<HTMLSelectElement>("select[name=to]");
  const move = was.form.querySelector<HTMLButtonElement>("button[name=do][value=move]");
  if (!group || !to || !move || was.over?.contains(was.label)) return;
  to.value = group;
  was.form.requestSubmit(move);
});
document.addEventListener("pointercancel", end);
document.addEventListener("keydown", (event) => void (event.key === "Escape" && end()));
document.addEventListener("htmx:after:swap", mark);
WIDE.addEventListener("change", mark);
mark();
