// One buffer serves all visitors of an instance: nobody reads another, and what fills it to the brim is not lost.
import assert from "node:assert/strict";
import { test } from "node:test";
import { compile, now, shop, trogen } from "./lab/package.mjs";

const program = await compile(shop);
const engine = await trogen.load(program);
const options = { now, consent: "granted" };
const open = (state = null) => engine.visitor(state, options);

test("a state that is no state of its own never reads another visitor's", () => {
  const other = open();
  other.track("purchase", { transaction_id: "secret", value: 777 });
  const size = other.snapshot({ as: "bytes" }).length;
  const states = [
    new DataView(new ArrayBuffer(size)),
    new Uint16Array(Math.ceil(size / 2)),
    new Uint8Array(size),
    new ArrayBuffer(size),
    {},
    5,
  ];
  for (const state of states) {
    other.snapshot({ as: "bytes" }); // lies in the buffer now
    const visitor = open(state);
    assert.deepEqual([visitor.scores().spend, visitor.drops().torn], [0, 1], String(state));
  }
});

test("a state comes in whatever holds its bytes", () => {
  const visitor = open();
  visitor.track("purchase", { transaction_id: "t", value: 12 });
  const bytes = visitor.snapshot({ as: "bytes" });
  const padded = new Uint8Array(bytes.length + 7);
  padded.set(bytes, 5);
  const states = [bytes, bytes.slice().buffer, new DataView(padded.buffer, 5, bytes.length), Buffer.from(bytes)];
  for (const state of states) {
    const again = open(state);
    assert.deepEqual([again.scores().spend, again.drops().torn], [12, 0]);
  }
});

test("a purchase that fills the buffer to its last byte counts, wherever its items break off", () => {
  const long = "x".repeat(255);
  // The largest item there is: every field a text of full length.
  const full = { item_id: long, item_category: long, item_category2: long, item_category3: long, item_category4: long };
  Object.assign(full, { item_category5: long, price: long, quantity: long });
  const padding = (n) => ({ item_id: "p".repeat(n) });
  // 30 full items and one short one of each length move the next full item over every place near the end.
  for (let n = 0; n <= 255; n++) {
    for (const m of [0, 128, 255]) {
      const items = [...Array(30).fill(full), padding(n), padding(m), padding(255), padding(255), padding(255), padding(255), full, full];
      const visitor = open();
      assert.equal(visitor.track("purchase", { transaction_id: "t", value: 3, items }), true, `${n}, ${m}`);
      assert.deepEqual([visitor.scores().spend, visitor.drops().malformed], [3, 0], `${n}, ${m}`);
      visitor.close();
    }
  }
});

test("what waits for consent is as it was told, whatever the page does to it", () => {
  const visitor = engine.visitor(null, { now, consent: "pending" });
  const items = [{ item_category: "cups", price: 5 }];
  const parameters = { transaction_id: "t", time: undefined, items };
  visitor.track("purchase", parameters);
  parameters.transaction_id = "other";
  items[0].price = 500;
  items.push({ item_category: "tea", price: 1000 });
  visitor.track("view_item", "x".repeat(10_000_000));
  visitor.update({ consent: "granted", now: now + 3_600_000 });
  assert.equal(visitor.scores().spend, 5);
  assert.equal(visitor.track("purchase", { transaction_id: "t", value: 5 }), false, "counted under its own name");
});

test("a slot asked for many times is one slot, and takes nothing from the others", async () => {
  const both = { slots: ["hero", "grid"] };
  const two = await trogen.load({
    slots: { hero: {}, grid: {} },
    campaigns: [{ id: "a", value: 2, ...both }, { id: "b", ...both }],
  });
  const page = two.visitor(null, options).choose(Array(9_000).fill("hero").concat("grid"));
  assert.deepEqual(Object.keys(page), ["hero", "grid"]);
  assert.deepEqual([page.hero.id, page.grid.id], ["a", "b"]);
});

test("whatever load() and compile() reject with is a TrogenError that says what to do", async () => {
  const cycle = {};
  cycle.self = cycle;
  const cases = {
    program_torn: [program.subarray(0, program.length - 1), program.subarray(0, program.length - 40)],
    not_a_program: [new Uint8Array(3), Promise.resolve(new Uint8Array(3))],
    bad_argument: [cycle, null, 5, undefined],
    fetch_failed: ["/no/such/file", new URL("file:///no/such/file"), new Response("", { status: 404 }), () => Promise.reject(new Error("offline"))],
  };
  for (const [code, programs] of Object.entries(cases)) {
    for (const given of programs) {
      await assert.rejects(trogen.load(typeof given === "function" ? given() : given), (error) => error instanceof trogen.TrogenError && error.code === code, code);
    }
  }
  await assert.rejects(compile(cycle), { name: "TrogenError", code: "bad_argument" });
  const loaded = await trogen.load(Promise.resolve(new Response(program)));
  assert.equal(loaded.id, engine.id, "a promise of a program is a program");
});
