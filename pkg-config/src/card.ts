import type { Engine } from "./engine.js";
import type { Scores } from "./types.js";

/** One thing that a card says. */
export interface CardLine {
  /** Stable, for a shop's own words. */
  readonly code: string;
  /** In plain words. */
  readonly text: string;
  readonly data: { readonly [name: string]: unknown };
}

/** What staff may see of a visitor, or the visitor of herself. */
export interface Card {
  readonly for: "staff" | "customer";
  readonly lines: readonly CardLine[];
  /** Names of the rewards that the points are enough for, and of the next one. */
  readonly rewards: { readonly ready: readonly string[]; readonly next: string | undefined };
  /** All that it was made of; only for staff. */
  readonly scores: Scores | undefined;
}

const STAGES: Record<Scores["stage"], string> = {
  new: "Here for the first time.",
  explorer: "Looks around; has bought nothing yet.",
  considering: "Considers something; has bought nothing yet.",
  cart: "Has something in the cart; has bought nothing yet.",
  first_purchase: "Bought once.",
  repeat: "Comes back.",
  loyal: "A regular.",
  champion: "One of the best customers.",
  won_back: "Came back after a long silence.",
  at_risk: "Has been away for longer than usual.",
  lapsed: "Has stayed away.",
};
const MEMBERS: Partial<Record<Scores["member"], string>> = {
  new: "A new member: explain how the club works.",
  near_reward: "A reward is near.",
  expiring: "Points run out soon.",
};

/** Makes the card of a visitor's scores. Risk, worth and hesitation are for staff; what a member earned is for both. */
export function card(scores: Scores, engine: Engine, reader: "staff" | "customer"): Card {
  const { rewards = [], tiers = [] } = engine._names;
  const lines: CardLine[] = [];
  const isStaff = reader === "staff";
  const say = (code: string, text: string, data: CardLine["data"] = {}) => lines.push({ code, text, data });
  const whole = (n: number | undefined) => (n === undefined ? "" : String(Math.round(n)));
  const percent = (n: number) => `${Math.round(n * 100)} %`;

  if (isStaff) say("stage", STAGES[scores.stage], { stage: scores.stage, change: scores["stage.change"], margin: scores["stage.margin"] });
  if (scores.orders > 0) {
    const since = scores["since.purchase"];
    const text = `${scores.orders} ${scores.orders === 1 ? "order" : "orders"}, ${scores.spend} spent, the last ${days(since)} ago.`;
    say("orders", text, { orders: scores.orders, spend: scores.spend, since });
    if (isStaff && scores.gap !== undefined && scores.orders > 1) say("rhythm", `Buys about every ${days(scores.gap)}.`, { gap: scores.gap });
    if (isStaff && scores.return28 !== undefined) {
      say("return28", `Buys again within 28 days with a probability of ${percent(scores.return28)}.`, { return28: scores.return28 });
    }
    if (isStaff && scores.clv !== undefined) say("clv", `Worth about ${whole(scores.clv)} in purchases to come.`, { clv: scores.clv });
  }
  const words = MEMBERS[scores.member];
  if (isStaff && words) say("member", words, { member: scores.member });
  const pending = scores["points.pending"] ?? 0;
  if (scores.points > 0 || pending > 0) {
    say("points", `${whole(scores.points)} points${pending > 0 ? `, ${whole(pending)} more when the orders are confirmed` : ""}.`, {
      points: scores.points,
      pending,
    });
  }
  const reached = scores["rewards.ready"] ?? 0;
  const ready = rewards.slice(0, reached);
  const next = rewards[reached];
  if (ready.length > 0 && scores.points > 0) say("rewards.ready", `Enough points for: ${ready.join(", ")}.`, { rewards: ready });
  const distance = scores["reward.distance"];
  if (distance !== undefined && next !== undefined) say("reward.next", `${whole(distance)} points to ${next}.`, { reward: next, distance });
  const tier = scores["tier.distance"];
  if (tier !== undefined && tiers.length > 0) say("tier.next", `${whole(tier)} to the next tier.`, { distance: tier, progress: scores["tier.progress"] });
  const expire = scores["points.expire_in"];
  if (expire !== undefined) say("points.expire", expire < 0 ? "The points have run out." : `The points run out in ${days(expire)}.`, { days: expire });
  const referral = scores["referral.progress"];
  if (referral !== undefined && referral > 0) say("referral", `${percent(referral)} of the friends that a referral takes.`, { progress: referral });

  const due = scores.due.filter((d) => d.due === "due" || d.due === "overdue");
  if (due.length > 0) say("due", `Time for: ${due.slice(0, 5).map((d) => d.topic).join(", ")}.`, { topics: isStaff ? due : due.map((d) => d.topic) });
  const liked = scores.interests.filter((i) => i.share >= 0.05).slice(0, 5);
  if (liked.length > 0) say("interests", `Likes ${liked.map((i) => i.topic).join(", ")}.`, { topics: isStaff ? liked : liked.map((i) => i.topic) });
  if (isStaff) {
    const doubt = scores["hesitation.kind"];
    if (doubt === "price") say("hesitation", "Had something in the cart and did not buy it: the price may be in the way.", { kind: doubt });
    if (doubt === "information") say("hesitation", "Looks at something again and again: information may help.", { kind: doubt });
    if (scores["ready.review"]) say("ready.review", "A good moment to ask for a review.");
    if (scores["ready.referral"]) say("ready.referral", "A good moment to ask for a referral.");
    if (scores.attachment !== undefined && scores.orders > 0) {
      const text = scores.attachment >= 0.5 ? "Attached to the shop, not only used to it." : "Buys here; little beside that.";
      say("attachment", text, { attachment: scores.attachment, engagement: scores.engagement });
    }
    if (scores.channel) say("channel", `Best reached by ${scores.channel}, in the ${scores.daypart ?? "day"}.`, { channel: scores.channel, daypart: scores.daypart });
  }
  if (lines.length === 0) say("unknown", "Nothing is known yet.");
  return { for: reader, lines, rewards: { ready, next }, scores: isStaff ? scores : undefined };
}

function days(n: number | undefined): string {
  const whole = Math.round(n ?? 0);
  return whole === 1 ? "one day" : `${whole} days`;
}
