// Made by `cargo xtask schema` from src/compiler/source.

/**
 * What a context attribute or a claim holds.
 */
export type ContextType = string[] | ("string" | "number" | "boolean");
/**
 * At most so often in so long: "3/14d" is at most three times (1 to 8) in any fourteen days.
 */
export type Cap = string;

/**
 * What a shop wants of Trogen: its topics, slots, campaigns and loyalty program in one file.
 */
export interface Program {
  /**
   * Where the schema of this file is; editors complete and check with it.
   */
  $schema?: string;
  /**
   * The program's name, for people.
   */
  name?: string;
  /**
   * The tree of what the shop sells and writes about, by path: "running/shoes". Topics above a path need not be named.
   */
  topics?: {
    [k: string]: Topic;
  };
  /**
   * Products by item_id, as far as more is to be known of them than events tell. May be left out.
   */
  catalog?: {
    [k: string]: Product;
  };
  /**
   * The shop's own events, each with the event of Trogen's that it means: "guide_opened": "content_read", or
   * "engagement" for taking part in some other way.
   */
  events?: {
    [k: string]: string;
  };
  /**
   * What the page or the edge tells with each decision, such as the weather: "string", "number", "boolean", or a list of
   * the texts it may be.
   */
  context?: {
    [k: string]: ContextType;
  };
  /**
   * What the shop's books say of a member, in a signed token: "string", "number", "boolean", or a list of texts.
   */
  claims?: {
    [k: string]: ContextType;
  };
  /**
   * Places on pages, by name.
   */
  slots?: {
    [k: string]: Slot;
  };
  /**
   * Named conditions, for use in campaigns and in each other: { "$audience": "regulars" }.
   */
  audiences?: {
    [k: string]: Condition;
  };
  /**
   * Seasons of the year by name. A campaign in a season stands only then.
   */
  seasons?: {
    [k: string]: Season;
  };
  loyalty?: Loyalty;
  /**
   * What points, stamps and tiers are good for, by name.
   */
  rewards?: {
    [k: string]: Reward;
  };
  referral?: Referral;
  /**
   * What the shop asks of a customer, and when: feedback, a review, a referral, a newsletter sign-up.
   */
  asks?: {
    [k: string]: Ask;
  };
  /**
   * Campaigns that follow one another, such as the first weeks of a new member.
   */
  sequences?: {
    [k: string]: Sequence;
  };
  /**
   * What the shop wants to move, by when.
   */
  goals?: {
    [k: string]: Goal;
  };
  /**
   * Money for incentives, by name.
   */
  budgets?: {
    [k: string]: Budget;
  };
  limits?: Limits;
  holdout?: Holdout;
  models?: Models;
  /**
   * What may fill the slots.
   */
  campaigns?: Campaign[];
}
/**
 * A node of the tree of topics.
 */
export interface Topic {
  /**
   * How long something bought here lasts, such as "180d". Holds for topics below too, unless they say otherwise.
   */
  durable?: string;
  /**
   * How long it usually takes until more is needed, such as "30d" for coffee.
   */
  replenish?: string;
  /**
   * Topics that go with it, as socks go with shoes.
   */
  complements?: string[];
  /**
   * Seasons it belongs to; those of the topic above it unless said.
   */
  seasons?: string[];
}
/**
 * A product.
 */
export interface Product {
  /**
   * What it is about.
   */
  topics?: string[];
  /**
   * Products that it fits, by item_id: capsules fit a machine.
   */
  fits?: string[];
  /**
   * Its price.
   */
  price?: number;
  /**
   * Share of the price that is left after what it costs, 0 to 1.
   */
  margin?: number;
  /**
   * False while it is sold out.
   */
  stock?: boolean;
}
/**
 * A place on a page.
 */
export interface Slot {
  /**
   * How many campaigns it shows; 1 unless said.
   */
  take?: number;
  /**
   * True if the page has something of its own to show where no campaign stands.
   */
  default?: boolean;
}
/**
 * Whom something is for: attributes and what they are compared with. All fields of an object hold.
 */
