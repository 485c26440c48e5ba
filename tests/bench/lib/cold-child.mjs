// A fresh process: sources in memory -> import -> init (parse the packed rules and load) -> first decision.
import { readFileSync } from "node:fs";
import vm from "node:vm";
const [, , bundle, payload, wasmPath, visitor] = process.argv;
console.warn = () => {};

const source = readFileSync(bundle, "utf8");
const rules = payload.endsWith(".bin") ? new Uint8Array(readFileSync(payload)) : readFileSync(payload, "utf8");
const wasm = wasmPath ? new Uint8Array(readFileSync(wasmPath)) : undefined;
const v = JSON.parse(visitor);

const t0 = performance.now();
new vm.Script(source + "\n;globalThis.__A=A.default;", { filename: "adapter.js" }).runInThisContext();
const t1 = performance.now();
const engine = await globalThis.__A.load(typeof rules === "string" ? JSON.parse(rules) : rules, { wasm });
const t2 = performance.now();
const got = engine.choose(engine.prepare(v), "hero", 1);
const t3 = performance.now();
console.log(JSON.stringify({ import: t1 - t0, init: t2 - t1, first: t3 - t2, total: t3 - t0, pick: got[0] ?? null }));
