// T3: a fresh Node process, from the script's text and the rules' bytes to the first decision.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import * as B from "../lib/bench.mjs";
import { bundle, payload, root, wasmPath } from "../lib/bundle.mjs";
import { ratio, ratioed, table } from "../lib/table.mjs";

export async function cold({ adapters, workload, quick }) {
  const rows = [];
  for (const adapter of adapters) {
    rows.push({
      name: adapter.name,
      kind: adapter.kind,
      script: await bundle(adapter),
      rules: await payload(adapter, workload.campaigns.slice(0, 1000)),
      wasm: wasmPath(adapter) ?? "",
      xs: [],
    });
  }
  const visitor = JSON.stringify(workload.visitors[1]);
  const rounds = quick ? 3 : 11;
  for (let round = 0; round < rounds; round++) {
    for (let k = 0; k < rows.length; k++) {
      const row = rows[(k + round) % rows.length];
      row.xs.push(start(row, visitor));
    }
  }
  const out = ratioed(rows.map(summary));
  table(`T3 cold, Node fresh process, 1,000 campaigns, ms (median of ${rounds})`, out, [
    ["adapter", (r) => r.name],
    ...coldColumns,
    ["rules KB", (r) => r.payloadKB],
    ["pick", (r) => r.picks.join()],
  ]);
  return out;
}

/** The columns that Node and Chromium have in common. */
export const coldColumns = [
  ["import", (r) => r.import.median.toFixed(2)],
  ["init", (r) => r.init.median.toFixed(2)],
  ["first choose", (r) => r.first.median.toFixed(2)],
  ["total", (r) => r.median.toFixed(2)],
  ["p25-p75", (r) => `${r.p25.toFixed(1)}-${r.p75.toFixed(1)}`],
  ["vs best peer", (r) => ratio(r)],
];

function start(row, visitor) {
  const args = [join(root, "lib/cold-child.mjs"), row.script, row.rules.path, row.wasm, visitor];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
}

function summary({ name, kind, rules, xs }) {
  const part = (key) => B.stats(xs.map((x) => x[key]));
  return {
    name,
    kind,
    payloadKB: Math.round(rules.bytes / 1024),
    picks: [...new Set(xs.map((x) => x.pick))],
    import: part("import"),
    init: part("init"),
    first: part("first"),
    ...part("total"),
  };
}
