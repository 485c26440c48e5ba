import type { EventParameters, Item } from "../types.js";
import { type Own, type TrackedEvent, type Tracker, given, moment, quiet, teller } from "./tracker.js";

export type { Own, TrackedEvent, Tracker };

/** Semantic events of the Spec, with their names of version 1, at Trogen's name. */
const EVENTS = new Map([
  ["Products Searched", "search"],
  ["Product List Viewed", "view_item_list"],
  ["Viewed Product Category", "view_item_list"],
  ["Product Viewed", "view_item"],
  ["Viewed Product", "view_item"],
  ["Product Added", "add_to_cart"],
  ["Added Product", "add_to_cart"],
  ["Wishlist Product Added to Cart", "add_to_cart"],
  ["Product Removed", "remove_from_cart"],
  ["Removed Product", "remove_from_cart"],
  ["Product Added to Wishlist", "add_to_wishlist"],
  ["Checkout Started", "begin_checkout"],
  ["Order Completed", "purchase"],
  ["Completed Order", "purchase"],
  ["Order Refunded", "refund"],
  ["Order Cancelled", "refund"],
  ["Promotion Viewed", "view_promotion"],
  ["Viewed Promotion", "view_promotion"],
  ["Promotion Clicked", "select_promotion"],
  ["Clicked Promotion", "select_promotion"],
  ["Product Shared", "share"],
  ["Cart Shared", "share"],
  ["Product Reviewed", "review"],
  ["Signed Up", "sign_up"],
  ["Signed In", "login"],
  ["Invite Sent", "referral_sent"],
  ["Email Opened", "email_open"],
  ["Email Link Clicked", "email_click"],
  ["Unsubscribed", "unsubscribe"],
  ["Application Opened", "app_open"],
  ["Push Notification Tapped", "push_open"],
  ["Live Chat Conversation Started", "support_contact"],
]);

const CHANNELS = new Map([
  ["email_open", "email"],
  ["email_click", "email"],
  ["unsubscribe", "email"],
  ["app_open", "app"],
  ["push_open", "push"],
]);

/**
 * A call of the Segment Spec as Trogen's event, or undefined where Trogen has no such event, or another tells the same.
 * `timestamp` becomes `time` in Unix milliseconds; money stays as it is. Reads `track`, `page` and `screen`.
 * https://segment.com/docs/connections/spec/ecommerce/v2/
 */
export function fromSegment(call: unknown, own?: Own): TrackedEvent | undefined {
  return quiet(() => {
    const { type, event, properties, timestamp, messageId } = call as { [key: string]: any };
    const time = moment(timestamp);
    if (type === "page") return ["page_view", given({ time })];
    if (type === "screen") return ["page_view", given({ time, channel: "app" })];
    const shops = own?.events?.[event];
    const name = type === "track" ? (shops ?? EVENTS.get(event)) : undefined;
    if (typeof name !== "string") return undefined;
    const said = properties ?? {};
    const { products, rating, query } = said;
    const isOrder = name === "purchase" || name === "refund";
    const isProduct = said.product_id != null || said.sku != null;
    const parameters = {
      time,
      channel: CHANNELS.get(name),
      // Delivered again, a purchase without an order number still has its message's.
      transaction_id: isOrder ? (said.order_id ?? (name === "purchase" ? messageId : undefined)) : undefined,
      // What was paid for goods: GA4's value has neither shipping nor tax.
      value: said.subtotal ?? said.revenue ?? said.total ?? said.value,
      currency: said.currency,
      coupon: said.coupon,
      discount: said.discount,
      search_term: typeof query === "string" ? query : undefined,
      // The Spec writes it as text.
      rating: typeof rating === "string" ? Number(rating) : rating,
      item_category: isProduct ? undefined : said.category,
      items: Array.isArray(products) ? products.map(item) : isProduct ? [item(said)] : undefined,
    };
    // What the shop's own event says may have Trogen's names already.
    return [name, { ...(shops && said), ...given(parameters) } as EventParameters];
  });
}

function item(product: { [key: string]: any } | null): Item {
  const { product_id, sku, category, price, quantity, discount, coupon } = product ?? {};
  return given({ item_id: product_id ?? sku, item_category: category, price, quantity, discount, coupon }) as Item;
}

/** What `plugin` gives: a plug-in of analytics.js 2.0. */
export interface SegmentPlugin {
  name: string;
  type: "enrichment";
  isLoaded(): boolean;
  load(): Promise<void>;
  track<Context>(context: Context): Context;
  page<Context>(context: Context): Context;
  screen<Context>(context: Context): Context;
}

/** Messages remembered: a queue may offer one again when its delivery failed. */
const MOST_SEEN = 500;

/**
 * A plug-in for analytics.js 2.0 (`@segment/analytics-next`) that tells a visitor, or one that is still starting, what passes.
 * It is an enrichment, which changes nothing: destinations do not see what `integrations: { All: false }` keeps from them, and
 * those after delivery wait for the network. Events with `integrations: { Trogen: false }` are left out.
 */
export function plugin(visitor: Tracker | PromiseLike<Tracker>, own?: Own): SegmentPlugin {
  const tell = teller(visitor);
  const seen = new Set<unknown>();
  const pass = <Context>(context: Context): Context => {
    quiet(() => {
      const { event } = context as { event: { messageId?: string; integrations?: Record<string, unknown> } };
      const id = event.messageId;
      if (event.integrations?.Trogen === false || (id && seen.has(id))) return;
      seen.add(id);
      if (seen.size > MOST_SEEN) seen.delete(seen.values().next().value);
      tell(fromSegment(event, own));
    });
    return context;
  };
  return {
    name: "Trogen",
    type: "enrichment",
    isLoaded: () => true,
    load: () => Promise.resolve(),
    track: pass,
    page: pass,
    screen: pass,
  };
}
