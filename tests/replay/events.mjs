// A basket as the GA4-shaped events a shop would send. Only what the data says: the household was in a store, and it
// bought these things. No views, carts or searches are made up.

const CATEGORY_KEYS = ["item_category", "item_category2", "item_category3"];

/** The events of one basket, in the order in which they happened. */
export function eventsOf(basket) {
  return [
    ["store_visit", {}],
    ["purchase", purchase(basket)],
  ];
}

/** What can be said of a moment without a guess. All of it UTC. */
export function contextAt(time) {
  const date = new Date(time);
  return { month: date.getUTCMonth() + 1, weekday: date.getUTCDay(), hour: date.getUTCHours() };
}

function purchase(basket) {
  let total = 0;
  const items = basket.lines.map((line) => {
    total += line.amount;
    return item(line);
  });
  return {
    transaction_id: String(basket.id),
    // Sums of cents in binary drift by 1e-13; a till does not.
    value: Math.round(total * 100) / 100,
    currency: "USD",
    items,
  };
}

function item(line) {
  const out = { item_id: String(line.product) };
  line.levels.forEach((level, i) => {
    out[CATEGORY_KEYS[i]] = level;
  });
  if (line.quantity > 0 && !line.measured) {
    out.price = line.amount / line.quantity;
    out.quantity = line.quantity;
  } else {
    // Quantity 0 (a correction, a coupon) or thousandths of a gallon: GA4's default of one, at the line's own amount.
    out.price = line.amount;
  }
  return out;
}