export interface Condition {
  [k: string]: unknown;
}
/**
 * A part of the year, first and last day included; it may go over the new year.
 */
export interface Season {
  /**
   * Its first day, month and day: "11-01".
   */
  from: string;
  /**
   * Its last day: "03-15".
   */
  until: string;
}
/**
 * The loyalty program: points, stamp cards, tiers, membership, values, partners.
 */
export interface Loyalty {
  points?: Points;
  /**
   * Stamp cards: the tenth coffee is free.
   */
  stamps?: {
    [k: string]: StampCard;
  };
  /**
   * Tiers, the lowest first.
   */
  tiers?: Tier[];
  membership?: Membership;
  /**
   * Causes that the shop and its customers stand for.
   */
  values?: {
    [k: string]: Value;
  };
  /**
   * Others where members earn or spend.
   */
  partners?: {
    [k: string]: Partner;
  };
}
/**
 * Points for spending and for other acts.
 */
export interface Points {
  /**
   * What they are called.
   */
  name?: string;
  /**
   * What earns them.
   */
  earn: EarningRule[];
  /**
   * How long they are good for; for ever unless said.
   */
  expire?: string;
  /**
   * What one is worth in money, for the books.
   */
  worth?: number;
}
/**
 * What earns points. Acts other than a purchase earn too: a review, a visit, a friend who joins.
 */
export interface EarningRule {
  /**
   * The event that earns them.
   */
  event: string;
  /**
   * Only for this topic and what lies below it.
   */
  topic?: string;
  /**
   * So many points each time.
   */
  points?: number;
  /**
   * So many points for each whole unit of money spent.
   */
  per_unit?: number;
  /**
   * Only for members of this tier and those above.
   */
  tier?: string;
  /**
   * At most so often in so long, so that nobody can make a trade of it.
   */
  cap?: string;
}
/**
 * A stamp card.
 */
export interface StampCard {
  /**
   * The event that gives a stamp; a purchase unless said.
   */
  event?: string;
  /**
   * Only for this topic and what lies below it.
   */
  topic?: string;
  /**
   * Stamps that fill the card.
   */
  size: number;
  /**
   * What a full card is good for.
   */
  reward: string;
  /**
   * How long a card is good for.
   */
  expire?: string;
}
/**
 * A tier.
 */
export interface Tier {
  /**
   * Its name.
   */
  id: string;
  /**
   * What it takes.
   */
  from: number;
  /**
   * Of what; money spent unless said.
   */
  measure?: "spend" | "points" | "orders";
  /**
   * Within how long; a year unless said.
   */
  within?: string;
}
/**
 * Membership that is paid for.
 */
export interface Membership {
  /**
   * Its price for a period.
   */
  price: number;
  /**
   * The period.
   */
  period: string;
  /**
   * How long one may try it for nothing.
   */
  trial?: string;
}
/**
 * A cause.
 */
export interface Value {
  /**
   * Topics of what is written about it.
   */
  topics?: string[];
  /**
   * Share of an order that goes to it, 0 to 1.
   */
  share?: number;
}
/**
 * A partner.
 */
export interface Partner {
  /**
   * What is earned there.
   */
  earn?: EarningRule[];
  /**
   * Rewards that can be had there.
   */
  rewards?: string[];
}
/**
 * What points, a full card or a tier are good for.
 */
export interface Reward {
  /**
   * Points it takes.
   */
  points?: number;
  /**
   * Only for members of this tier and those above.
   */
  tier?: string;
  /**
   * What it costs the shop, in money.
   */
  cost?: number;
  /**
   * How many there are in all.
   */
  stock?: number;
  /**
   * At most so often in so long for one customer.
   */
  cap?: string;
  /**
   * What the page renders.
   */
  payload?: {
    [k: string]: unknown;
  };
}
/**
 * Friends bring friends.
 */
export interface Referral {
  /**
   * Who gets something: the one who refers, or both.
   */
  sides: "one" | "two";
  /**
   * What the one who refers gets.
   */
  referrer: string;
  /**
   * What the friend gets.
   */
  friend?: string;
  qualify: Qualification;
}
/**
 * What a friend must do before it counts.
 */
