import { type Exports, Joined, Name, type Note } from "./exports.js";

/** What bytes that were told are; a profile's are its form (1 text, 2 bytes), and 4 more at a login. */
export const enum Told {
  Event = 0,
  Login = 4,
  Member = 8,
}

/** Keeps a visitor in step with a page: see `start`. */
export interface Host {
  _now(): number;
  _changed?(): void;
  /** This counted, at this moment: bytes and what they are, or a note and its campaign. */
  _told?(at: number, what: Uint8Array | Note, of: number): void;
  _forgotten?(): void;
}

/** What was told: its number in this tab, its moment, bytes and what they are, or a note and its campaign. */
export type Entry = [n: number, at: number, what: ArrayLike<number> | Note, of: number];

/** Takes in what lies in the buffer; whether it could. */
export function take(wasm: Exports, n: number, length: number, what: number): boolean {
  if (what === Told.Event) return wasm.track(n, length, 0) === 1;
  if (what === Told.Member) return wasm.name(n, Name.Member, length), true;
  return wasm.join(n, what & 3, length, what & Told.Login ? 1 : 0) !== Joined.Not;
}

/** What a caller gives for a moment, in Unix milliseconds; NaN for what is none. */
export function moment(now: unknown): number {
  return now instanceof Date ? +now : typeof now === "number" ? now : Number.NaN;
}
