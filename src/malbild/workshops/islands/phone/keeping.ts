// The participant's page opens without a network, and goes when the room is left or over.

import * as pages from "../../../ui/islands/offline/keeping";

const CACHES = "malbild-rum-";
const LATER = [2000, 12_000] as const; // not while a whole hall is joining

export function keepPage(address: string, script: string, build: string): void {
  const [from, to] = LATER;
  pages.keepPage({ address, script, build, caches: CACHES }, () => from + Math.random() * (to - from));
}

export const dropPage = (): Promise<void> => pages.dropPage(CACHES);
