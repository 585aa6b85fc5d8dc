// Live news by server-sent events, with polling where they do not come through.
//
// A feed lies at an address that ends with a slash: the stream itself, `nu/` with the same news as one JSON answer,
// and `del/` with the part of the page that every reader shares. News is a name and a text; only the newest text of
// each name matters, so one that was missed during a break is made good by the next.

export type Link = "live" | "polling" | "broken";

export interface Listener {
  news(name: string, text: string): void;
  link?(state: Link): void;
}

export interface Stream {
  /** Ask at once what is new, as after a return from another tab or a lost network. */
  check(): void;
  stop(): void;
}

const POLL = 5000;
const SLOW_START = 6000; // an EventSource that has not opened by then is not coming
const SILENT = 45_000; // the server says something every 15 s; longer than this the line is dead
const TRY_AGAIN = 30_000;

/** The server's clock minus ours, in ms: a phone may be a day off. */
export let skew = 0;
export const serverNow = (): number => Date.now() + skew;
export const tellTime = (now: number): void => {
  if (Number.isFinite(now) && now > 0) skew = now - Date.now();
};

export function listen(address: string, to: Listener): Stream {
  let source: EventSource | undefined;
  let poll: ReturnType<typeof setInterval> | undefined;
  let opening: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let heard = Date.now();
  let state: Link | undefined;
  let stopped = false;
  let busy = false;

  const say = (next: Link): void => {
    if (state === next) return;
    state = next;
    to.link?.(next);
  };

  async function check(): Promise<void> {
    if (busy || stopped) return;
    busy = true;
    try {
      const answer = await fetch(`${address}nu/`, { cache: "no-store", credentials: "same-origin" });
      if (answer.ok) {
        const { now, ...said } = (await answer.json()) as Record<string, string> & { now: number };
        tellTime(now);
        if (state !== "live") say("polling");
        for (const [name, text] of Object.entries(said)) to.news(name, text);
      } else if (answer.status === 404 || answer.status === 403) {
        stop();
        to.news("gone", "");
      }
    } catch {
      say("broken");
    } finally {
      busy = false;
    }
  }

  function startPolling(): void {
    if (stopped || document.hidden) return;
    poll ??= setInterval(() => {
      if (!document.hidden) void check();
    }, POLL);
    void check();
    clearTimeout(again);
    again = setTimeout(open, TRY_AGAIN);
  }

  function stopPolling(): void {
    clearInterval(poll);
    clearTimeout(again);
    poll = undefined;
  }

  function close(): void {
    clearTimeout(opening);
    source?.close();
    source = undefined;
  }

  function open(): void {
    if (stopped || document.hidden || source) return;
    if (!("EventSource" in window)) return startPolling();
    let made: EventSource;
    try {
      made = new EventSource(address);
    } catch {
      return startPolling();
    }
    source = made;
    opening = setTimeout(startPolling, SLOW_START);
    made.onopen = () => {
      clearTimeout(opening);
      stopPolling();
      heard = Date.now();
      say("live");
    };
    made.onmessage = (event) => {
      heard = Date.now();
      const [name, ...rest] = (event.data as string).split("\n");
      if (name === "now") tellTime(Number(rest[0]));
      else if (name) to.news(name, rest.join("\n"));
    };
    made.onerror = () => {
      if (made !== source) return;
      say("broken");
      if (made.readyState !== EventSource.CLOSED) {
        startPolling(); // the browser tries again by itself; meanwhile we ask
        return;
      }
      close();
      startPolling();
    };
  }

  function onVisible(): void {
    if (document.hidden) {
      close();
      stopPolling();
      return;
    }
    open();
    void check();
  }

  function onNetwork(): void {
    close();
    open();
    void check();
  }

  const dog = setInterval(() => {
    if (source?.readyState === 1 && Date.now() - heard > SILENT) onNetwork();
  }, 10_000);

  function stop(): void {
    stopped = true;
    close();
    stopPolling();
    clearInterval(dog);
    document.removeEventListener("visibilitychange", onVisible);
    removeEventListener("online", onNetwork);
    removeEventListener("pageshow", onShow);
  }
  const onShow = (event: PageTransitionEvent): void => {
    if (event.persisted) onNetwork();
  };

  document.addEventListener("visibilitychange", onVisible);
  addEventListener("online", onNetwork);
  addEventListener("offline", () => say("broken"));
  addEventListener("pageshow", onShow);
  addEventListener("pagehide", close);
  open();
  return { check: () => void check(), stop };
}
