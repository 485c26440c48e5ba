// What a replay counts. One tally for all households; it keeps numbers, not the baskets.
import { createHash } from "node:crypto";
import { MONTH_ENDS } from "./household.mjs";

export const STAGES = [
  "new",
  "explorer",
  "considering",
  "cart",
  "first_purchase",
  "repeat",
  "loyal",
  "at_risk",
  "lapsed",
  "champion",
  "won_back",
];

/** An observer of `replayHousehold` for one household after the other. */
export class Tally {
  events = 0;
  fed = 0;
  counted = 0;
  lost = [];
  /** Cents in the baskets, and what the profiles remember at the end of the year. */
  cents = 0;
  remembered = { orders: 0, cents: 0 };
  drops = {};
  letters = 0;
  empty = {};
  choices = {};
  stages = MONTH_ENDS.map(() => ({}));
  finalBytes = [];
  finalCookie = [];
  largestBytes = 0;
  largestCookie = 0;
  /** Of the household at hand, at the end of its year. */
  lastCookie = null;
  /** Places that a reader might want explained: the first of each (stage, campaign), one a household. */
  examples = new Map();
  #hash = createHash("sha256");
  #household = 0;
  #baskets = 0;
  #decisions = 0;
  #exampleTaken = false;

  begin(household) {
    this.#household = household;
    this.lastCookie = null;
    this.#baskets = 0;
    this.#decisions = 0;
    this.#exampleTaken = false;
    this.#hash.update(`household ${household}\n`);
  }

  event(name, counted, basket, visitor) {
    this.events++;
    if (name !== "purchase") return;
    this.#baskets++;
    this.fed++;
    this.cents += Math.round(basket.lines.reduce((sum, line) => sum + line.amount, 0) * 100);
    if (counted) this.counted++;
    else if (this.lost.push({ household: this.#household, basket: basket.id }) <= 5) {
      console.error(`replay: lost purchase ${basket.id} of household ${this.#household}`, visitor.drops());
    }
  }

  decision({ visitor, page, slots, basket }) {
    const index = this.#decisions++;
    for (const slot of slots) {
      const ids = page[slot].choices.map((choice) => choice.id);
      this.#hash.update(`${basket === null ? "letter" : basket.id} ${slot} ${ids.join(" ")}\n`);
      const perSlot = (this.choices[slot] ??= {});
      for (const id of ids) perSlot[id] = (perSlot[id] ?? 0) + 1;
      if (ids.length === 0) this.empty[slot] = (this.empty[slot] ?? 0) + 1;
      else this.#offerExample(index, slot, ids, visitor);
    }
    if (basket === null) this.letters++;
  }

  month(month, visitor) {
    const { stage } = visitor.scores();
    this.stages[month][stage] = (this.stages[month][stage] ?? 0) + 1;
  }

  closed(visitor, bytes, cookie, last) {
    this.largestBytes = Math.max(this.largestBytes, bytes.length);
    this.largestCookie = Math.max(this.largestCookie, cookie.length);
    this.#addDrops(visitor.drops());
    if (!last) return;
    this.finalBytes.push(bytes.length);
    this.finalCookie.push(cookie.length);
    this.lastCookie = cookie;
    const { orders, spend } = visitor.scores();
    this.remembered.orders += orders;
    this.remembered.cents += Math.round(spend * 100);
    this.#hash.update(bytes);
  }

  digest() {
    return this.#hash.copy().digest("hex");
  }

  #offerExample(index, slot, ids, visitor) {
    // Before the fifth basket there is little to explain; and looking at each decision would cost more than deciding.
    if (this.#exampleTaken || this.#baskets < 5 || index % 7 !== 0) return;
    const { stage } = visitor.scores();
    const key = `${stage} ${ids[0]}`;
    if (this.examples.has(key)) return;
    this.#exampleTaken = true;
    this.examples.set(key, { household: this.#household, decision: index, slot, ids, stage });
  }

  #addDrops(drops) {
    for (const [reason, count] of Object.entries(drops)) this.drops[reason] = (this.drops[reason] ?? 0) + count;
  }
}

/** The smallest value that at least `share` of them do not exceed. */
export function percentile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
