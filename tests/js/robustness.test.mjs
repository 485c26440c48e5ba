// Whatever a page hands in: a working visitor, counted drops, never an exception. Purchases are never lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { now, shop, trogen } from "./lab/package.mjs";

const engine = await trogen.load(shop);
const open = (state = null, more = {}) => engine.visitor(state, { now, consent: "granted", ...more });

/** The visitor is one: it counts an order, chooses, and remembers. */
function works(visitor, what) {
  const id = `proof-${Math.random()}`;
  const { orders } = visitor.scores();
  assert.equal(visitor.track("purchase", { transaction_id: id, value: 1 }), true, what);
  assert.equal(visitor.scores().orders, orders + 1, what);
  assert.ok(visitor.choose(["hero"], { fresh: true }).hero.id, what);
  assert.match(visitor.snapshot(), /^[\w-]+$/, what);
  assert.equal(visitor.drops().restarts, 0, `${what}: the engine was restarted`);
}

/** A cookie of someone who did a little of everything, and the bytes of the same. */
function lived() {
  const visitor = open();
  visitor.track("search", { search_term: "tea" });
  visitor.track("view_item", { items: [{ item_category: "cups" }] });
  visitor.track("add_to_cart", { value: 20, items: [{ item_category: "cups", price: 10, quantity: 2 }] });
  visitor.track("purchase", { transaction_id: "t1", value: 10, item_category: "tea/green", time: now - 86_400_000 });
  visitor.choose(["bar"]).bar.shown();
  const [text, bytes] = [visitor.snapshot(), visitor.snapshot({ as: "bytes" })];
  visitor.close();
  return [text, bytes];
}
const [text, bytes] = lived();

function torn(state, what) {
  const visitor = open(state);
  const { orders, interests, stage } = visitor.scores();
  assert.deepEqual([visitor.drops().torn, orders, interests, stage], [1, 0, [], "new"], what);
  works(visitor, what);
  visitor.close();
}

test("a cookie cut off anywhere", () => {
  for (let n = 1; n < text.length; n++) torn(text.slice(0, n), `the first ${n} letters`);
  for (let n = 1; n < text.length; n += 7) torn(text.slice(n), `without the first ${n} letters`);
  for (let n = 1; n < bytes.length; n++) torn(bytes.slice(0, n), `the first ${n} bytes`);
});

test("a cookie with any one letter or byte changed", () => {
  for (let i = 0; i < text.length; i++) {
    for (const other of ["A", "_", "%", "ö"]) {
      if (text[i] !== other) torn(text.slice(0, i) + other + text.slice(i + 1), `letter ${i} as ${other}`);
    }
  }
  for (let i = 0; i < bytes.length; i++) {
    for (const bit of [1, 16, 128]) torn(bytes.map((b, at) => (at === i ? b ^ bit : b)), `byte ${i} ^ ${bit}`);
  }
});

test("a cookie with more after it, quoted, or encoded again", () => {
  for (const state of [`${text}A`, `${text}=`, ` ${text}`, `"${text}"`, `${text}; path=/`, encodeURIComponent(`${text}+`), text + text, btoa(text)]) torn(state, state.slice(-12));
});

test("random texts and bytes", () => {
  // Random, but the same at each run: mulberry32.
  let seed = 1;
  const random = (n) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
  for (let i = 0; i < 1_000; i++) {
    const length = 1 + random(200);
    torn(Uint8Array.from({ length }, () => random(256)), `bytes ${i}`);
    torn(Array.from({ length }, () => String.fromCharCode(random(i % 2 ? 128 : 0x10000))).join(""), `text ${i}`);
  }
});

test("states that are too large or no states", () => {
  torn("A".repeat(1_000_000), "a megabyte of text");
  torn("\u{1f375}".repeat(100_000), "tea, very often");
  torn(new Uint8Array(1_000_000), "a megabyte of bytes");
  for (const state of [5, true, {}, [], () => {}, Symbol("s"), 10n, new Date(), new DataView(new ArrayBuffer(8)), new Float64Array(4)]) torn(state, String(state));
  for (const state of [null, undefined, ""]) assert.equal(open(state).drops().torn, 0);
});

