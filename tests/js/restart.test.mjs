// A trap in the engine: the instance is given up, whatever state it is in, and a fresh one goes on for all its visitors.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { instances } from "./lab/instances.mjs";
import { compile, now, shop, trogen } from "./lab/package.mjs";

// Compiled before, so that the newest instance is the engine's and not the compiler's.
const program = await compile(shop);
const engine = await trogen.load(program);
const open = (state = null) => engine.visitor(state, { now, consent: "granted" });
const trap = () => instances.at(-1).trap();

let first, second;

beforeEach(() => {
  first = open();
  first.track("purchase", { transaction_id: "t1", value: 10, item_category: "tea" });
  first.snapshot();
  second = open();
  second.track("view_item", { item_category: "cups" });
  second.snapshot({ as: "bytes" });
});

afterEach(() => {
  assert.deepEqual(instances.flatMap((i) => i.misused.splice(0)), [], "a dead instance is not called again");
});

test("one trap, one fresh instance", () => {
  const before = instances.length;
  trap();
  first.scores();
  first.scores();
  second.scores();
  assert.equal(instances.length, before + 1);
  assert.ok(instances.at(-2).dead && instances.at(-1).calls > 3);
});

test("the page keeps its default once, then goes on", () => {
  trap();
  const page = first.choose(["hero", "grid"]);
  assert.deepEqual(Object.keys(page), ["hero", "grid"]);
  assert.equal(page.hero.payload, undefined);
  assert.deepEqual([page.hero.reasons, page.grid.reasons], [["failed"], ["failed"]]);
  assert.equal(first.choose(["hero", "grid"]).hero.id, "welcome", "the failed page is not kept");
  assert.equal(first.choose("hero").hero.id, "welcome");
});

test("the last snapshot is back, for every visitor and in either form", () => {
  first.track("view_item", { item_category: "cups" });
  trap();
  first.scores();
  const { orders, spend, interests } = first.scores();
  assert.deepEqual([orders, spend, interests.map((i) => i.topic)], [1, 10, ["tea"]]);
  assert.deepEqual(second.scores().interests.map((i) => i.topic), ["cups"]);
  assert.equal(first.track("purchase", { transaction_id: "t1" }), false, "what was counted before stays counted");
  assert.equal(first.track("purchase", { transaction_id: "t2", value: 5 }), true);
  assert.deepEqual([first.scores().orders, first.scores().spend], [2, 15]);
});

test("restarts are counted by the visitor that met them", () => {
  assert.equal(first.drops().restarts, 0);
  trap();
  assert.equal(first.track("page_view"), false);
  assert.equal(first.drops().restarts, 1);
  trap();
  second.scores();
  assert.deepEqual([first.drops().restarts, second.drops().restarts], [1, 1]);
  assert.equal(first.track("page_view"), true);
});

const calls = {
  update: (v) => v.update({ now: now + 1000, context: { weather: "rain" } }),
  track: (v) => v.track("purchase", { transaction_id: "t9" }),
  choose: (v) => v.choose(["hero"]),
  scores: (v) => v.scores(),
  drops: (v) => v.drops(),
  snapshot: (v) => v.snapshot(),
  forget: (v) => v.forget(),
  close: (v) => v.close(),
  dispose: (v) => v[Symbol.dispose](),
  shown: (v) => v.choose(["bar"]).bar.shown(),
  click: (v) => v.choose(["bar"]).bar.outcome("click"),
};
for (const [name, call] of Object.entries(calls)) {
  test(`a trap in ${name}: nothing is thrown, and the visitor works after it`, () => {
    const visitor = open();
    visitor.track("page_view");
    trap();
    assert.doesNotThrow(() => call(visitor));
    assert.equal(instances.at(-1).dead, false, "a fresh instance stands ready");
    assert.equal(visitor.track("purchase", { transaction_id: "t1", value: 1 }), true);
    assert.ok(["welcome", "umbrella"].includes(visitor.choose(["hero"]).hero.id));
    assert.equal(second.scores().interests[0].topic, "cups");
  });
}

test("new visitors of the same engine, and new engines, work after a trap", async () => {
  trap();
  second.scores();
  const third = open(first.snapshot());
  assert.equal(third.scores().orders, 1);
  const other = await trogen.load(program);
  assert.equal(other.visitor(null, { now, consent: "granted" }).choose(["hero"]).hero.id, "welcome");
});

test("what was forgotten does not come back", () => {
  first.forget();
  trap();
  first.scores();
  assert.equal(first.scores().orders, 0);
});

test("a trap of the engine's own: memory is used up, and the next visitors get fresh memory", () => {
  const { memory } = instances.at(-1);
  const before = instances.length;
  // The engine cannot grow what is already as large as it may be.
  for (let pages = 65_536; pages >= 1; pages >>= 1) {
    try {
      for (;;) memory.grow(pages);
    } catch {
      // As large as it gets in these steps.
    }
  }
  const crowd = [];
  for (let i = 0; i < 20_000 && instances.length === before; i++) {
    const visitor = open();
    visitor.track("view_item", { item_category: "tea" });
    crowd.push(visitor);
  }
  assert.equal(instances.length, before + 1, "the engine trapped and was restarted");
  assert.equal(crowd.reduce((n, v) => n + v.drops().restarts, 0), 1);
  assert.deepEqual([first.scores().orders, second.scores().interests[0].topic], [1, "cups"]);
  assert.equal(crowd[0].choose("hero").hero.id, "welcome");
});