export interface Qualification {
  /**
   * How many friends; 1 unless said.
   */
  friends?: number;
  /**
   * What each must spend.
   */
  spend?: number;
  /**
   * How many orders each must place; 1 unless said.
   */
  orders?: number;
  /**
   * Within how long after joining.
   */
  within?: string;
}
/**
 * Something the shop asks of a customer.
 */
export interface Ask {
  /**
   * The event after which it is the time to ask; any time unless said.
   */
  after?: string;
  /**
   * How long to wait after that.
   */
  wait?: string;
  when?: Condition1;
  /**
   * At most so often in so long.
   */
  cap?: string;
  /**
   * The event that answers it; it is not asked again then.
   */
  answer?: string;
  /**
   * Campaigns that ask it.
   */
  campaigns: string[];
}
/**
 * Whom something is for: attributes and what they are compared with. All fields of an object hold.
 */
export interface Condition1 {
  [k: string]: unknown;
}
/**
 * Campaigns that follow one another.
 */
export interface Sequence {
  start: Start;
  /**
   * Its steps, in order.
   */
  steps: Step[];
  stop?: Condition2;
}
/**
 * What begins it.
 */
export interface Start {
  /**
   * An event: "sign_up", "purchase".
   */
  event: string;
  /**
   * Only about this topic and what lies below it.
   */
  topic?: string;
}
/**
 * A step of a sequence.
 */
export interface Step {
  /**
   * The campaign.
   */
  campaign: string;
  /**
   * How long after the start; at once unless said.
   */
  after?: string;
}
/**
 * Whom something is for: attributes and what they are compared with. All fields of an object hold.
 */
export interface Condition2 {
  [k: string]: unknown;
}
/**
 * What the shop wants to move.
 */
export interface Goal {
  /**
   * What.
   */
  metric: "return28" | "orders" | "spend" | "members" | "referrals" | "reviews";
  /**
   * Whose: a named audience; everybody's unless said.
   */
  audience?: string;
  /**
   * To how much.
   */
  target: number;
  /**
   * By when.
   */
  by?: string;
  /**
   * With what budget.
   */
  budget?: string;
}
/**
 * Money for incentives.
 */
export interface Budget {
  /**
   * How much.
   */
  amount: number;
  /**
   * The first day it is for.
   */
  from?: string;
  /**
   * The last day it is for.
   */
  until?: string;
}
/**
 * How much is enough: for one visitor, over all campaigns.
 */
export interface Limits {
  /**
   * All campaigns together: at most so often in so long.
   */
  pressure?: string;
  /**
   * The same for campaigns of one kind.
   */
  kinds?: {
    [k: string]: Cap;
  };
  /**
   * Groups of campaigns, by name.
   */
  groups?: {
    [k: string]: Group;
  };
  incentive?: Incentive;
  /**
   * Share of an order that must be left after costs and discount, 0 to 1.
   */
  margin?: number;
  /**
   * How many discounts one cart takes; 1 unless said.
   */
  stack?: number;
}
/**
 * A group of campaigns.
 */
export interface Group {
  /**
   * At most so often in so long: "3/14d" is at most three times (1 to 8) in any fourteen days.
   */
  cap?: string;
  /**
   * How long all of it rests after one was shown.
   */
  cooldown?: string;
  /**
   * True if only one of it stands on a page.
   */
  exclusive?: boolean;
}
/**
 * Incentives: what may be spent on one customer.
 */
export interface Incentive {
  /**
   * At most this share of what the customer is expected to bring, 0 to 1.
   */
  share: number;
  /**
   * What winning a new customer may cost.
   */
  acquisition?: number;
  /**
   * In so long; a year unless said.
   */
  within?: string;
}
/**
 * Visitors who see nothing of all this, so that its effect can be measured.
 */
