/** Reads what the engine answers; the layouts are in `src/bindings/engine.rs`. */
import type { Drops, Due, Interest, Scores } from "./types.js";

const texts = (names: string) => names.split(" ");
/** What is inferred, in the order of `Attribute::REGISTRY` in `src/program/conditions.rs`. */
const NAMES = texts(
  "stage stage.change alive expected28 orders spend sessions events since.visit since.purchase cart.value cart.items points points.pending points.expire_in rewards.ready reward.distance reward.progress tier.distance tier.progress referral.progress member return28 gap clv stage.margin attachment engagement hesitation.kind hesitation.views hesitation.days channel daypart ready.review ready.referral intent nps rating discounted.orders discounted.amount subscribed",
);
/** What numbers stand for, where they are names. */
const LABELS: Record<string, readonly string[]> = {
  stage: texts("new explorer considering cart first_purchase repeat loyal at_risk lapsed champion won_back"),
  "stage.change": texts("arrived looked considered carted ordered ordered_often ordered_widely went_quiet came_back"),
  "hesitation.kind": texts("none price information"),
  member: texts("none new near_reward expiring member"),
  channel: texts("web app store email push phone"),
  daypart: texts("night morning afternoon evening"),
};
const COUNTED = /^(stage(.change)?|member|.+\.kind|orders|spend|sessions|events|points)$/;
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
  const found: Record<string, unknown> = {};
  for (const name of NAMES) {
    // Of a stranger what is counted is 0, and names are the first.
    const number = answer ? known(answer._f64()) : COUNTED.test(name) ? 0 : undefined;
    found[name] = number !== undefined && LABELS[name] ? LABELS[name][number] : number;
  }
  const interests: Interest[] = [];
  const due: Due[] = [];
  while (answer?._more(length)) {
    const topic = topics[answer._u16()] ?? "";
    interests.push({ topic, share: answer._f64(), lift: answer._f64(), trend: answer._f64() });
    const state = DUE[answer._u8()] as Due["due"];
    const [due_in, confidence, again] = [known(answer._f64()), answer._f64(), answer._f64()];
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
  for (const name of DROPS) counts[name] = answer?._u32() ?? 0;
  return counts;
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
