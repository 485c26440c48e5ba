// One customer's year and what came after, visit by visit. `events` is what she does on each; the shop's answer is not written here, it is
// whatever the engine decides.
import { guide, item, product } from "../shop/catalog.js";

const seen = (id) => ["view_item", { currency: "SEK", value: product(id).price, items: [item(product(id))] }, `looks at ${product(id).name}`];
const read = (id) => ["view_item", { items: [item(guide(id))] }, `reads “${guide(id).name}”`];
const carted = (id) => ["add_to_cart", { currency: "SEK", value: product(id).price, items: [item(product(id))] }, `puts ${product(id).name} in the cart`];
const visit = ["page_view", {}, "opens the shop"];

function bought(order, ...ids) {
  const items = ids.map((id) => item(product(id)));
  const value = items.reduce((sum, { price }) => sum + price, 0);
  return ["purchase", { transaction_id: order, currency: "SEK", value, items }, `buys ${ids.map((id) => product(id).name).join(" and ")}`];
}

// A purchase of some days before, told late: events carry their own time.
function earlier(days, when, order, id) {
  const [name, params] = bought(order, id);
  return [name, params, `bought ${product(id).name} ${when}`, days];
}

export const chapters = [
  { date: "2026-09-05", weather: "sun", title: "A first visit", tell: "Ebba has decided to start running. She has bought nothing here, and the shop knows nothing about her.", events: [visit] },
  { date: "2026-09-06", weather: "sun", title: "She looks at shoes", tell: "Three pairs, one evening. Interest gathers around shoes, and the page follows it.", events: [visit, seen("vidde-2"), seen("strand"), seen("vidde-2")] },
  { date: "2026-09-08", weather: "rain", title: "In the cart, and doubting", tell: "Vidde lies in the cart. No discount: she would buy anyway. What she lacks is to know whether they fit.", events: [visit, seen("vidde-2"), carted("vidde-2")] },
  { date: "2026-09-10", weather: "sun", title: "She buys", tell: "The shoes are hers. In the same second the shop stops selling shoes, and hands her a training programme.", events: [visit, bought("s-1001", "vidde-2")] },
  { date: "2026-09-26", weather: "rain", title: "Two weeks of running", tell: "She reads about training and looks at shoes again, out of love. They are still not sold to her. The shop asks how they feel.", events: [visit, read("first-thirty-days"), seen("myr"), seen("havre")] },
  { date: "2026-11-17", weather: "snow", title: "The first snow", tell: "White ground and no studs. The weather comes in as context, and what she owns is known: spikes come first.", events: [visit, seen("isbit")] },
  { date: "2026-11-19", weather: "snow", title: "Grip and light", tell: "She buys both. It snows on, but spikes have had their day: the hero turns to how to run in it.", events: [visit, bought("s-1002", "isbit", "norrsken")] },
  { date: "2027-03-14", weather: "sun", title: "The shoes are worn out", tell: "A hundred and eighty-five days since she bought them. Now, and not a week earlier, the shop speaks of new ones.", events: [visit, bought("s-1003", "havre"), seen("myr")] },
  { date: "2027-05-12", weather: "sun", title: "A regular", tell: "Trail shoes in March, things for longer runs since. She comes without being called, so she is asked in, not sold to.", events: [earlier(56, "in March", "s-1004", "myr"), earlier(30, "in April", "s-1005", "klunk"), earlier(14, "in April", "s-1006", "takt"), visit, bought("s-1007", "havre")] },
  { date: "2027-10-20", weather: "sun", title: "Silence", tell: "Five months of nothing, from someone who came each month. By her own rhythm she is slipping away. No coupon: an easy way back.", events: [visit] },
  { date: "2028-01-02", weather: "sun", title: "Gone, or nearly", tell: "Two visits in eight months and nothing bought. The shop neither shouts nor pays. It leaves the door open.", events: [visit] },
];
