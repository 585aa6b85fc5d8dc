import { expect, test } from "vitest";
import { Drafts } from "./draft";
import { memory } from "../../../ui/islands/offline/store";

async function opened() {
  const store = memory();
  const drafts = new Drafts(store, "7.gast");
  await drafts.open("1w");
  return { store, drafts };
}

test("a change that is being written when its round is over is given back, and so is the new card beside it", async () => {
  const { drafts } = await opened();
  drafts.set({ text: "Ett nytt", sort: "works" });
  drafts.edit("id", "Som det var", "");
  drafts.set({ ...drafts.current, text: "Som det skulle bli" });
  const left = await drafts.left(() => true);
  expect(left.map(([mark, one]) => [mark, one.text, one.edit])).toEqual([
    ["1w", "Som det skulle bli", "id"],
    ["1w", "Ett nytt", undefined],
  ]);
  expect(await drafts.left(() => true)).toEqual([]);
});

test("what could not be kept comes back into the form, with what was typed since", async () => {
  const { drafts } = await opened();
  drafts.set({ text: "Först", sort: "works" });
  const taken = drafts.take();
  drafts.putBack(taken);
  expect(drafts.current.text).toBe("Först");
  drafts.take();
  drafts.set({ text: "Sedan", sort: "" });
  drafts.putBack(taken);
  expect(drafts.current.text).toBe("Först\nSedan");
});

test("a change that could not be kept comes back as a change, and the new card still waits", async () => {
  const { drafts } = await opened();
  drafts.set({ text: "Ett nytt", sort: "" });
  drafts.edit("id", "Ändrat", "");
  drafts.putBack(drafts.take());
  expect([drafts.current.edit, drafts.current.text, drafts.current.aside?.text]).toEqual(["id", "Ändrat", "Ett nytt"]);
});
