import type { EventParameters } from "../types.js";
import { command, watch } from "./data-layer.js";
import { type Own, type Stop, type TrackedEvent, type Tracker, quiet, teller } from "./tracker.js";

export type { Own, Stop, TrackedEvent, Tracker };

/** Trogen's names: GA4's own where it has one, and those that a shop pushes for what GA4 has no name for. */
const KNOWN = new RegExp(
  "^(?:page_view|view_item|view_item_list|search|add_to_cart|remove_from_cart|add_to_wishlist|begin_checkout|purchase|refund" +
    "|view_promotion|select_promotion|login|sign_up|share|store_visit|email_open|email_click|app_open|push_open|review|nps" +
    "|referral_sent|referral_qualified|points_earned|points_redeemed|reward_claimed|event_attended|community_post" +
    "|support_contact|subscribe|unsubscribe|product_worn_out|delivery_received|content_read|help_opened|question_answered" +
    "|testimonial|stamp_collected)$",
);

/** Names that GA4 has for the same. */
const RENAMED = new Map([
  ["screen_view", "page_view"],
  ["view_search_results", "search"],
  ["earn_virtual_currency", "points_earned"],
  ["spend_virtual_currency", "points_redeemed"],
]);

/** Events that Tag Manager's `ecommerce` describes. */
const ECOMMERCE = /item|cart|wishlist|checkout|purchase|refund|promotion/;

/** Copies of events for Google Ads and Floodlight alone; GA4, and with it Trogen, has its own. */
const ADS_ONLY = /^(?:(?:AW|DC)-[^,]*(?:,|$))+$/;

/**
 * A GA4 event as Trogen's: its name and parameters, or undefined where Trogen has no such event, or another tells the same.
 * Money stays in units of the currency. Of virtual currency, `value` becomes `points`.
 * https://developers.google.com/analytics/devguides/collection/ga4/reference/events
 */
export function fromGa4(name: unknown, parameters?: unknown, own?: Own): TrackedEvent | undefined {
  return quiet(() => {
    const said = (typeof parameters === "object" && parameters !== null ? parameters : {}) as EventParameters;
    const shops = own?.events?.[name as string];
    const renamed = shops ?? RENAMED.get(name as string) ?? name;
    if (typeof renamed !== "string" || !(shops || KNOWN.test(renamed)) || ADS_ONLY.test(String(said.send_to))) return undefined;
    if (renamed === name || !renamed.startsWith("points")) return [renamed, said];
    const { value, ...rest } = said;
    return [renamed, { ...rest, points: said.points ?? (value as number) }];
  });
}

/** What each visitor was told of, so that listening again replays only what came since. */
const TOLD = new WeakMap<object, WeakSet<object>>();

/**
 * Tells a visitor, or one that is still starting, the GA4 events of a data layer: those that stand in it, once, and those to
 * come. Understands `gtag("event", …)` and Tag Manager's `{ event, ecommerce }`. The layer and its `push` work as before.
 */
export function listen(visitor: Tracker | PromiseLike<Tracker>, options?: Own & { dataLayer?: unknown[] }): Stop {
  const tell = teller(visitor);
  let told = TOLD.get(visitor);
  if (!told) TOLD.set(visitor, (told = new WeakSet()));
  const seen = told;
  // What a push without an event laid out for the next one, as Tag Manager keeps it; `ecommerce: null` clears it.
  let laidOut: unknown;
  return watch(options?.dataLayer, (entry, isOld) => {
    if (typeof entry !== "object" || entry === null || (isOld && seen.has(entry))) return;
    seen.add(entry);
    const words = command(entry);
    if (words) return words[0] === "event" ? tell(fromGa4(words[1], words[2], options)) : undefined;
    const { event, ecommerce } = entry;
    if (event === undefined) {
      if ("ecommerce" in entry) laidOut = ecommerce;
      return;
    }
    if (!ECOMMERCE.test(event)) return tell(fromGa4(event, entry, options));
    const described = "ecommerce" in entry ? ecommerce : laidOut;
    laidOut = undefined;
    tell(fromGa4(event, { ...entry, ...described }, options));
  });
}