export interface Holdout {
  /**
   * Their share of all, 0 to 0.5.
   */
  share: number;
  /**
   * Change it to draw anew.
   */
  salt?: string;
}
/**
 * Parameters of what is inferred.
 */
export interface Models {
  /**
   * Whose shipped parameters are a start for this shop; "general" unless said.
   */
  trade?: "general" | "grocery";
  purchase?: Purchase;
  interest?: Interest;
  stages?: StageRule;
  spend?: Spend;
  worth?: Worth;
  /**
   * Weights of buying within 28 days: the intercept, then pace28, pace56, week, interest, irregular, longest, overdue,
   * overdue_all.
   */
  return28?: number[];
  /**
   * Weights of buying a topic again within 28 days: the intercept, then overdue, days, pace28, basket, gap, rhythm, rate, repeats,
   * buyers, interest, share, occasions, trips, trips_due.
   */
  again?: number[];
  replenish?: Replenish;
  /**
   * Weights of buying in this session: the intercept, then views, topics, focus, carts, checkout, searches, minutes, returning,
   * customer, cart.
   */
  intent?: number[];
  /**
   * What is known of single topics, by path.
   */
  topics?: {
    [k: string]: TopicModel;
  };
}
/**
 * How customers buy and leave.
 */
export interface Purchase {
  /**
   * Which one.
   */
  model: "bg_nbd" | "mbg_nbd";
  /**
   * The unit of time that alpha is in.
   */
  unit: "day" | "week";
  /**
   * Shape of the purchase rate.
   */
  r: number;
  /**
   * Rate parameter of the purchase rate.
   */
  alpha: number;
  /**
   * First Beta parameter of leaving.
   */
  a: number;
  /**
   * Second Beta parameter of leaving.
   */
  b: number;
}
/**
 * How interests fade and what they weigh.
 */
export interface Interest {
  /**
   * In how long a lasting interest is half of what it was; "60d" unless said.
   */
  long?: string;
  /**
   * In how long a present interest is; "3d" unless said.
   */
  short?: string;
  /**
   * What a full interest adds to a campaign's value, in multiples of it; 4 unless said.
   */
  weight?: number;
}
/**
 * When silence is a risk, and who is loyal.
 */
export interface StageRule {
  /**
   * How long it takes from one order to the next, as far as is known of a stranger: a customer's own rhythm soon counts for more.
   * What the purchase process says unless said, alpha / r.
   */
  gap?: string;
  /**
   * Silence of so many of a customer's own gaps is normal; 0.75 unless said.
   */
  near?: number;
  /**
   * And so many of the shop's expected gaps on top of that; 0.857 unless said.
   */
  quiet?: number;
  /**
   * Silence of so many times what is normal is a departure; 2 unless said.
   */
  far?: number;
  /**
   * How long somebody who came back counts as won back; one and a half expected gaps unless said.
   */
  back?: string;
  /**
   * Days with an order that make a customer loyal; 5 unless said, 30 for a grocer.
   */
  loyal?: number;
  /**
   * Days with an order that make a champion; 10 unless said, 40 for a grocer.
   */
  champion?: number;
  /**
   * And in how many topics she bought; 3 unless said.
   */
  breadth?: number;
}
/**
 * What orders are worth: Gamma-Gamma (Fader & Hardie 2013).
 */
export interface Spend {
  /**
   * Shape of one day's spend.
   */
  p: number;
  /**
   * Shape of the differences between customers.
   */
  q: number;
  /**
   * Scale of these differences, in money.
   */
  v: number;
}
/**
 * How far and how dearly a customer's lifetime value counts.
 */
export interface Worth {
  /**
   * How many weeks it looks ahead; 52 unless said.
   */
  weeks?: number;
  /**
   * What money loses in a year, 0 to 1; 0.1 unless said.
   */
  discount?: number;
  /**
   * Part of the price that is earned, 0 to 1; 1 unless said.
   */
  margin?: number;
}
/**
 * Weights of the time until a topic is bought again.
 */
