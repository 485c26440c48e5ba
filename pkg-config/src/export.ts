import type { Engine } from "./engine.js";
import type { EventName, Permission } from "./types.js";

/** A topic of the program by its path, or the key of one that it does not know. */
type Topic = string | number;

/** Everything that is held of a visitor. Money in units of the shop's currency, times as dates, products by their keys. */
export interface Held {
  /** In plain words, for the visitor. */
  readonly words: readonly string[];
  readonly key: number;
  /** Whether it is of a member. */
  readonly known: boolean;
  readonly consent: { readonly compute: Permission; readonly persist: Permission; readonly emit: Permission };
  readonly first: Date | undefined;
  readonly last: Date | undefined;
  readonly orders: number;
  readonly days: number;
  readonly spend: number;
  readonly first_order: Date | undefined;
  readonly last_order: Date | undefined;
  readonly discounts: number;
  readonly discounted_orders: number;
  readonly sessions: number;
  readonly points_earned: number;
  readonly points_redeemed: number;
  readonly cart: { readonly items: number; readonly value: number };
  readonly nps: number | undefined;
  readonly rating: number | undefined;
  /** Hash of the tier's name. */
  readonly tier: number | undefined;
  readonly transactions: readonly { id: number; day: Date; value: number; refunded: number }[];
  /** Interest in units of one product page seen, at the last event; what was bought, on how many days. */
  readonly topics: readonly {
    topic: Topic;
    lasting: number;
    present: number;
    bought: number;
    first: Date | undefined;
    last: Date | undefined;
  }[];
  /** Interest in topics that had to be forgotten. */
  readonly other: { readonly lasting: number; readonly present: number };
  readonly channels: { readonly [channel: string]: number };
  readonly dayparts: { readonly [daypart: string]: number };
  readonly events: readonly { event: EventName; count: number; last: Date | undefined }[];
  readonly recent: readonly { event: EventName; time: Date; topic: Topic | undefined }[];
  readonly owned: readonly { item: number; topic: Topic | undefined; day: Date; gone: boolean }[];
  readonly watched: readonly { item: number; topic: Topic | undefined; last: Date; views: number; carts: number }[];
  readonly exposures: readonly { campaign: string | number; times: number; last: Date }[];
}

/** In the order of the numbers in `src/signals/vocabulary.rs`. */
export const EVENTS = (
  "page_view view_item view_item_list search add_to_cart remove_from_cart add_to_wishlist begin_checkout purchase " +
  "view_promotion select_promotion login sign_up share store_visit refund email_open email_click app_open push_open review " +
  "nps referral_sent referral_qualified points_earned points_redeemed reward_claimed event_attended community_post " +
  "support_contact subscribe unsubscribe product_worn_out delivery_received content_read help_opened question_answered " +
  "testimonial stamp_collected engagement dismiss_promotion"
).split(" ");
const CHANNELS = ["web", "app", "store", "email", "push", "phone"];
const DAYPARTS = ["night", "morning", "afternoon", "evening"];
const PERMISSIONS: readonly Permission[] = ["pending", "granted", "denied"];

type Raw = { readonly [name: string]: number };

