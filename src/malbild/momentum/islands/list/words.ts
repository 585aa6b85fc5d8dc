// When something was, as people say it: i dag 13.10, i går 13.10, måndag 23 november 13.10.

const DAY = 24 * 3600 * 1000;

export function when(at: number, now: number, language: string, today: string, yesterday: string): string {
  const [then, on] = [new Date(at), new Date(now)];
  const clock = `${String(then.getHours()).padStart(2, "0")}.${String(then.getMinutes()).padStart(2, "0")}`;
  if (then.toDateString() === on.toDateString()) return `${today} ${clock}`;
  if (then.toDateString() === new Date(now - DAY).toDateString()) return `${yesterday} ${clock}`;
  const day = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(then);
  return `${day} ${clock}`;
}

/** "Listan är från {when}." with its word put in. */
export const put = (text: string, words: Record<string, string>): string =>
  text.replace(/\{(\w+)\}/g, (all, name: string) => words[name] ?? all);