/** Values that no field expects. */
const thrower = { get item_category() { throw new Error("mine"); }, get value() { throw new Error("mine"); }, get items() { throw new Error("mine"); } };
const proxy = new Proxy({}, { get() { throw new Error("mine"); }, ownKeys() { throw new Error("mine"); }, has() { throw new Error("mine"); } });
const cycle = {};
cycle.items = [cycle, cycle];
cycle.value = cycle;
const odd = {
  undefined, null: null, "NaN": NaN, Infinity, "-Infinity": -Infinity, "-0": -0, "-1": -1, huge: 1e308, tiny: 5e-324, true: true, false: false, "empty text": "", text: "tea", surrogate: "\ud800",
  zero: "\0", long: "x".repeat(10_000_000), array: [], object: {}, function: () => 1, symbol: Symbol("s"), bigint: 10n, date: new Date(now), "no date": new Date(NaN), thrower, proxy, cycle,
  "null prototype": Object.create(null), regexp: /x/, map: new Map(), bytes: new Uint8Array(9), "toString throws": { toString() { throw new Error("mine"); } },
};

test("anything as an event's name or parameters", () => {
  const visitor = open();
  for (const [what, value] of Object.entries(odd)) {
    assert.equal(visitor.track(value, {}), false, what);
    assert.doesNotThrow(() => visitor.track("view_item", value), what);
    assert.doesNotThrow(() => visitor.track(value, value), what);
  }
  assert.equal(visitor.track(), false);
  const { unknown_event, malformed } = visitor.drops();
  assert.ok(unknown_event >= Object.keys(odd).length);
  assert.ok(malformed >= 2, "getters and proxies that throw are counted");
  works(visitor, "after all of it");
});

test("anything as any parameter, also of an item: the order counts", () => {
  const keys = ["time", "value", "currency", "search_term", "items", "item_id", "item_category", "item_category2", "item_category5", "price", "quantity"];
  const visitor = open();
  let orders = 0;
  for (const [what, value] of Object.entries(odd)) {
    for (const key of keys) {
      for (const parameters of [{ [key]: value }, { items: [{ [key]: value }, { item_category: "cups" }] }]) {
        const counted = visitor.track("purchase", { transaction_id: `${what}-${key}-${orders}`, ...parameters });
        assert.equal(counted, true, `${what} as ${key}`);
        orders++;
        assert.equal(visitor.scores().orders, orders, `${what} as ${key}`);
      }
    }
  }
  assert.ok(visitor.drops().bad_value > 100);
  works(visitor, "after all of it");
});

test("a hundred thousand items, a million fields, texts of ten megabytes", () => {
  const visitor = open();
  const items = Array.from({ length: 100_000 }, (_, i) => ({ item_id: `sku-${i}`, item_category: "tea", price: 1, quantity: 1 }));
  assert.equal(visitor.track("purchase", { transaction_id: "large", value: 7, items }), true);
  const long = "x".repeat(10_000_000);
  assert.equal(visitor.track("purchase", { transaction_id: long, value: 7, currency: long, item_category: long, items: Array(1000).fill({ item_id: long, item_category: long, item_category2: long }) }), true);
  assert.equal(visitor.track("purchase", { transaction_id: "fields", value: 7, ...Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`field${i}`, i])) }), true);
  assert.deepEqual([visitor.scores().orders, visitor.scores().spend], [3, 21]);
  assert.ok(visitor.drops().overflow > 0);
  works(visitor, "after them");
});

test("times that no clock shows, and a future far away", () => {
  for (const [what, value] of [...Object.entries(odd), ["before 2000", 0], ["negative", -1e15], ["after 2136", 1e14], ["largest", Number.MAX_VALUE]]) {
    const visitor = open(text, { now: value });
    assert.doesNotThrow(() => visitor.update({ now: value }), what);
    assert.doesNotThrow(() => visitor.track("purchase", { transaction_id: "t9", time: value }), what);
    works(visitor, what);
    visitor.update({ now });
    assert.ok(visitor.scores().orders >= 2, `${what}: nothing bought was lost`);
    visitor.close();
  }
  const visitor = open();
  assert.equal(visitor.track("purchase", { transaction_id: "t1", time: now + 301_000 }), false);
  assert.equal(visitor.drops().future, 1);
  works(visitor, "after the future");
});

