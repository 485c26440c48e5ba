// Shopify's standard events as its pages have them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dialect, documented, garbage, read, recorder } from "./lab/dialects.mjs";

const { fromShopify, listen } = await dialect("shopify");
const { variant, item, cases } = documented("shopify");

/** Puts the product where its name stands. */
const named = (value) =>
  value === "variant" ? variant
  : value === "item" ? item
  : Array.isArray(value) ? value.map(named)
  : typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value).map(([key, v]) => [key, named(v)]))
  : value;

test("there are cases enough, each with its page", () => {
  assert.ok(cases.length >= 12);
  for (const { source } of cases) assert.match(source, /^https:\/\/shopify\.dev\/docs\/api\/web-pixels-api\/standard-events\//);
});

for (const { event, expected, note } of cases) {
  test(`${event.name}${note ? `: ${note}` : ""}`, () => {
    const told = fromShopify(named(event));
    assert.deepEqual(told ? read(told) : null, named(expected));
    assert.deepEqual(told ?? null, named(expected), "and nothing else is told");
  });
}

test("listen() hears the standard events until it is stopped", () => {
  const subscribed = [];
  const analytics = { subscribe: (name, callback) => Promise.resolve(subscribed.push([name, callback])) };
  const tracker = recorder();
  const stop = listen(tracker, analytics);
  assert.deepEqual(subscribed.map(([name]) => name), ["all_standard_events"]);
  const publish = (event) => subscribed[0][1](event);
  for (const { event } of cases) publish(named(event));
  for (const event of garbage()) assert.doesNotThrow(() => publish(event));
  const count = cases.filter(({ expected }) => expected).length;
  assert.ok(tracker.events.length >= count);
  assert.deepEqual(tracker.events.slice(0, count).map(read), cases.flatMap(({ expected }) => (expected ? [named(expected)] : [])));
  stop();
  const { length } = tracker.events;
  publish({ name: "page_viewed", data: {} });
  assert.equal(tracker.events.length, length);
});

test("listen() hears the shop's own events where they are named", () => {
  const subscribed = new Map();
  const tracker = recorder();
  listen(tracker, { subscribe: (name, callback) => subscribed.set(name, callback) }, { events: { quiz_finished: "quiz_done" } });
  assert.deepEqual([...subscribed.keys()], ["all_standard_events", "all_custom_events"]);
  const publish = subscribed.get("all_custom_events");
  publish({ name: "quiz_finished", timestamp: "2026-03-01T10:00:00Z", customData: { points: 5, tier: null } });
  for (const name of ["quiz_started", "toString", undefined]) publish({ name, customData: {} });
  assert.deepEqual(tracker.events, [["quiz_done", { time: Date.UTC(2026, 2, 1, 10), points: 5 }]]);
});

test("what Shopify throws or refuses, and what a visitor throws, stays here", async () => {
  for (const analytics of [null, {}, { subscribe() { throw new Error("theirs"); } }, { subscribe: () => Promise.reject(new Error("refused")) }]) {
    assert.doesNotThrow(() => listen(recorder(), analytics)());
  }
  let publish;
  listen({ track() { throw new Error("ours"); } }, { subscribe: (_, callback) => (publish = callback) });
  assert.doesNotThrow(() => publish({ name: "page_viewed" }));
  await new Promise(setImmediate);
});
