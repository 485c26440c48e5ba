// What the suites of the dialects share: documented cases, a tracker that records, and values no dialect expects.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { entry, folder, root } from "./package.mjs";

/** An entry of the package, as Node gets it. */
export const dialect = (name) => import(pathToFileURL(join(folder, entry(`./${name}`, ["node"]))));

/** The documented cases of a dialect. */
export const documented = (name) => JSON.parse(readFileSync(join(root, `tests/js/dialects/${name}.json`), "utf8"));

/** A tracker that keeps what it is told. */
export function recorder() {
  const events = [];
  return { events, track: (...event) => !!events.push(event), update: () => {} };
}

const CATEGORIES = ["item_category", "item_category2", "item_category3", "item_category4", "item_category5"];
const EVENT = ["time", "transaction_id", "value", "currency", "search_term", "points", "rating", "score", "channel", "tier", "coupon", "discount", "item_id", ...CATEGORIES];
const ITEM = ["item_id", ...CATEGORIES, "price", "quantity", "discount", "coupon"];
const only = (names, object) => Object.fromEntries(names.filter((name) => object[name] !== undefined).map((name) => [name, object[name]]));

/** Of an event, what Trogen reads. */
export const read = ([name, parameters]) => [
  name,
  { ...only(EVENT, parameters), ...(parameters.items && { items: parameters.items.map((item) => only(ITEM, item)) }) },
];

const cyclic = {};
cyclic.self = cyclic.event = cyclic.items = cyclic;
const trap = (keys) => Object.defineProperties({}, Object.fromEntries(keys.map((key) => [key, { enumerable: true, get() { throw new Error(`${key} was read`); } }])));

/** Whatever a page may hand in. */
export const garbage = () => [
  undefined, null, 0, Number.NaN, "", "event", "x".repeat(1e6), true, 1n, Symbol("event"), () => {}, [], [null], new Date(Number.NaN), cyclic,
  trap(["event", "ecommerce", "type", "name", "data", "properties", "timestamp", "messageId"]),
  new Proxy({}, { get() { throw new Error("get"); }, has() { throw new Error("has"); }, ownKeys() { throw new Error("ownKeys"); } }),
  { event: cyclic, ecommerce: 5 }, { event: "purchase", ecommerce: cyclic }, { event: "purchase", ecommerce: trap(["items", "value"]) },
  { event: "__proto__" }, { event: "constructor" }, { event: "view_item", ecommerce: "items" },
  { type: "track" }, { type: "track", event: {} }, { type: "track", event: "constructor", properties: null },
  { type: "track", event: "Order Completed", properties: "all" }, { type: "track", event: "Order Completed", properties: { products: [null, 5, "x", cyclic, trap(["price"])] } },
  { type: "track", event: "Product Viewed", properties: trap(["product_id"]), timestamp: cyclic }, { type: "page", timestamp: Symbol("now") },
  { name: "checkout_completed" }, { name: "checkout_completed", data: { checkout: { lineItems: 5, order: 5 } } },
  { name: "checkout_completed", data: { checkout: { lineItems: [null, {}, { discountAllocations: [null] }, { variant: cyclic }] } } },
  { name: "product_viewed", data: trap(["productVariant"]) }, { name: "collection_viewed", data: { collection: { productVariants: "many" } } },
  { name: "toString", data: {} }, Object.freeze({ event: "purchase", frozen: true }), Object.create(null),
  (function () { return arguments; })("event"), (function () { return arguments; })("event", cyclic, cyclic), (function () { return arguments; })("event", "purchase", trap(["send_to", "value"])),
  (function () { return arguments; })("consent", "update", trap(["personalization_storage"])), (function () { return arguments; })("consent", "default", null),
];