export interface Replenish {
  /**
   * Of the logarithm of the scale, in days.
   */
  scale: number[];
  /**
   * Of the logarithm of the shape.
   */
  shape: number[];
  /**
   * Of the logarithm of the tail.
   */
  tail: number[];
}
/**
 * What is known of a topic, of all customers.
 */
export interface TopicModel {
  /**
   * Shape of the purchase rate (Gamma).
   */
  shape?: number;
  /**
   * Its rate, in days.
   */
  rate?: number;
  /**
   * Share of buyers that came back, 0 to 1.
   */
  repeats?: number;
  /**
   * Share of customers that bought it, 0 to 1.
   */
  buyers?: number;
  /**
   * Share of an average visitor's interest, 0 to 1; an equal part unless said.
   */
  share?: number;
}
/**
 * A candidate for slots.
 */
export interface Campaign {
  /**
   * Its name for machines; no two campaigns have the same.
   */
  id: string;
  /**
   * The slots where it may stand; it stands once on a page.
   */
  slots: string[];
  /**
   * What it is: content, an offer, a reward, an ask, or proof by what others say. Content unless said.
   */
  kind?: "content" | "offer" | "reward" | "ask" | "proof";
  /**
   * What it does for the visitor, from what costs nothing to what costs most. Content unless said.
   */
  act?: "content" | "service" | "points" | "gift" | "discount";
  /**
   * What it is about.
   */
  topics?: string[];
  when?: Condition3;
  /**
   * A named audience that it is for, besides what "when" says.
   */
  audience?: string;
  /**
   * Seasons in which it stands; all unless said.
   */
  seasons?: string[];
  /**
   * The first day it stands.
   */
  from?: string;
  /**
   * The last day it stands.
   */
  until?: string;
  /**
   * At most so often in so long: "3/14d" is at most three times (1 to 8) in any fourteen days.
   */
  cap?: string;
  /**
   * How long it rests after it was shown, such as "2d".
   */
  cooldown?: string;
  /**
   * A group of campaigns with limits of their own; see "limits".
   */
  group?: string;
  /**
   * What showing it is worth, before interests; 1 unless said.
   */
  value?: number;
  cost?: Cost;
  /**
   * The budget that its cost is taken from.
   */
  budget?: string;
  /**
   * The goal it serves.
   */
  goal?: string;
  /**
   * The share of its visitors who do not see it, so that its effect can be measured: 0.1 is a tenth.
   */
  holdout?: number;
  /**
   * The reward it tells of.
   */
  reward?: string;
  /**
   * "keep": stands although the visitor just bought what it is about.
   */
  owned?: "rest" | "keep";
  /**
   * False while what it is about is sold out, or the context attribute that says so: "context.shoes_in_stock".
   */
  stock?: boolean | string;
  /**
   * Versions of it, of which a visitor sees one.
   */
  variants?: Variant[];
  /**
   * What the page renders, or where that is to be had: { "$href": "hero.json", "sha256": "…" }. Anything; the page gets it
   * as it is.
   */
  payload?: {
    [k: string]: unknown;
  };
}
/**
 * Whom something is for: attributes and what they are compared with. All fields of an object hold.
 */
export interface Condition3 {
  [k: string]: unknown;
}
/**
 * What it costs when it is taken: a percentage of the order, an amount of money, or points.
 */
export interface Cost {
  /**
   * Percent of the order.
   */
  percent?: number;
  /**
   * Money.
   */
  amount?: number;
  /**
   * Points.
   */
  points?: number;
  /**
   * At most so much money, whatever the percentage comes to.
   */
  most?: number;
}
/**
 * One version of a campaign.
 */
export interface Variant {
  /**
   * Its name.
   */
  id: string;
  /**
   * Its share of the visitors, in relation to the others' weights; 1 unless said.
   */
  weight?: number;
  when?: Condition4;
  /**
   * What the page renders in place of the campaign's.
   */
  payload?: {
    [k: string]: unknown;
  };
}
/**
 * Whom something is for: attributes and what they are compared with. All fields of an object hold.
 */
export interface Condition4 {
  [k: string]: unknown;
}
