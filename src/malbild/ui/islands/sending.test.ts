// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { letGo, onSubmit } from "./sending";

function page(method = "post", draft = "data-draft"): { form: HTMLFormElement; button: HTMLButtonElement } {
  document.body.innerHTML = `<div id="said" data-sending="Sparar …"></div><div id="alert" data-lost="Inget nät"></div>
    <form method="${method}" ${draft}><button name="a" value="b">Spara <span>målet</span></button></form>`;
  return { form: document.querySelector("form")!, button: document.querySelector("button")! };
}

function submit(form: HTMLFormElement, button: HTMLElement, online = true): SubmitEvent {
  const event = new SubmitEvent("submit", { cancelable: true, submitter: button });
  Object.defineProperty(event, "target", { value: form });
  onSubmit(event, online);
  return event;
}

beforeEach(() => {
  vi.useFakeTimers();
});

test("the second tap is not sent, and the button says what happens", () => {
  const { form, button } = page();
  expect(submit(form, button).defaultPrevented).toBe(false);
  expect(button.textContent).toBe("Sparar …");
  expect(button.getAttribute("aria-disabled")).toBe("true");
  expect([button.name, button.value, button.disabled]).toEqual(["a", "b", false]);
  expect(submit(form, button).defaultPrevented).toBe(true);
});

test("the button comes back as it was", () => {
  const { form, button } = page();
  submit(form, button);
  letGo(form);
  expect(button.innerHTML).toBe("Spara <span>målet</span>");
  expect(button.hasAttribute("aria-disabled")).toBe(false);
  submit(form, button);
  vi.advanceTimersByTime(9000);
  expect(submit(form, button).defaultPrevented).toBe(false);
});

test("without a network nothing is sent and the page says so", () => {
  const { form, button } = page();
  expect(submit(form, button, false).defaultPrevented).toBe(true);
  expect(document.getElementById("alert")!.textContent).toBe("Inget nät");
  expect(submit(form, button, true).defaultPrevented).toBe(false);
  expect(document.getElementById("alert")!.textContent).toBe("");
});

test("a search may be sent as often as one likes, and a plain button keeps its words", () => {
  const search = page("get");
  submit(search.form, search.button);
  expect(submit(search.form, search.button).defaultPrevented).toBe(false);
  const plain = page("post", "");
  submit(plain.form, plain.button);
  expect(plain.button.textContent).toBe("Spara målet");
});
