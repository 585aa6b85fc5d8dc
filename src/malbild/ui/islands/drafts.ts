// What is typed in a form marked data-draft stays on the device until the server has it: after a lost session, a
// failed send, a closed tab. Kept by address and person, for a week; never passwords, codes or files. Without this
// script the form works as any other.

import { forgetPages, keepTo, tellUnsent } from "./offline/forgetting";

const PREFIX = "malbild:draft:";
const WEEK = 7 * 24 * 3600 * 1000;
const MOST = 200_000; // characters; a browser keeps about five million for a whole site
const TYPING = 300; // ms

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

export interface Draft {
  me: string;
  at: number;
  once: string;
  seen: string;
  sent: boolean;
  values: Record<string, string[]>;
}

const KEPT_TYPES = new Set(["text", "search", "url", "tel", "email", "number", "date", "time", "datetime-local", "month", "week", "radio", "checkbox"]);

function isKept(field: Element): field is Field {
  if (field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement) return field.name !== "";
  if (!(field instanceof HTMLInputElement) || field.name === "") return false;
  const purpose = field.autocomplete;
  return KEPT_TYPES.has(field.type) && purpose !== "one-time-code" && !purpose.includes("password") && field.name !== "code";
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter(isKept);
}

export function read(form: HTMLFormElement): Record<string, string[]> {
  const values: Record<string, string[]> = {};
  for (const field of fieldsOf(form)) {
    const list = (values[field.name] ??= []);
    if (field instanceof HTMLSelectElement) list.push(...[...field.selectedOptions].map((option) => option.value));
    else if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) {
      if (field.checked) list.push(field.value);
    } else list.push(field.value);
  }
  return values;
}

/** Put the values in their fields; a name that is no longer there is left out. */
export function write(form: HTMLFormElement, values: Record<string, string[]>): void {
  const next: Record<string, number> = {};
  for (const field of fieldsOf(form)) {
    const list = values[field.name];
    if (!list) continue;
    if (field instanceof HTMLSelectElement) {
      for (const option of field.options) option.selected = list.includes(option.value);
    } else if (field instanceof HTMLInputElement && (field.type === "radio" || field.type === "checkbox")) {
      field.checked = list.includes(field.value);
    } else {
      const at = (next[field.name] = (next[field.name] ?? -1) + 1);
      const value = list[at];
      if (value !== undefined) field.value = value;
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

const same = (a: Record<string, string[]>, b: Record<string, string[]>): boolean =>
  Object.keys(a).every((name) => JSON.stringify(a[name]) === JSON.stringify(b[name] ?? a[name]));

const hidden = (form: HTMLFormElement, name: string): HTMLInputElement | null =>
  form.querySelector<HTMLInputElement>(`input[type="hidden"][name="${name}"]`);

export function keyOf(form: HTMLFormElement, page: Location): string {
  return `${PREFIX}${page.pathname}${page.search} ${form.dataset.draft || form.getAttribute("action") || form.id}`;
}

function stored(store: Storage, key: string): Draft | null {
  try {
    return JSON.parse(store.getItem(key) ?? "null") as Draft | null;
  } catch {
    return null;
  }
}

function keys(store: Storage): string[] {
  return [...Array(store.length).keys()].map((i) => store.key(i) ?? "").filter((key) => key.startsWith(PREFIX));
}

export function forgetAll(store: Storage): void {
  for (const key of keys(store)) store.removeItem(key);
}

/** Drop what the server has (it says so with the form's key, or with a message), and what is too old. */
export function forgetSaved(store: Storage, key: string, saidSaved: boolean, now: number): void {
  for (const name of keys(store)) {
    const draft = stored(store, name);
    const saved = draft !== null && draft.sent && (saidSaved || (key !== "" && draft.once === key));
    if (draft === null || saved || now - draft.at > WEEK) store.removeItem(name);
  }
}

/** Keep what is typed in this form, and put back what was typed before. True when something was put back. */
export function keep(form: HTMLFormElement, store: Storage, page: Location, me: string): boolean {
  const key = keyOf(form, page);
  const blank = read(form);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let old = stored(store, key);

  const save = (sent: boolean): void => {
    clearTimeout(timer);
    const values = read(form);
    if (same(blank, values)) return store.removeItem(key);
    const draft: Draft = {
      me,
      at: Date.now(),
      once: hidden(form, "once")?.value ?? "",
      seen: hidden(form, "seen")?.value ?? "",
      sent,
      values,
    };
    const text = JSON.stringify(draft);
    try {
      if (text.length <= MOST) store.setItem(key, text);
    } catch {
      // The device's store is full or closed: the form still works, it is only not kept.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(false), TYPING);
  });
  form.addEventListener("change", () => save(false));
  form.addEventListener("submit", () => save(true));
  form.addEventListener("htmx:after:request", (event) => {
    const response = (event as CustomEvent<{ ctx?: { response?: { status?: number } } }>).detail?.ctx?.response;
    if (response?.status && response.status < 400) store.removeItem(key);
  });

  if (old && old.me !== me) {
    store.removeItem(key); // somebody else sits at this device now
    old = null;
  }
  if (!old || same(blank, old.values)) return false;
  // The text is from before: with the old mark the server sees if somebody else has changed it since.
  const mark = hidden(form, "seen");
  if (mark && old.seen) mark.value = old.seen;
  write(form, old.values);
  return true;
}

function tell(form: HTMLFormElement, texts: DOMStringMap): void {
  const line = document.createElement("p");
  line.className = "mb-kept";
  line.setAttribute("role", "status");
  form.prepend(line);
  // A status that is there before its words is read out by screen readers.
  requestAnimationFrame(() => {
    line.textContent = texts.kept ?? "";
  });
}

function cookie(name: string): string {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

export function start(): void {
  let store: Storage;
  try {
    store = localStorage;
    store.getItem("");
  } catch {
    return; // the browser keeps nothing here
  }
  const texts = document.getElementById("said")?.dataset ?? {};
  const saidSaved = document.querySelector("#said p") !== null;
  forgetSaved(store, cookie("malbild_sent"), saidSaved, Date.now());
  const me = document.body.dataset.me ?? "";
  void keepTo(me, store);
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    if (keep(form, store, location, me)) tell(form, texts);
  }
  tellUnsent(me, store, document.getElementById("said"));
  // Whoever signs out leaves nothing on a shared device.
  document.addEventListener("submit", (event) => {
    if (!(event.target instanceof HTMLFormElement) || !("forgets" in event.target.dataset)) return;
    forgetAll(store);
    void forgetPages();
  });
}
