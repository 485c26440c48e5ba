import type { EventParameters, Item } from "../types.js";
import { type Own, type Stop, type TrackedEvent, type Tracker, given, moment, quiet, teller } from "./tracker.js";

export type { Own, Stop, TrackedEvent, Tracker };

const EVENTS = new Map([
  ["page_viewed", "page_view"],
  ["product_viewed", "view_item"],
  ["collection_viewed", "view_item_list"],
  ["search_submitted", "search"],
  ["product_added_to_cart", "add_to_cart"],
  ["product_removed_from_cart", "remove_from_cart"],
  ["checkout_started", "begin_checkout"],
  ["checkout_completed", "purchase"],
]);

type Loose = { [key: string]: any } | null | undefined;

/**
 * An event of Shopify's Web Pixels as Trogen's, or undefined where Trogen has no such event, or another tells the same. Of a
 * custom event, which the shop has published, `customData` are the parameters.
 * `timestamp` becomes `time` in Unix milliseconds. Shopify's amounts are decimal, in units of the currency. Its discounts are
 * of a whole line; GA4's, and so Trogen's, of one piece.
 * https://shopify.dev/docs/api/web-pixels-api/standard-events
 */
export function fromShopify(event: unknown, own?: Own): TrackedEvent | undefined {
  return quiet(() => {
    const { name: theirs, data, timestamp, customData } = event as { name: string; data?: Loose; timestamp?: string; customData?: Loose };
    const shops = own?.events?.[theirs];
    if (typeof shops === "string") return [shops, given({ ...customData, time: moment(timestamp) }) as EventParameters];
    const name = EVENTS.get(theirs);
    if (!name) return undefined;
    const { checkout, cartLine, productVariant, collection, searchResult } = data ?? {};
    const variants: Loose[] | undefined = collection?.productVariants;
    // Before duties, shipping and taxes, as GA4's value is.
    const money = checkout?.subtotalPrice ?? checkout?.totalPrice ?? cartLine?.cost?.totalAmount ?? productVariant?.price;
    const parameters = {
      time: moment(timestamp),
      transaction_id: name === "purchase" ? (checkout?.order?.id ?? checkout?.token) : undefined,
      value: money?.amount,
      currency: checkout?.currencyCode ?? money?.currencyCode,
      coupon: checkout?.discountApplications?.find((d: Loose) => d?.type === "DISCOUNT_CODE")?.title,
      discount: checkout?.discountsAmount?.amount,
      search_term: searchResult?.query,
      items:
        checkout?.lineItems?.map((line: Loose) => item(line?.variant, line)) ??
        variants?.map((variant) => item(variant)) ??
        (cartLine ? [item(cartLine.merchandise, cartLine)] : productVariant ? [item(productVariant)] : undefined),
    };
    return [name, given(parameters) as EventParameters];
  });
}

function item(variant: Loose, line?: Loose): Item {
  const allocations: Loose[] = line?.discountAllocations ?? [];
  const off = allocations.reduce((sum, allocation) => sum + allocation?.amount?.amount, 0);
  return given({
    // The product: somebody who looks at another size of a shoe looks at that shoe again.
    item_id: variant?.product?.id ?? variant?.sku ?? variant?.id,
    item_category: variant?.product?.type,
    price: variant?.price?.amount,
    quantity: line?.quantity,
    discount: off ? off / (line?.quantity || 1) : undefined,
  }) as Item;
}

/** Shopify's `analytics`, as a pixel gets it. */
export interface PixelAnalytics {
  subscribe(name: string, callback: (event: any) => void): unknown;
}

/** Tells a visitor, or one that is still starting, the events that a pixel sees from now on: standard ones, and the shop's own. */
export function listen(visitor: Tracker | PromiseLike<Tracker>, analytics: PixelAnalytics, own?: Own): Stop {
  const tell = teller(visitor);
  let isOn = true;
  const hear = (name: string) =>
    quiet(() => {
      const subscribed = analytics.subscribe(name, (event) => {
        if (isOn) tell(fromShopify(event, own));
      });
      Promise.resolve(subscribed).catch(() => {});
    });
  hear("all_standard_events");
  if (own) hear("all_custom_events");
  return () => {
    isOn = false;
  };
}
