// T1 and T3 once more, in headless Chromium.
import { readFileSync } from "node:fs";
import { conduct, stats } from "../lib/bench.mjs";
import { CHROMIUM, hasChromium, launch, serve } from "../lib/browser.mjs";
import { bundle, bundlePage, payload, wasmBytes } from "../lib/bundle.mjs";
import { ratioed, table, timeAndRatio } from "../lib/table.mjs";
import { coldColumns } from "./cold.mjs";

const MODES = ["top1", "all", "rank3", "fresh1"];

export async function browser({ adapters, workload, sizes, options, quick }) {
  if (!hasChromium()) {
    console.log(`\nbrowser: no ${CHROMIUM}, skipped`);
    return undefined;
  }
  const files = new Map([
    ["/", ["text/html", "<!doctype html><meta charset=utf-8><title>bench</title>"]],
    ["/page.js", ["text/javascript", Buffer.from(await bundlePage("lib/page.mjs"))]],
  ]);
  const contestants = [];
  for (const adapter of adapters) contestants.push(await prepare(adapter, contestants.length, files, workload, sizes));
  const server = await serve(files);
  const chromium = await launch();
  try {
    const version = "Chromium " + chromium.version();
    const t1 = [];
    for (const n of sizes) t1.push(await choose(chromium, server.base, contestants, n, options));
    for (const { n, verify, modes } of t1) reportChoose(version, n, adapters, verify, modes);
    const fromNothing = contestants.filter((_, i) => !adapters[i].warmOnly);
    const t3 = await cold(chromium, server.base, fromNothing, JSON.stringify(workload.visitors[1]), quick ? 3 : 9);
    table("T3 cold in Chromium, fresh page, 1,000 campaigns, ms", t3, [["adapter", (x) => x.name], ...coldColumns]);
    return { version, t1, t3 };
  } finally {
    await chromium.close();
    server.close();
  }
}

async function prepare(adapter, i, files, workload, sizes) {
  const rules = await payload(adapter, workload.campaigns.slice(0, 1000));
  const wasm = wasmBytes(adapter);
  files.set(`/c${i}.js`, ["text/javascript", readFileSync(await bundle(adapter))]);
  files.set(`/c${i}.rules`, [rules.binary ? "application/octet-stream" : "text/plain", readFileSync(rules.path)]);
  if (wasm) files.set(`/c${i}.wasm`, ["application/wasm", Buffer.from(wasm)]);
  // Trogen's compiler stays out of the page: there its rules arrive compiled.
  if (adapter.kind === "ours") {
    for (const n of sizes) {
      const packed = await payload(adapter, workload.campaigns.slice(0, n), {});
      files.set(`/c${i}-${n}.bin`, ["application/octet-stream", readFileSync(packed.path)]);
    }
  }
  const { name, kind } = adapter;
  return { i, name, kind, binary: rules.binary, wasm: wasm ? `/c${i}.wasm` : undefined };
}

// One context (so one renderer process) per adapter, rounds interleaved between them.
async function choose(chromium, base, contestants, n, options) {
  const contexts = [];
  const stations = [];
  for (const { i, name, kind, wasm } of contestants) {
    const context = await chromium.newContext();
    const page = await context.newPage();
    contexts.push(context);
    page.setDefaultTimeout(0);
    await page.goto(base);
    await page.evaluate((count) => {
      globalThis.__campaigns = count;
    }, n);
    await page.addScriptTag({ url: `/c${i}.js` });
    await page.evaluate("globalThis.__A=A.default;0");
    await page.addScriptTag({ url: "/page.js" });
    const load = [n, n > 1000 ? 8 : 32, wasm, kind === "ours" ? `/c${i}-${n}.bin` : undefined];
    stations.push({
      name,
      kind,
      load: () => page.evaluate((args) => globalThis.refLoad(...args), load),
      calibrate: (mode) => page.evaluate(([m, o]) => globalThis.refCal(m, o), [mode, options]),
      round: () => page.evaluate(() => globalThis.refRound()),
    });
  }
  const result = await conduct(stations, n, MODES, options.rounds);
  for (const context of contexts) await context.close();
  for (const mode in result.modes) ratioed(result.modes[mode]);
  return { n, ...result };
}

async function cold(chromium, base, contestants, visitor, rounds) {
  const rows = contestants.map((c) => ({ name: c.name, kind: c.kind, xs: [] }));
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < contestants.length; k++) {
      const row = (k + round) % contestants.length;
      const { i, wasm, binary } = contestants[row];
      const context = await chromium.newContext();
      const page = await context.newPage();
      await page.goto(base);
      rows[row].xs.push(await page.evaluate(startInPage, [i, wasm, binary, visitor, `r${round}a${i}t${Date.now()}`]));
      await context.close();
    }
  }
  return ratioed(
    rows.map(({ name, kind, xs }) => ({
      name,
      kind,
      picks: [...new Set(xs.map((x) => x.pick))],
      import: stats(xs.map((x) => x.import)),
      init: stats(xs.map((x) => x.init)),
      first: stats(xs.map((x) => x.first)),
      ...stats(xs.map((x) => x.total)),
    })),
  );
}

// Runs in the page.
async function startInPage([i, wasmUrl, binary, visitorText, tag]) {
  console.warn = () => {};
  // A unique tail keeps V8 from reusing an earlier compilation of the same bytes, script and wasm.
  const source = (await (await fetch(`/c${i}.js`)).text()) + `\n;globalThis.__A=A.default;//${tag}`;
  const response = await fetch(`/c${i}.rules`);
  const rules = binary ? new Uint8Array(await response.arrayBuffer()) : await response.text();
  let wasm;
  if (wasmUrl) {
    const module = new Uint8Array(await (await fetch(wasmUrl)).arrayBuffer());
    const name = new TextEncoder().encode(tag);
    wasm = new Uint8Array(module.length + 3 + name.length);
    wasm.set(module);
    wasm.set([0, name.length + 1, name.length], module.length);
    wasm.set(name, module.length + 3);
  }
  const visitor = JSON.parse(visitorText);
  const t0 = performance.now();
  (0, eval)(source.replace(/^"use strict";var A=/, "globalThis.A="));
  const t1 = performance.now();
  const engine = await globalThis.__A.load(typeof rules === "string" ? JSON.parse(rules) : rules, { wasm });
  const t2 = performance.now();
  const got = engine.choose(engine.prepare(visitor), "hero", 1);
  const t3 = performance.now();
  return { import: t1 - t0, init: t2 - t1, first: t3 - t2, total: t3 - t0, pick: got[0] ?? null };
}

function reportChoose(version, n, adapters, verify, modes) {
  const differing = Object.entries(verify).filter(([, seen]) => seen.mismatches);
  for (const [name, seen] of differing) console.log(`DIFFERS n=${n} ${name}: ${seen.first}`);
  const verdict = differing.length ? `${differing.length} DIFFER` : "all agree";
  table(`T1 in ${version}, ${n} campaigns; ${verdict}`, adapters, [
    ["adapter", (a) => a.name],
    ...Object.keys(modes).map((mode) => [mode, (a) => timeAndRatio(modes[mode].find((row) => row.name === a.name))]),
  ]);
}
