import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Follower } from "./follow";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A page, and a server that answers when it is let to, or fails. */
function page(shown: string) {
  const here = { shown, fetches: 0, answers: [] as ((version?: string) => void)[] };
  const follower = new Follower(
    () => here.shown,
    () =>
      new Promise((resolve, reject) => {
        here.fetches += 1;
        here.answers.push((version) => {
          if (version === undefined) return reject(new Error("no contact"));
          here.shown = version;
          resolve();
        });
      }),
  );
  return { here, follower };
}

test("what is told while a fetch is under way is fetched after it", async () => {
  const { here, follower } = page("1");
  follower.tell("2");
  follower.tell("3");
  expect(here.fetches).toBe(1);
  here.answers.pop()!("2");
  await vi.advanceTimersByTimeAsync(1000);
  expect(here.fetches).toBe(2);
  here.answers.pop()!("3");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(here.fetches).toBe(2);
});

test("a fetch that failed is tried again, with longer and longer pauses", async () => {
  const { here, follower } = page("1");
  follower.tell("2");
  for (let failed = 1; failed <= 4; failed++) {
    here.answers.pop()!();
    await vi.advanceTimersByTimeAsync(1000 * 2 ** (failed - 1));
    expect(here.fetches).toBe(failed + 1);
  }
  here.answers.pop()!();
  await vi.advanceTimersByTimeAsync(3000);
  expect(here.fetches).toBe(5);
  follower.wake();
  expect(here.fetches).toBe(6);
  here.answers.pop()!("2");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(here.fetches).toBe(6);
});

test("the end of the grace is fetched, and a grace that is over is not waited for", async () => {
  const { here, follower } = page("4g");
  follower.tell("4");
  here.answers.pop()!("4");
  await vi.advanceTimersByTimeAsync(60_000);
  follower.tell("5g");
  here.answers.pop()!("5");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(here.fetches).toBe(2);
});

test("a phone that has left asks no more", async () => {
  const { here, follower } = page("1");
  follower.tell("2");
  follower.stop();
  here.answers.pop()!();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(here.fetches).toBe(1);
});
