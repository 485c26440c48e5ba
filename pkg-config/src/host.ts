import type { Note } from "./glue.js";

/** Keeps a visitor in step with a page: see `start`. */
export interface Host {
  now(): number;
  changed?(): void;
  /** An event's frame or a note of a campaign counted, at this moment. */
  told?(at: number, what: Uint8Array | Note, campaign: number): void;
  forgotten?(): void;
}

/** What was told: its number in this tab, its moment, an event's frame or a note, the note's campaign. */
export type Entry = [n: number, at: number, what: ArrayLike<number> | Note, campaign: number];