/** Gives what the engine wrote the program's names, and says it in plain words. */
export function held(json: string, engine: Engine): Held {
  const raw = JSON.parse(json) as Raw & { readonly [name: string]: readonly Raw[] };
  const date = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms)) as Date;
  const topic = (of: Raw) => (of.topic === undefined ? of.key : engine._names.topics[of.topic]) as Topic;
  const list = <T>(name: string, each: (of: Raw) => T): T[] => ((raw[name] ?? []) as readonly Raw[]).map(each);
  const named = (names: readonly string[], name: string) =>
    Object.fromEntries(list(name, (of) => of.strength as number).map((strength, i) => [names[i] as string, strength]));
  const event = (of: Raw) => EVENTS[of.kind as number] as EventName;
  const said = (shift: number) => PERMISSIONS[((raw.consent as number) >> shift) & 3] as Permission;
  const number = (name: string) => raw[name] as number;
  const all: Omit<Held, "words"> = {
    key: number("key"),
    known: number("known") === 1,
    consent: { compute: said(0), persist: said(2), emit: said(4) },
    first: date(raw.first),
    last: date(raw.last),
    orders: number("orders"),
    days: number("days"),
    spend: number("spend"),
    first_order: date(raw.first_order),
    last_order: date(raw.last_order),
    discounts: number("discounts"),
    discounted_orders: number("discounted_orders"),
    sessions: number("sessions"),
    points_earned: number("points_earned"),
    points_redeemed: number("points_redeemed"),
    cart: { items: number("cart_items"), value: number("cart_value") },
    nps: raw.nps,
    rating: raw.rating,
    tier: raw.tier,
    transactions: list("transactions", (t) => ({ id: t.id as number, day: date(t.day), value: t.value as number, refunded: t.refunded as number })),
    topics: list("topics", (t) => ({
      topic: topic(t),
      lasting: t.lasting as number,
      present: t.present as number,
      bought: t.bought ?? 0,
      first: date(t.first),
      last: date(t.last),
    })),
    other: { lasting: number("other_lasting"), present: number("other_present") },
    channels: named(CHANNELS, "channels"),
    dayparts: named(DAYPARTS, "dayparts"),
    events: list("events", (e) => ({ event: event(e), count: e.count as number, last: date(e.last) })),
    recent: list("recent", (e) => ({ event: event(e), time: date(e.time), topic: topic(e) })).sort((a, b) => +a.time - +b.time),
    owned: list("owned", (o) => ({ item: o.item as number, topic: topic(o), day: date(o.day), gone: o.gone === 1 })),
    watched: list("watched", (w) => ({
      item: w.item as number,
      topic: topic(w),
      last: date(w.last),
      views: w.views as number,
      carts: w.carts as number,
    })),
    exposures: list("exposures", (e) => ({
      campaign: e.campaign === undefined ? (e.key as number) : engine._campaign(e.campaign, e.kind as number, e.tail as number, e.length as number).id,
      times: e.times as number,
      last: date(e.last),
    })),
  };
  return { words: words(all), ...all };
}

/** Sentences for the visitor. */
function words(all: Omit<Held, "words">): string[] {
  const day = (date: Date | undefined) => date?.toISOString().slice(0, 10) ?? "";
  const times = (n: number, one: string, more = `${one}s`) => `${n} ${n === 1 ? one : more}`;
  const out: string[] = [];
  if (!all.last) return ["Nothing is held about you."];
  out.push(`You were here in ${times(all.sessions, "visit")}, first on ${day(all.first)}, last on ${day(all.last)}.`);
  if (all.orders > 0) {
    out.push(`You placed ${times(all.orders, "order")} on ${times(all.days, "day")} for ${all.spend.toFixed(2)} in all, the last on ${day(all.last_order)}.`);
  }
  if (all.discounted_orders > 0) {
    out.push(`${times(all.discounted_orders, "order")} had a discount, ${all.discounts.toFixed(2)} in all.`);
  }
  const strongest = all.topics.filter((t) => t.lasting > 0).sort((a, b) => b.lasting - a.lasting);
  if (strongest.length > 0) {
    const more = strongest.length > 5 ? `, and ${times(strongest.length - 5, "more topic")}` : "";
    out.push(`You seem interested in ${strongest.slice(0, 5).map((t) => t.topic).join(", ")}${more}.`);
  }
  for (const t of all.topics.filter((t) => t.bought > 0)) {
    out.push(`You bought something of ${t.topic} on ${times(t.bought, "day")}, last on ${day(t.last)}.`);
  }
  if (all.cart.items > 0) out.push(`Your cart holds ${times(all.cart.items, "piece")} worth ${all.cart.value.toFixed(2)}.`);
  if (all.points_earned > 0) out.push(`You earned ${times(all.points_earned, "point")} and spent ${all.points_redeemed}.`);
  if (all.nps !== undefined) out.push(`You said you would recommend us with ${all.nps} of 10.`);
  if (all.rating !== undefined) out.push(`The last rating you gave was ${all.rating} of 5.`);
  for (const e of all.events) out.push(`${e.event}: ${times(e.count, "time")}, last on ${day(e.last) || "a day not kept"}.`);
  for (const o of all.owned) out.push(`A product (number ${o.item}) bought on ${day(o.day)}${o.gone ? ", taken back or worn out" : ""}.`);
  for (const w of all.watched) out.push(`A product (number ${w.item}) looked at ${times(w.views, "time")} and put in the cart ${times(w.carts, "time")}.`);
  for (const e of all.exposures) out.push(`${e.campaign} was shown to you ${times(e.times, "time")}, last on ${day(e.last)}.`);
  out.push(`Of your last ${times(all.transactions.length, "order")} and ${times(all.recent.length, "event")} the day and the topic are held.`);
  return out;
}
