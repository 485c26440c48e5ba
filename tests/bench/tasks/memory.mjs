// T5: what stays in memory after the rules are loaded and 100 decisions are made.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as B from "../lib/bench.mjs";
import { bundle, payload, root, wasmPath } from "../lib/bundle.mjs";
import { table } from "../lib/table.mjs";

export async function memory({ adapters, workload, quick }) {
  const n = quick ? 1000 : 10000;
  const visitors = JSON.stringify(workload.visitors.slice(0, 16));
  const out = [];
  for (const adapter of adapters) {
    const script = await bundle(adapter);
    const rules = await payload(adapter, workload.campaigns.slice(0, n));
    const args = [
      "--expose-gc",
      join(root, "lib/mem-child.mjs"),
      script,
      rules.path,
      wasmPath(adapter) ?? "",
      visitors,
    ];
    const xs = [];
    for (let round = 0; round < (quick ? 1 : 3); round++) {
      const text = execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
      xs.push(JSON.parse(text));
    }
    const median = (key) => B.stats(xs.map((x) => x[key])).median;
    out.push({
      name: adapter.name,
      n,
      heapMB: median("heapMB"),
      wasmMB: median("wasmMB"),
      emptyWasmMB: median("emptyWasmMB"),
      bufferMB: median("bufferMB"),
      rssMB: median("rssMB"),
      rulesMB: rules.bytes / 1048576,
    });
  }
  table(`T5 memory after loading ${n} campaigns (MB, live after gc)`, out, [
    ["adapter", (r) => r.name],
    ["JS heap", (r) => r.heapMB.toFixed(1)],
    ["array buffers", (r) => r.bufferMB.toFixed(1)],
    ["wasm memory", (r) => r.wasmMB.toFixed(1)],
    ["of it when instantiated", (r) => r.emptyWasmMB.toFixed(1)],
    ["RSS growth", (r) => r.rssMB.toFixed(0)],
    ["rules file", (r) => r.rulesMB.toFixed(1)],
  ]);
  return out;
}
