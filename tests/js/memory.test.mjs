// Visitors come and go by the hundred thousand in one instance of a worker: its memory stays where it is.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { instances } from "./lab/instances.mjs";
import { compile, now, shop, trogen } from "./lab/package.mjs";

const PAGE = 65_536;
const GC = "--expose-gc";

// Compiled before, so that the newest memory is the engine's and not the compiler's.
const program = await compile(shop);
const compilers = instances.length;
const engine = await trogen.load(program);
assert.equal(instances.length, compilers + 1, "the engine has one memory");

function visit(visitor, i) {
  visitor.track("view_item", { item_category: i % 2 ? "tea/green" : "cups" });
  visitor.track("purchase", { transaction_id: `t${i}`, value: 10, items: [{ item_category: "tea", price: 10 }] });
  visitor.choose(["hero", "bar"]).bar.shown();
  return visitor.snapshot();
}

if (process.execArgv.includes(GC)) {
  // The child: visitors that nobody closes, collected now and then.
  const sizes = [];
  for (let round = 0; round < 12; round++) {
    for (let i = 0; i < 2_000; i++) visit(engine.visitor(null, { now, consent: "granted" }), i);
    globalThis.gc();
    await new Promise((done) => setTimeout(done, 10));
    sizes.push(instances.at(-1).memory.buffer.byteLength);
  }
  console.log(JSON.stringify(sizes));
} else {
  test("200,000 visitors, each closed, need no more memory than the first thousand", async () => {
    const size = () => instances.at(-1).memory.buffer.byteLength;
    let settled;
    for (let i = 0; i < 200_000; i++) {
      const visitor = engine.visitor(null, { now, consent: "granted" });
      assert.ok(visit(visitor, i).length > 20);
      if (i % 2) visitor.close();
      else visitor[Symbol.dispose]();
      if (i === 1_000) settled = size();
    }
    assert.ok(size() <= settled + PAGE, `grew from ${settled} to ${size()} bytes`);
    assert.ok(settled < 4 * 1024 * 1024, `${settled} bytes for one visitor at a time`);
  });

  test("visitors closed twice, or used after, harm nobody", async () => {
    const options = { now, consent: "granted" };
    const closed = engine.visitor(null, options);
    visit(closed, 1);
    closed.close();
    closed.close();
    const other = engine.visitor(null, options);
    visit(other, 2);
    closed.close();
    assert.deepEqual([other.scores().orders, closed.scores().orders], [1, 1], "from the last snapshot");
    closed.close();
    assert.equal(other.scores().orders, 1);
    engine.close();
    engine.close();
    assert.equal(other.track("page_view"), true, "a visitor outlives its engine");
    assert.equal(engine.visitor(null, options).choose(["hero"]).hero.id, "welcome");
  });

  test("visitors that nobody closes are given back once they are collected", async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [GC, fileURLToPath(import.meta.url)], { env: process.env });
    const sizes = JSON.parse(stdout);
    assert.equal(sizes.length, 12);
    assert.ok(sizes.at(-1) <= sizes[3] + PAGE, `24,000 visitors: ${sizes.join(" ")}`);
  });
}
