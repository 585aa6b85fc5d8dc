// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { type Draft, forgetAll, forgetSaved, keep, keyOf, read, write } from "./drafts";

const FORM = `<form method="post" data-draft>
  <input type="hidden" name="once" value="k1"><input type="hidden" name="seen" value="s1">
  <input type="hidden" name="csrfmiddlewaretoken" value="secret">
  <textarea name="text"></textarea>
  <input type="radio" name="answer" value="ja"><input type="radio" name="answer" value="nej">
  <input type="password" name="hemligt"><input name="code" autocomplete="one-time-code"><input type="file" name="fil">
  <select name="who" multiple><option>a</option><option>b</option></select></form>`;

function page(html = FORM): HTMLFormElement {
  document.body.innerHTML = html;
  return document.querySelector("form")!;
}

const field = (form: HTMLFormElement, name: string) => form.elements.namedItem(name) as HTMLTextAreaElement;

function type(form: HTMLFormElement, name: string, text: string): void {
  field(form, name).value = text;
  field(form, name).dispatchEvent(new Event("input", { bubbles: true }));
  vi.runAllTimers();
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});

test("what was typed is put back when the page is opened again", () => {
  const first = page();
  keep(first, localStorage, location, "7");
  type(first, "text", "Vi ses vid badplatsen");
  const second = page();
  expect(keep(second, localStorage, location, "7")).toBe(true);
  expect(field(second, "text").value).toBe("Vi ses vid badplatsen");
});

test("choices are put back", () => {
  const form = page();
  write(form, { answer: ["nej"], who: ["a", "b"], text: ["x"] });
  expect(read(form)).toEqual({ answer: ["nej"], who: ["a", "b"], text: ["x"] });
});

test("passwords, codes, files and hidden fields are never kept", () => {
  const form = page();
  keep(form, localStorage, location, "7");
  for (const name of ["hemligt", "code"]) type(form, name, "123456");
  type(form, "text", "text");
  const whole = localStorage.getItem(keyOf(form, location))!;
  expect(whole).not.toContain("123456");
  expect(whole).not.toContain("secret");
  expect(Object.keys((JSON.parse(whole) as Draft).values)).toEqual(["text", "answer", "who"]);
});

test("another person at the same device sees nothing", () => {
  const first = page();
  keep(first, localStorage, location, "7");
  type(first, "text", "Annas ord");
  const second = page();
  expect(keep(second, localStorage, location, "8")).toBe(false);
  expect(field(second, "text").value).toBe("");
  expect(localStorage.length).toBe(0);
});

test("what the server has is forgotten, by the form's key or by its message", () => {
  for (const [key, said] of [["k1", false], ["", true]] as const) {
    const form = page();
    keep(form, localStorage, location, "7");
    type(form, "text", "sparat");
    form.dispatchEvent(new Event("submit"));
    forgetSaved(localStorage, key, said, Date.now());
    expect(localStorage.length).toBe(0);
  }
});

test("what was sent but not saved stays, whatever another form says", () => {
  const form = page();
  keep(form, localStorage, location, "7");
  type(form, "text", "inte sparat");
  form.dispatchEvent(new Event("submit"));
  forgetSaved(localStorage, "another", false, Date.now());
  expect(localStorage.length).toBe(1);
});

test("what is only typed stays when another form is saved", () => {
  const form = page();
  keep(form, localStorage, location, "7");
  type(form, "text", "mitt i");
  forgetSaved(localStorage, "k1", true, Date.now());
  expect(localStorage.length).toBe(1);
  forgetSaved(localStorage, "", false, Date.now() + 8 * 24 * 3600 * 1000);
  expect(localStorage.length).toBe(0);
});

test("the mark of what one saw comes back with the text, so that the server can tell of a change in between", () => {
  const first = page();
  keep(first, localStorage, location, "7");
  type(first, "text", "min version");
  const second = page(FORM.replace("s1", "s2").replace("k1", "k2").replace("></textarea>", ">deras</textarea>"));
  keep(second, localStorage, location, "7");
  expect(field(second, "seen").value).toBe("s1");
  expect(field(second, "once").value).toBe("k2");
  expect((JSON.parse(localStorage.getItem(keyOf(second, location))!) as Draft).seen).toBe("s1");
});

test("a form that is as the server gave it leaves nothing", () => {
  const form = page();
  keep(form, localStorage, location, "7");
  type(form, "text", "a");
  type(form, "text", "");
  expect(localStorage.length).toBe(0);
});

test("signing out leaves nothing, and other things on the device alone", () => {
  const form = page();
  keep(form, localStorage, location, "7");
  type(form, "text", "a");
  localStorage.setItem("other", "1");
  forgetAll(localStorage);
  expect(localStorage.length).toBe(1);
});

test("a damaged draft does no harm", () => {
  const form = page();
  localStorage.setItem(keyOf(form, location), "{");
  expect(keep(form, localStorage, location, "7")).toBe(false);
  forgetSaved(localStorage, "", false, Date.now());
  expect(localStorage.length).toBe(0);
});
