// *Väntar på dig* on a phone: what one answers is kept here first and sent when it can be, and the page opens without a
// network. Without this file the page works by plain forms.

import { LIST, WHOSE, forgetList, keepTo } from "../../ui/islands/offline/forgetting";
import { keepPage } from "../../ui/islands/offline/keeping";
import { setText } from "../../ui/islands/offline/said";
import type { Given } from "./list/answers";
import { byId, me, told } from "./list/page";
import { answers, open, paint, store, wake } from "./list/sending";
import { offerToInstall } from "./list/installing";

async function start(): Promise<void> {
  try {
    await keepTo(me, localStorage);
    localStorage.setItem(WHOSE, me);
  } catch {
    await forgetList(); // where nobody can be noted, nothing is kept from before
  }
  await open();
}

function settle(): void {
  const plain = byId("utan-skydd")!;
  plain.hidden = isSecureContext && store.lasts;
  if (!store.lasts) setText(plain, told.tNomem!);
  keepPage({ address: told.page!, script: told.worker!, build: told.build!, caches: `${LIST}-` }, () => 500);
  addEventListener("online", wake);
  addEventListener("offline", wake);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) wake();
  });
  void paint();
  wake();
}

/** What stands in a card's form, and what it says in words. */
function read(form: HTMLFormElement): Given | undefined {
  const chosen = form.querySelector<HTMLInputElement>('[name="answer"]:checked');
  const card = form.closest<HTMLElement>("[data-measure]");
  if (!chosen || !card) return undefined;
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) if (typeof value === "string") fields[name] = value;
  const { seen = "" } = fields;
  for (const name of ["csrfmiddlewaretoken", "once", "seen", "measure"]) delete fields[name];
  return {
    measure: card.dataset.measure!,
    title: card.querySelector("h2")?.textContent ?? "",
    words: [labelOf(chosen), dayOf(form, chosen.value), fields.text].filter(Boolean).join(". "),
    seen,
    fields,
  };
}

const labelOf = (field: Element | null): string => field?.closest("label")?.textContent?.trim() ?? "";
function dayOf(form: HTMLFormElement, answer: string): string {
  if (answer !== "new-date" && answer !== "other-day") return "";
  const written = form.querySelector<HTMLInputElement>('[name="new_due"]')?.value;
  return written || labelOf(form.querySelector('[name="when"]:checked'));
}

let isReady = false;
let isPlain = false;
function onSubmit(event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || isPlain) return;
  if ("forgets" in form.dataset) return onSignOut(event, form);
  if (form.dataset.do !== "answer") return;
  event.preventDefault();
  event.stopPropagation();
  void ready.then(
    () => keep(form),
    () => form.requestSubmit(),
  );
}

async function keep(form: HTMLFormElement): Promise<void> {
  const given = read(form);
  setText(byId("fel"), given ? "" : told.tEmpty!);
  if (!given) return;
  try {
    await answers.keep(given);
  } catch {
    setText(byId("fel"), told.tUnkept!);
    return;
  }
  form.reset();
  await paint();
  byId("osanda-r")?.focus();
  wake();
}

let leavesAnyway = false;
/** Signing out empties the phone: what was never sent is told of first. */
function onSignOut(event: SubmitEvent, form: HTMLFormElement): void {
  if (!isReady || leavesAnyway) return;
  event.preventDefault();
  event.stopPropagation();
  void answers.all().then((kept) => {
    leavesAnyway = true;
    if (!kept.some((one) => one.state === "waits")) return form.requestSubmit();
    setText(byId("fel"), told.tUnsent!);
    byId("fel")?.scrollIntoView({ block: "center" });
  });
}

function onClick(event: MouseEvent): void {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-anyway], [data-remove]") : null;
  const id = button?.closest<HTMLElement>("[data-answer]")?.dataset.answer;
  if (!button || !id) return;
  if ("anyway" in button.dataset) void answers.sendAnyway(id).then(wake);
  else void answers.remove(id).then(paint);
}

const ready = start();
document.addEventListener("submit", onSubmit, true);
document.addEventListener("click", onClick);
offerToInstall();
ready.then(
  () => {
    isReady = true;
    settle();
  },
  () => {
    isPlain = true;
  },
);
