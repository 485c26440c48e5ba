// The shop's goods and guides, by id. Used by the edge worker and by the page.
import catalog from "../catalog.json" with { type: "json" };

export const { categories, products, guides, currency } = catalog;

export const product = (id) => products.find((p) => p.id === id);
export const category = (id) => categories.find((c) => c.id === id);
export const guide = (id) => guides.find((g) => g.id === id);

/** "1 399 kr", with spaces that do not break. */
export function price(amount) {
  return `${String(amount).replace(/\B(?=(\d{3})+$)/g, "\u00a0")}\u00a0kr`;
}

/** A catalogue entry as an item of an event. Guides are free and count toward the topic of training. */
export function item(entry, quantity = 1) {
  return { item_id: entry.id, item_name: entry.name, item_category: entry.topic, price: entry.price ?? 0, quantity };
}
