// The whole customer: a past from the shop's books, login and logout, copies that are joined, and everything that is held.
import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { join } from "node:path";
import { entry, folder, now, shop, trogen } from "./lab/package.mjs";

const { importPast } = await import(pathToFileURL(join(folder, entry("./import", ["node"]))));
const engine = await trogen.load(shop);
const insight = await trogen.load(shop, { build: "insight" });
const open = (options, state = null, of = engine) => of.visitor(state, { now, consent: "granted", ...options });
const DAY = 86_400_000;

const PAST = [
  { event: "purchase", time: now - 90 * DAY, transaction_id: "a1", value: 40, channel: "store", items: [{ item_id: "g1", item_category: "tea/green", price: 40 }] },
  { event: "store_visit", time: new Date(now - 90 * DAY) },
  { event: "purchase", time: "2026-01-20T09:00:00Z", transaction_id: "a2", value: 25, items: [{ item_id: "c1", item_category: "cups", price: 25 }] },
  { event: "refund", time: "2026-01-25T09:00:00Z", transaction_id: "a2" },
  { event: "email_click", time: now - 12 * DAY, item_category: "tea" },
  { event: "points_earned", time: now - 12 * DAY, points: 40 },
];
const lines = (past) => past.map((event) => JSON.stringify(event)).join("\n");
const summary = (visitor) => {
  const { orders, spend, events, points, stage, alive, interests, sessions } = visitor.scores();
  return { orders, spend, events, points, stage, alive, interests, sessions };
};

test("a past enters as if it had been seen live", () => {
  const live = open();
  for (const { event, time, ...parameters } of PAST) {
    live.update({ now: +new Date(time) });
    assert.equal(live.track(event, parameters), true, event);
  }
  live.update({ now });
  for (const past of [PAST, lines(PAST), [...PAST].reverse(), `\n${lines(PAST.toReversed?.() ?? PAST)}\n\n`]) {
    const visitor = open();
    assert.deepEqual(importPast(visitor, past, { source: "books" }), { counted: 6, known: 0, unreadable: 0 });
    assert.deepEqual(summary(visitor), summary(live));
  }
});

test("what a source told once changes nothing when it tells it again, also from a cookie and in pieces", () => {
  const visitor = open();
  importPast(visitor, PAST.slice(2), { source: "books" });
  assert.deepEqual(importPast(visitor, PAST.slice(0, 4), { source: "books" }), { counted: 2, known: 2, unreadable: 0 });
  const before = visitor.snapshot({ as: "bytes" });
  assert.deepEqual(importPast(visitor, lines(PAST), { source: "books" }), { counted: 0, known: 6, unreadable: 0 });
  assert.deepEqual(visitor.snapshot({ as: "bytes" }), before);
  const edge = open({}, visitor.snapshot());
  assert.equal(importPast(edge, PAST, { source: "books" }).counted, 0);
  assert.deepEqual(summary(edge), summary(visitor));
  // Another source knows the orders too; an order counts once.
  assert.deepEqual(importPast(edge, PAST.slice(0, 1), { source: "tills" }), { counted: 0, known: 1, unreadable: 0 });
});

test("lines that are no event are counted, and nothing throws", () => {
  const visitor = open();
  const broken = ["{", "null", "[]", '{"event":"purchase"}', '{"event":3,"time":1}', '{"event":"store_visit","time":"soon"}', lines(PAST)].join("\n");
  assert.deepEqual(importPast(visitor, broken, { source: "books" }), { counted: 6, known: 0, unreadable: 6 });
  assert.deepEqual(importPast(visitor, [null, 7, { event: "scroll", time: now }], { source: "books" }), { counted: 0, known: 1, unreadable: 2 });
  assert.deepEqual(importPast(open({ consent: "denied" }), PAST, { source: "books" }), { counted: 0, known: 6, unreadable: 0 });
});

