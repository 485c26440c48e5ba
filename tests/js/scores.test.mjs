// Scores in the package: the build that a program asks for, what moved each score, the card.
import assert from "node:assert/strict";
import { test } from "node:test";
import { trogen } from "./lab/package.mjs";

const DAY = 86_400_000;
const now = Date.UTC(2026, 2, 1, 10);
const topics = { coffee: { replenish: "30d" }, tea: {} };
const club = {
  topics,
  loyalty: { points: { earn: [{ event: "purchase", per_unit: 1 }], expire: "180d" }, tiers: [{ id: "silver", from: 100 }] },
  rewards: { cup: { points: 100 }, pot: { points: 500 } },
  slots: { hero: { default: true } },
};
const plain = { topics, slots: { hero: {} }, campaigns: [{ id: "all", slots: ["hero"] }] };
const asking = (when) => ({ ...plain, campaigns: [{ id: "some", slots: ["hero"], when }] });

/** Three coffees, three weeks apart, until a month after the last. */
function shopper(engine) {
  const visitor = engine.visitor(null, { now, consent: "granted" });
  for (let i = 0; i < 3; i++) {
    visitor.update({ now: now + i * 21 * DAY });
    visitor.track("purchase", { transaction_id: `t${i}`, value: 60, items: [{ item_id: "c", item_category: "coffee", price: 60 }] });
  }
  visitor.track("points_earned", { points: 120 });
  visitor.update({ now: now + 70 * DAY });
  return visitor;
}

test("a program gets the smallest runtime that answers what it asks", async () => {
  const scores = async (program) => shopper(await trogen.load(program)).scores();
  const smallest = await scores(plain);
  assert.deepEqual([smallest.stage, smallest.orders, smallest.attachment, smallest.clv, smallest.due], ["repeat", 3, undefined, undefined, []]);
  assert.ok(smallest.return28 > 0);
  for (const when of [
    { "due.coffee": "due" },
    { "again.coffee": { $gt: 0.5 } },
    { clv: { $gt: 10 } },
    { "reward.distance": { $lt: 100 } },
    { member: "new" },
    { attachment: { $gt: 0.5 } },
    { "hesitation.kind": "price" },
    { intent: { $gt: 0.5 } },
  ]) {
    const all = await scores(asking(when));
    assert.ok(all.attachment > 0 && all.clv > 0 && all.due.length === 1, JSON.stringify(when));
  }
  assert.equal((await scores(asking({ points: { $gt: 5 } }))).attachment, undefined, "points are always counted");
});

test("what a small runtime and the full one both know is the same", async () => {
  const [small, full] = [shopper(await trogen.load(plain)).scores(), shopper(await trogen.load(plain, { build: "full" })).scores()];
  for (const [name, value] of Object.entries(small)) {
    if (value !== undefined && name !== "due") assert.deepEqual(value, full[name], name);
  }
  assert.equal(small.intent, undefined);
});

test("a program with fitted weights of returns asks for the runtime that has them", async () => {
  const grocer = { ...asking({ return28: { $gt: 0.1 } }), models: { trade: "grocery" } };
  const visitor = shopper(await trogen.load(grocer));
  assert.ok(visitor.scores().return28 > 0);
  assert.equal(shopper(await trogen.load({ ...grocer, campaigns: [] })).scores().return28, undefined);
});

test("every number that moved a score has a code", async () => {
  const engine = await trogen.load({ ...club, models: { trade: "grocery" } }, { build: "insight" });
  const visitor = shopper(engine);
  const reasons = visitor.explainScores();
  assert.deepEqual(reasons.return28.map((r) => r.code), ["pace28", "pace56", "week", "interest", "irregular", "longest", "overdue", "overdue_all"]);
  assert.deepEqual(reasons.attachment.map((r) => r.code), ["breadth", "involvement", "advocacy", "full_price", "habit"]);
  const sum = reasons.attachment.reduce((n, r) => n + r.effect, 0);
  assert.ok(Math.abs(sum - visitor.scores().attachment) < 1e-12);
  assert.deepEqual(reasons["due.coffee"].map((r) => [r.code, Math.round(r.value)]), [["gap", 24], ["days", 28], ["purchases", 3]]);
  assert.equal(reasons.stage[0].code, visitor.scores()["stage.change"]);
  assert.deepEqual(engine.visitor(null, { now, consent: "denied" }).explainScores(), {});
});

test("when each product is bought again", async () => {
  const engine = await trogen.load({ ...plain, topics: { coffee: { replenish: "30d" }, shoes: { durable: "180d" } } }, { build: "insight" });
  const visitor = engine.visitor(null, { now, consent: "granted" });
  const buy = (id, item_id, item_category) => visitor.track("purchase", { transaction_id: id, items: [{ item_id, item_category }] });
  buy("t1", "beans", "coffee");
  visitor.update({ now: now + 20 * DAY });
  buy("t2", "road", "shoes");
  buy("t3", "decaf", "coffee");
  visitor.update({ now: now + 40 * DAY });
  const products = visitor.products().map(({ topic, bought, due, due_in }) => [topic, bought, due, Math.round(due_in)]);
  // Coffee: (20 days from first to last + 29.3) / 2 = 24.6 days, from each product's own day.
  assert.deepEqual(products.sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1)), [
    ["coffee", 20, "due", 5],
    ["shoes", 20, "too_early", 160],
    ["coffee", 40, "overdue", -25],
  ]);
  visitor.track("product_worn_out", { items: [{ item_id: "road", item_category: "shoes" }] });
  assert.equal(visitor.products().length, 2, "what is worn out is owned no longer");
});

test("a card for staff, and one for the customer that tells no risk and no worth", async () => {
  const engine = await trogen.load(club, { build: "insight" });
  const visitor = shopper(engine);
  const staff = visitor.card();
  const text = (card, code) => card.lines.find((line) => line.code === code)?.text;
  assert.equal(staff.for, "staff");
  assert.equal(text(staff, "points"), "120 points.");
  assert.equal(text(staff, "rewards.ready"), "Enough points for: cup.");
  assert.equal(text(staff, "reward.next"), "380 points to pot.");
  assert.equal(text(staff, "tier.next"), undefined, "silver is reached, and there is no other");
  assert.equal(text(staff, "due"), "Time for: coffee.");
  assert.match(text(staff, "return28"), /^Buys again within 28 days with a probability of \d+ %\.$/);
  assert.deepEqual(staff.rewards, { ready: ["cup"], next: "pot" });
  assert.equal(staff.scores.orders, 3);
  const own = visitor.card({ for: "customer" });
  assert.equal(own.scores, undefined);
  for (const code of ["stage", "return28", "clv", "hesitation", "attachment", "ready.review", "channel", "rhythm"]) assert.equal(text(own, code), undefined, code);
  assert.equal(text(own, "orders"), text(staff, "orders"));
  assert.deepEqual(engine.visitor(null, { now, consent: "granted" }).card({ for: "customer" }).lines.map((line) => line.code), ["reward.next", "tier.next"]);
  assert.deepEqual((await trogen.load(plain, { build: "insight" })).visitor(null, { now, consent: "denied" }).card({ for: "customer" }).lines.map((l) => l.code), ["unknown"]);
});
