/** Reads what the engine answers; the layouts are in `src/bindings/engine.rs`. */
import type { Drops, Scores, Stage } from "./types.js";

const STAGES: readonly Stage[] = [
  "new",
  "explorer",
  "considering",
  "cart",
  "first_purchase",
  "repeat",
  "loyal",
  "at_risk",
  "lapsed",
];
/** What is counted, in the order of `Drop` in `src/signals/drops.rs`. */
export const DROPS = [
  "unknown_event",
  "bad_value",
  "future",
  "duplicate",
  "overflow",
  "consent",
  "torn",
  "malformed",
  "collision",
  "approximated",
] as const;

/** Reads an answer out of the engine's buffer. */
export class Answer {
  private _at = 0;
  private readonly _view: DataView;

  constructor(view: DataView) {
    this._view = view;
  }

  _u8(): number {
    return this._view.getUint8(this._at++);
  }

  _u16(): number {
    return this._view.getUint16((this._at += 2) - 2, true);
  }

  _u32(): number {
    return this._view.getUint32((this._at += 4) - 4, true);
  }

  _f64(): number {
    return this._view.getFloat64((this._at += 8) - 8, true);
  }

  /** Whether there is more, of an answer of `n` bytes. */
  _more(n: number): boolean {
    return this._at < n;
  }
}

/** Scores of an answer of so many bytes; without one, those of a stranger. */
export function scores(answer?: Answer, length = 0, topics: readonly string[] = []): Scores {
  const interests: { topic: string; share: number }[] = [];
  const none = { alive: undefined, expected28: undefined, orders: 0, spend: 0, sessions: 0, events: 0, points: 0, interests };
  if (!answer) return { stage: "new", ...none };
  const scores: Scores = {
    stage: STAGES[answer._u8()] ?? "new",
    alive: known(answer._f64()),
    expected28: known(answer._f64()),
    orders: answer._u32(),
    spend: answer._f64(),
    sessions: answer._u32(),
    events: answer._u32(),
    points: answer._f64(),
    interests,
  };
  while (answer._more(length)) interests.push({ topic: topics[answer._u16()] ?? "", share: answer._f64() });
  interests.sort((a, b) => b.share - a.share || (a.topic < b.topic ? -1 : 1));
  return scores;
}

/** What was left out; without an answer, nothing. */
export function drops(answer?: Answer): Drops {
  const counts = {} as Drops;
  for (const name of DROPS) counts[name] = answer?._u32() ?? 0;
  return counts;
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
