// What is said of those who write.

export interface Writer {
  me: number;
  entry: number;
  text: string;
}

export interface Mine {
  me: number;
  /** The line that this page changes, or 0 in the room. */
  entry: number;
}

/** Everyone's line but one's own; on the page of one line only those who change the same. */
export function told(writers: Writer[], mine: Mine): string {
  const others = writers.filter((writer) => writer.me !== mine.me && (!mine.entry || writer.entry === mine.entry));
  return others.map((writer) => writer.text).join(" ");
}