test("anything as options, consent or context", () => {
  for (const [what, value] of Object.entries(odd)) {
    if (value === thrower || value === proxy) continue; // Options are the developer's own; events are the page's.
    let visitor;
    assert.doesNotThrow(() => (visitor = engine.visitor(null, value)), what);
    assert.doesNotThrow(() => visitor.update(value), what);
    assert.doesNotThrow(() => visitor.update({ consent: value }), what);
    assert.doesNotThrow(() => visitor.update({ context: value }), what);
    for (const name of ["weather", "hour", "member", "nothing", "x".repeat(1000)]) {
      assert.doesNotThrow(() => visitor.update({ context: { [name]: value } }), `${what} as ${name}`);
    }
    visitor.update({ now, consent: "granted", context: { weather: "rain" } });
    assert.equal(visitor.choose("hero", { fresh: true }).hero.id, "umbrella", what);
    works(visitor, what);
  }
  for (const context of [proxy, { get weather() { throw new Error("mine"); } }, Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`${"n".repeat(200)}${i}`, "v".repeat(200)]))]) {
    const visitor = open(null, { context });
    works(visitor, "a context that throws or is too large");
  }
});

test("choose() with anything", () => {
  const visitor = open();
  for (const [what, value] of Object.entries(odd)) {
    for (const slots of [value, [value], ["hero", value], [value, value, "hero"]]) {
      assert.doesNotThrow(() => visitor.choose(slots), `slots: ${what}`);
      if (Array.isArray(slots) && slots.includes("hero")) assert.equal(visitor.choose(slots).hero.id, "welcome", what);
    }
    assert.doesNotThrow(() => visitor.choose(["hero"], value), `options: ${what}`);
    assert.doesNotThrow(() => visitor.choose(["hero"], { take: value, fresh: true }), `take: ${what}`);
    assert.equal(visitor.choose(["hero"], { take: value, fresh: true }).hero.id, "welcome", `take: ${what}`);
  }
  assert.doesNotThrow(() => visitor.choose());
  assert.deepEqual(Object.keys(visitor.choose([])), []);
  assert.equal(visitor.choose(["grid"], { take: 1e9 }).grid.choices.length, 2);
  works(visitor, "after all of it");
});

test("choose() with very many slots, and with names of all kinds", () => {
  const visitor = open();
  const many = Array.from({ length: 10_000 }, (_, i) => `slot${i}`);
  const page = visitor.choose(["hero", ...many]);
  assert.equal(page.hero.id, "welcome");
  for (const name of many) assert.equal(page[name].payload, undefined, name);
  for (const name of ["__proto__", "constructor", "toString", "", "x".repeat(10_000), "\ud800", "hero/grid"]) {
    assert.deepEqual(visitor.choose([name])[name].reasons, ["unknown_slot"], name.slice(0, 20));
  }
  assert.equal(visitor.choose(["hero", "grid"]).hero.id, "welcome", "not taken for the slot hero/grid");
  assert.equal(visitor.choose(["hero", "hero"]).hero.id, "welcome", "asked twice, the slot is filled");
  works(visitor, "after them");
});

test("outcomes, snapshots and closing with anything, in any order", () => {
  const visitor = open();
  const page = visitor.choose(["hero", "bar", "nowhere"]);
  for (const [what, value] of Object.entries(odd)) {
    for (const slot of Object.values(page)) assert.doesNotThrow(() => (slot.outcome(value), slot.shown(value)), what);
    assert.doesNotThrow(() => visitor.snapshot(value === thrower || value === proxy ? {} : value), what);
    assert.doesNotThrow(() => visitor.snapshot({ as: value }), what);
  }
  works(visitor, "after all of it");
  visitor.close();
  assert.doesNotThrow(() => (page.hero.shown(), page.hero.outcome("click"), page.bar.shown()));
  works(visitor, "closed and taken up again");
});
