// What one does: writes, changes and takes back cards, votes, is done, leaves. It is kept on the phone before it is sent;
// when it cannot be kept it says so, and nothing that was written is lost.

import type { Draft } from "./draft";
import { dropPage } from "./keeping";
import { type Card, isUnsent } from "./outbox";
import { cards, drafts, outbox, slip } from "./own";
import { area, byId, fault, formToken, told } from "./page";
import { setText } from "../../../ui/islands/offline/said";
import { hush, say, whisper } from "../../../ui/islands/offline/said";
import { wake } from "./sending";
import { goOut, paint, showForm } from "./showing";
import { newId } from "../../../ui/islands/offline/store";

const DOUBLE = 1000; // ms; a second tap on a form that was just emptied is no empty card

let lastSent = 0;
async function sendCard(): Promise<void> {
  const field = area();
  if (!field) return;
  const text = field.value.trim();
  if (!text) {
    if (Date.now() - lastSent < DOUBLE) return;
    fault(told.tEmpty);
    field.focus();
    return;
  }
  lastSent = Date.now();
  fault();
  const taken = drafts.take();
  typed.at = -1;
  showForm();
  try {
    await keepCard(text, taken);
  } catch {
    drafts.putBack(taken);
    showForm();
    fault(told.tUnkept);
    area()?.focus({ preventScroll: true });
    return;
  }
  await drafts.keep().catch(() => undefined); // the card is kept, and that is what matters
  await paint();
  area()?.focus({ preventScroll: true });
  wake();
}

async function keepCard(text: string, { sort, edit }: Draft): Promise<void> {
  const { mark, keep } = outbox.now;
  const old = edit ? cards.find((card) => card.id === edit) : undefined;
  // The writing has closed meanwhile. A new card would stand beside the one that is being read.
  if (edit && mark !== keep && isRead(old, mark)) {
    if (await outbox.leaveChange(old, mark, text, sort, told.tEditlate!)) say(told.tEditlate);
  } else if (old && old.mark === mark) await outbox.edit(old.id, text, sort);
  else {
    await outbox.write(mark, text, sort);
    if (old) await outbox.withdraw(old.id, told.tUnsure!);
  }
}

const isRead = (card: Card | undefined, mark: string): boolean => !card || (card.mark === mark && card.sent > 0);

async function giveUp(): Promise<void> {
  drafts.take();
  showForm();
  await drafts.keep();
}

async function press(button: HTMLElement): Promise<void> {
  const card = cards.find((one) => one.id === button.closest<HTMLElement>("[data-card]")?.dataset.card);
  if (!card) return;
  fault();
  if (button.dataset.do === "edit") {
    const field = area();
    if (!field) return;
    drafts.edit(card.id, card.text, card.sort);
    showForm();
    byId("skriv")?.scrollIntoView({ block: "start" });
    field.focus();
    return;
  }
  if (drafts.current.edit === card.id) await giveUp();
  const gone = await outbox.withdraw(card.id, told.tUnsure!);
  await paint();
  whisper(gone ? told.tCardgone : told.tUnsure);
  wake();
}

let voting: ReturnType<typeof setTimeout> | undefined;
async function vote(form: HTMLFormElement): Promise<void> {
  const { all, most } = byId("kvar-ord")!.dataset;
  const group = form.closest<HTMLElement>("[data-group]")!.dataset.group!;
  const by = Number(form.dataset.by);
  const fits = await outbox.lay(outbox.now.mark, group, by, Number(all), Number(most));
  await paint();
  if (!fits) {
    if (by > 0) say((slip?.dots[group] ?? 0) >= Number(most) ? told.tMost : told.tFull);
    return;
  }
  hush();
  clearTimeout(voting);
  voting = setTimeout(wake, 250); // a person taps twice; one slip goes
}

async function sayDone(says: boolean): Promise<void> {
  await outbox.say(outbox.now.at, says);
  await paint();
  wake();
}

const notKept = (): void => fault(told.tUnkeptother);

let isPlain = false;
let isReady = false;

/** The forms of the page, from now on: kept here once `ready`; sent in the ordinary way if that never comes to be. What
 *  one does waits until the round that the page shows is the one that is answered to (`settled`). */
export function serve(ready: Promise<void>, settled: () => Promise<unknown>): void {
  ready.then(
    () => {
      isReady = true;
    },
    () => {
      isPlain = true;
    },
  );
  document.addEventListener("submit", (event) => onSubmit(event, ready, settled), true);
  document.addEventListener("click", onClick);
  document.addEventListener("input", onInput);
  document.addEventListener("change", onInput);
}

function onSubmit(event: SubmitEvent, ready: Promise<void>, settled: () => Promise<unknown>): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || isPlain) return;
  if (form.dataset.leaves !== undefined) return onLeave(event, form);
  const what = form.dataset.do;
  if (!what) return;
  event.preventDefault();
  event.stopPropagation();
  const by = event.submitter;
  const says = (by as HTMLButtonElement | null)?.value !== "0";
  void ready.then(
    async () => {
      await settled();
      if (what === "card") return sendCard();
      return (what === "vote" ? vote(form) : sayDone(says)).catch(notKept);
    },
    () => sendPlainly(form, what, by),
  );
}

// The part that all phones share holds no token and no id of a card.
function sendPlainly(form: HTMLFormElement, what: string, by: HTMLElement | null): void {
  const token = formToken();
  if (token) add(form, "csrfmiddlewaretoken", token);
  if (what === "card") add(form, "client_id", newId());
  form.requestSubmit(by?.isConnected ? by : undefined);
}

function add(form: HTMLFormElement, name: string, value: string): void {
  if (form.elements.namedItem(name)) return;
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name, value });
  form.append(field);
}

let leavesAnyway = false;
function onLeave(event: SubmitEvent, form: HTMLFormElement): void {
  if (!isReady) return;
  event.preventDefault();
  event.stopPropagation();
  if (cards.some(isUnsent) && !leavesAnyway) {
    leavesAnyway = true;
    fault(told.tUnsent);
    return;
  }
  goOut();
  void Promise.allSettled([outbox.empty(), dropPage()]).then(() => form.submit());
}

function onClick(event: MouseEvent): void {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-do]") : null;
  if (!button || button instanceof HTMLFormElement || !isReady) return;
  if (button.dataset.do === "cancel") {
    event.preventDefault();
    void giveUp()
      .catch(notKept)
      .then(() => area()?.focus());
  } else void press(button).catch(notKept);
}

/** What stands in the form is the draft; before the draft has been opened it only stands there. */
/** What was typed last, and when (performance.now). */
export const typed = { at: -1, draft: { text: "", sort: "" } };

export function onInput(event?: Event): void {
  if (!drafts?.isOpen || (event && !(event.target instanceof Element && event.target.closest("#skriv")))) return;
  const choices = [...document.querySelectorAll<HTMLInputElement>("#skriv [name=sort]")];
  const sort = choices.length ? (choices.find((one) => one.checked)?.value ?? "") : drafts.current.sort;
  typed.at = performance.now();
  typed.draft = { text: area()?.value ?? "", sort };
  drafts.set({ ...drafts.current, ...typed.draft });
  setText(byId("kort-antal"), String([...drafts.current.text].length));
}
