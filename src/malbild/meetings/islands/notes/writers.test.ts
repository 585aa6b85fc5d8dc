import { expect, test } from "vitest";
import { told } from "./writers";

const bo = { me: 2, entry: 0, text: "Bo skriver under Sedan sist." };
const gun = { me: 3, entry: 9, text: "Gun ändrar en rad." };

test("one is told of the others and not of oneself", () => {
  expect(told([{ me: 1, entry: 0, text: "Anna skriver." }, bo, gun], { me: 1, entry: 0 })).toBe(`${bo.text} ${gun.text}`);
});

test("on the page of a line only those who change the same line are told of", () => {
  expect(told([bo, gun], { me: 1, entry: 9 })).toBe(gun.text);
  expect(told([bo, gun], { me: 1, entry: 8 })).toBe("");
});
