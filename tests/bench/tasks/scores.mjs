// T8: all scores of one visitor, in the full runtime, as its moment moves on: in the WebAssembly alone (the answer lies in its
// buffer) and as the object that `scores()` gives. Nobody else has such scores; the bar is 20 us in the WebAssembly.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as B from "../lib/bench.mjs";
import { importTrogen, packageFolder } from "../lib/package.mjs";
import { table, time } from "../lib/table.mjs";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const TOPICS = 160;
/** Visitors: how many orders a week apart, with how many topics each, of how many in all; and products looked at. */
const VISITORS = [
  { name: "no order, 5 looks", orders: 0, each: 0, of: 0, looks: 5 },
  { name: "12 orders, 10 topics", orders: 12, each: 3, of: 10, looks: 20 },
  { name: "64 orders, 40 topics", orders: 64, each: 6, of: 40, looks: 24 },
  { name: "64 orders, 128 topics", orders: 64, each: 12, of: 128, looks: 24 },
];
const GRANTED = 0b010101;
const ROUNDS = 31;
const CALLS = 400;

export async function scores() {
  const { load } = await importTrogen();
  const { compile } = await importTrogen("trogen/compiler");
  const { exports: wasm } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(join(packageFolder, "trogen-full.wasm"))));
  const topics = Object.fromEntries(Array.from({ length: TOPICS }, (_, i) => [`t${i}`, i % 3 ? {} : { replenish: "30d" }]));
  const loyalty = { points: { earn: [{ event: "purchase", per_unit: 1 }], expire: "365d" }, tiers: [{ id: "gold", from: 500 }] };
  const rewards = { cup: { points: 100 }, pot: { points: 1000 } };
  const rows = [];
  for (const trade of ["general", "grocery"]) {
    const bytes = await compile({ topics, loyalty, rewards, models: { trade } });
    const engine = await load(bytes, { build: "full" });
    const head = bytes.subarray(0, new DataView(bytes.buffer, bytes.byteOffset).getUint32(16, true));
    const number = wasm.open(put(wasm, head));
    for (const { name, orders, each, of, looks } of VISITORS) {
      rows.push({ name: `${trade}: ${name}`, ...measure(engine, wasm, number, orders, each, of, looks) });
    }
  }
  table("T8 all scores of one visitor, a second later each time", rows, [
    ["visitor", (r) => r.name],
    ["in the .wasm", (r) => time(r.median)],
    ["p25-p75", (r) => `${time(r.p25)}-${time(r.p75)}`],
    ["scores()", (r) => time(r.object)],
  ]);
  return rows;
}

/** Puts bytes into the buffer; their length. */
function put(wasm, bytes) {
  const address = wasm.io(bytes.length);
  new Uint8Array(wasm.memory.buffer, address, bytes.length).set(bytes);
  return bytes.length;
}

function measure(engine, wasm, number, orders, each, of, looks) {
  const visitor = engine.visitor(null, { now: START, consent: "granted" });
  let now = START;
  for (let i = 0; i < orders; i++) {
    visitor.update({ now: (now = START + i * 7 * DAY) });
    const items = Array.from({ length: each }, (_, k) => ({ item_id: `i${(i * each + k) % of}`, item_category: `t${(i * each + k) % of}`, price: 10 }));
    visitor.track("purchase", { transaction_id: `t${i}`, value: 10 * each, items });
  }
  for (let i = 0; i < looks; i++) {
    visitor.update({ now: (now += 60_000) });
    visitor.track("view_item", { items: [{ item_id: `i${i % 7}`, item_category: `t${i % 7}` }] });
  }
  let sink = 0;
  const state = put(wasm, visitor.snapshot({ as: "bytes" }));
  // As `bits` in `pkg-config/src/consent.ts` has all three granted.
  const n = wasm.visitor(number, 2, state, now, GRANTED);
  let at = now;
  const raw = rounds(() => {
    wasm.update(n, (at += 1000), GRANTED);
    sink += wasm.read(n, 1, 0);
  });
  wasm.close(n);
  const object = rounds(() => {
    visitor.update({ now: (now += 1000) });
    sink += visitor.scores().orders;
  });
  if (!(sink > 0)) throw new Error("no scores came");
  return { ...B.stats(raw), object: B.stats(object).median };
}

function rounds(f) {
  const xs = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = B.now();
    for (let i = 0; i < CALLS; i++) f();
    xs.push(((B.now() - started) * 1e6) / CALLS);
  }
  return xs.slice(5);
}