test("a login joins what was done before it with what the shop knows; a logout parts them", () => {
  const books = open({ member: "anna", replica: "books" });
  importPast(books, PAST, { source: "books" });
  const known = books.snapshot({ as: "bytes" });
  const page = open({ seed: "x", replica: "phone" });
  page.track("view_item", { item_category: "cups" });
  page.track("purchase", { transaction_id: "b1", value: 5 });
  assert.equal(page.merge(known, { member: "anna" }), true);
  const { orders, spend, events } = page.scores();
  assert.deepEqual([orders, spend, events], [2, 45, 8]);
  const cookie = page.snapshot();
  page.logout();
  assert.deepEqual([page.scores().orders, page.scores().events], [0, 0]);
  assert.equal(page.merge(cookie), true, "an edge that was on its way says nothing new");
  assert.equal(page.scores().orders, 0);
  const other = open({ member: "berta" });
  assert.equal(other.merge(known, { member: "anna" }), false, "two members are not one");
  assert.equal(other.scores().orders, 0);
  assert.equal(page.merge("no profile"), false);
  assert.equal(page.drops().torn, 1);
});

test("copies written in two places join without losing or doubling", () => {
  const start = open({ replica: "page" });
  start.track("purchase", { transaction_id: "1", value: 10 });
  const state = start.snapshot({ as: "bytes" });
  const [page, edge] = ["page", "edge"].map((replica) => open({ replica }, state));
  for (const visitor of [page, edge]) visitor.track("purchase", { transaction_id: "2", value: 10 });
  page.track("purchase", { transaction_id: "3", value: 10 });
  edge.track("page_view");
  const [a, b] = [page.snapshot({ as: "bytes" }), edge.snapshot({ as: "bytes" })];
  for (const [mine, theirs] of [[a, b], [b, a]]) {
    const joined = open({ replica: "page" }, mine);
    assert.equal(joined.merge(theirs), true);
    assert.deepEqual([joined.scores().orders, joined.scores().spend], [3, 30]);
  }
});

test("a snapshot of so many bytes", () => {
  const visitor = open();
  for (let i = 0; i < 60; i++) visitor.track("purchase", { transaction_id: `t${i}`, value: i, items: [{ item_id: `i${i}`, item_category: "tea" }] });
  const sizes = [5000, 600, 300, 150].map((maxBytes) => visitor.snapshot({ as: "bytes", maxBytes }).length);
  assert.ok(sizes.every((size, i) => i === 0 || size < sizes[i - 1]), sizes.join());
  assert.ok(visitor.snapshot().length <= 1536 && visitor.snapshot({ maxBytes: 400 }).length <= 400);
  assert.equal(open({}, visitor.snapshot({ maxBytes: 400 })).scores().orders, 60);
});

test("export says all that is held, in words and as data; forget leaves nothing of it", () => {
  const visitor = open({ member: "anna", seed: "x" }, null, insight);
  importPast(visitor, PAST, { source: "books" });
  visitor.track("nps", { score: 9 });
  visitor.track("view_item", { item_id: "c1", item_category: "cups" });
  visitor.choose("bar").bar.shown();
  const held = visitor.export();
  assert.deepEqual([held.orders, held.spend, held.known, held.nps, held.points_earned], [1, 40, true, 9, 40]);
  assert.deepEqual(held.transactions.map((t) => [t.value, t.refunded]), [[40, 0], [25, 25]]);
  assert.equal(held.topics.find(({ topic }) => topic === "tea/green").bought, 1);
  assert.deepEqual(held.exposures.map((e) => [e.campaign, e.times]), [["once", 1]]);
  assert.equal(held.events.find((e) => e.event === "purchase").count, 2);
  assert.deepEqual(held.recent.map((e) => e.event).slice(-2).sort(), ["nps", "view_item"]);
  assert.equal(+held.first, now - 90 * DAY);
  for (const part of [/placed 1 order on 1 day for 40\.00/, /tea\/green/, /9 of 10/, /once was shown to you 1 time/, /email_click: 1 time/]) {
    assert.ok(held.words.some((sentence) => part.test(sentence)), `${part} in ${held.words.join("\n")}`);
  }
  visitor.forget();
  assert.deepEqual(visitor.export().words, ["Nothing is held about you."]);
  assert.equal(open({ consent: "denied" }, null, insight).export(), null);
});

test("engagement by channel and by the visitor's own time of day", () => {
  const visitor = open({ utcOffset: 9 * 60 }, null, insight);
  visitor.track("page_view");
  visitor.track("email_click");
  const { channels, dayparts } = visitor.export();
  assert.ok(channels.web > 0.9 && channels.email > 0.9 && channels.app === 0);
  assert.ok(dayparts.evening > 1.8 && dayparts.morning === 0, "10:00 UTC is 19:00 there");
});
