// A worker's life: a million visitors in one instance, some coming back from their cookies. Its memory stays where it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { instances } from "../lab/instances.mjs";
import { compile, now, shop, trogen } from "../lab/package.mjs";

const PAGE = 65_536;
const DAY = 86_400_000;
const MOST = 1_000_000;

test("a million visitors need no more memory than the first ten thousand", async () => {
  const engine = await trogen.load(await compile(shop));
  const size = () => instances.at(-1).memory.buffer.byteLength;
  const cookies = new Map();
  let settled;
  let orders = 0;
  for (let i = 0; i < MOST; i++) {
    const person = i % 5_000;
    const visitor = engine.visitor(cookies.get(person), { now: now + Math.floor(i / 5_000) * DAY, consent: "granted" });
    visitor.track("view_item", { item_category: i % 3 ? "tea/green" : "cups" });
    if (i % 7 === 0) visitor.track("purchase", { transaction_id: `t${i}`, value: 10, items: [{ item_category: "tea", price: 10 }] });
    visitor.choose(["hero", "bar"]).bar.shown();
    cookies.set(person, visitor.snapshot());
    if (i >= MOST - 5_000) orders += visitor.scores().orders;
    visitor.close();
    if (i === 10_000) settled = size();
  }
  assert.ok(size() <= settled + PAGE, `grew from ${settled} to ${size()} bytes`);
  assert.equal(orders, Math.ceil(MOST / 7), "no order was lost on the way through two hundred cookies");
});
