/** Reads what the engine answers; the layouts are in `src/bindings/engine.rs`. */
import type { Drops, Due, Interest, Scores } from "./types.js";

/** Texts by number: what the engine answers with, in the order of `src/scores/report.rs`. */
const texts = (names: string) => names.split(" ");
const LABELS: readonly (readonly [keyof Scores, readonly string[]])[] = [
  ["stage", texts("new explorer considering cart first_purchase repeat loyal at_risk lapsed champion won_back")],
  ["stage.change", texts("arrived looked considered carted ordered ordered_often ordered_widely went_quiet came_back")],
  ["hesitation.kind", texts("none price information")],
  ["member", texts("none new near_reward expiring member")],
  ["channel", texts("web app store email push phone")],
  ["daypart", texts("night morning afternoon evening")],
];
const NUMBERS = texts(
  "alive expected28 return28 clv stage.margin orders spend sessions events points points.pending rewards.ready reward.distance reward.progress tier.distance tier.progress points.expire_in referral.progress attachment engagement hesitation.views hesitation.days ready.review ready.referral intent gap",
);
const DUE = texts("unknown too_early due overdue");
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

  u8(): number {
    return this._view.getUint8(this._at++);
  }

  u16(): number {
    return this._view.getUint16((this._at += 2) - 2, true);
  }

  u32(): number {
    return this._view.getUint32((this._at += 4) - 4, true);
  }

  f64(): number {
    return this._view.getFloat64((this._at += 8) - 8, true);
  }

  /** Whether there is more, of an answer of `n` bytes. */
  more(n: number): boolean {
    return this._at < n;
  }
}

/** Scores of an answer of so many bytes; without one, those of a stranger. */
export function scores(answer?: Answer, length = 0, topics: readonly string[] = []): Scores {
  const found: Record<string, unknown> = {};
  for (const [name, of] of LABELS) found[name] = of[answer ? answer.u8() : 0];
  NUMBERS.forEach((name, i) => {
    // What is counted is 0 where nothing was.
    found[name] = (answer && known(answer.f64())) ?? (i > 4 && i < 10 ? 0 : undefined);
  });
  const interests: Interest[] = [];
  const due: Due[] = [];
  while (answer?.more(length)) {
    const topic = topics[answer.u16()] ?? "";
    interests.push({ topic, share: answer.f64(), lift: answer.f64(), trend: answer.f64() });
    const state = DUE[answer.u8()] as Due["due"];
    const [due_in, confidence, again] = [known(answer.f64()), answer.f64(), answer.f64()];
    if (state) due.push({ topic, due: state, due_in, confidence, again });
  }
  const byTopic = (a: { topic: string }, b: { topic: string }) => (a.topic < b.topic ? -1 : 1);
  found.interests = interests.sort((a, b) => b.share - a.share || byTopic(a, b));
  found.due = due.sort((a, b) => b.again - a.again || byTopic(a, b));
  return found as unknown as Scores;
}

/** What was left out; without an answer, nothing. */
export function drops(answer?: Answer): Drops {
  const counts = {} as Drops;
  for (const name of DROPS) counts[name] = answer?.u32() ?? 0;
  return counts;
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
