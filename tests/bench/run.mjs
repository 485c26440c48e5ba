// Trogen and its peers on the same seeded work:
//   node run.mjs [--quick] [--only ADAPTER,...] [--tasks T1,T2,T3,T4,T5,T6,T7,T8,B] [--n 20,200] [--json FILE]
// Tables go to standard output, all figures to results.json. Contestants are checked against a reference before any is
// timed; exit code 1 if one differs.
import { readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import os from "node:os";
import { parseArgs } from "node:util";
import { root, wasmBytes } from "./lib/bundle.mjs";
import { packageFolder } from "./lib/package.mjs";
import { describe, workload } from "./lib/probe.mjs";
import { table } from "./lib/table.mjs";
import { browser } from "./tasks/browser.mjs";
import { choose } from "./tasks/choose.mjs";
import { cold } from "./tasks/cold.mjs";
import { memory } from "./tasks/memory.mjs";
import { programs } from "./tasks/programs.mjs";
import { scores } from "./tasks/scores.mjs";
import { sizes as bundleSizes } from "./tasks/sizes.mjs";
import { summary } from "./tasks/summary.mjs";
import { state, track, trackers } from "./tasks/track.mjs";

const ADAPTERS = [
  "trogen",
  "trogen-anew",
  "growthbook",
  "growthbook-rules",
  "json-logic",
  "aep-rules",
  "uniform",
  "flipt",
  "devcycle",
  "js-closures",
  "js-codegen",
  "js-indexed",
  "js-indexed-packed",
];

const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    only: { type: "string" },
    tasks: { type: "string", default: "T1,T2,T3,T4,T5,T6,T7,T8,B" },
    n: { type: "string" },
    json: { type: "string" },
  },
});
const { quick } = flags;
const only = flags.only?.split(",");
const wanted = new Set(flags.tasks.split(","));
const sizes = flags.n?.split(",").map(Number) ?? (quick ? [20, 1000] : [20, 200, 1000, 10000]);
const options = quick ? { rounds: 3, minMs: 15, warmMs: 60 } : { rounds: 9, minMs: 40, warmMs: 250 };
console.warn = () => {}; // one peer's glue warns on every start

const full = workload(Math.max(...sizes, 1000));
const result = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  cpu: os.cpus()[0]?.model,
  cores: os.cpus().length,
  quick,
  absent: [],
  workload: sizes.map((n) => describe(full.campaigns.slice(0, n), full.visitors)),
  // The work is the same on every machine and in every version of this bench, or this changes.
  digest: createHash("sha256")
    .update(JSON.stringify(workload(1000)))
    .digest("hex"),
  tasks: {},
};
const adapters = await contestants();
console.log("measured: " + adapters.map((a) => (a.version ? `${a.name} ${a.version}` : a.name)).join(", "));
for (const { name, why } of result.absent) console.log(`absent: ${name} (${why})`);
console.log(`workload digest ${result.digest}`);
table(
  "workload",
  result.workload,
  Object.keys(result.workload[0]).map((key) => [key, (row) => row[key]]),
);

const setting = { adapters, workload: full, sizes, options, quick };
const fromNothing = { ...setting, adapters: adapters.filter((adapter) => !adapter.warmOnly) };
const { tasks } = result;
if (wanted.has("T1")) tasks.T1 = await choose(setting);
const tracking = trackers(adapters, !only);
if (wanted.has("T2")) tasks.T2 = await track(tracking, full.sessions, options);
if (wanted.has("T4")) tasks.T4 = await state(tracking, full.sessions, options);
if (wanted.has("T3")) tasks.T3 = await cold(fromNothing);
if (wanted.has("T5")) tasks.T5 = await memory(fromNothing);
if (wanted.has("T6")) tasks.T6 = await bundleSizes({ withTrogen: adapters.some((a) => a.kind === "ours") });
if (wanted.has("T7")) tasks.T7 = await programs(setting);
if (wanted.has("T8")) tasks.T8 = await scores();
if (wanted.has("B")) tasks.browser = await browser(setting);
summary({ adapters, tasks, sizes });

const complete = !quick && !only && flags.tasks.split(",").length === 9 && !flags.n;
const file = flags.json ?? join(root, complete ? "results.json" : "results.partial.json");
writeFileSync(file, JSON.stringify(result, null, 1) + "\n");
const checked = [...(tasks.T1 ?? []), ...(tasks.browser?.t1 ?? [])];
const differs = checked.some(({ verify }) => Object.values(verify).some((seen) => seen.mismatches > 0));
if (differs) console.log("\nanswers differ: see DIFFERS above");
// Idle children and clients of some peers would keep the process alive.
process.exit(differs ? 1 : 0);

/** Those that load; one that cannot is absent, not failing. */
async function contestants() {
  const out = [];
  for (const file of ADAPTERS) {
    let adapter;
    try {
      adapter = (await import(`./adapters/${file}.mjs`)).default;
      if (only && !only.includes(adapter.name) && !only.includes(file)) continue;
      await adapter.load(await adapter.pack(full.campaigns.slice(0, 20)), { wasm: wasmBytes(adapter) });
      out.push({ ...adapter, file, version: version(adapter) });
    } catch (error) {
      result.absent.push({ name: adapter?.name ?? file, why: String(error.message).split("\n")[0] });
    }
  }
  return out;
}

function version(adapter) {
  const folder = adapter.kind === "ours" ? packageFolder : adapter.pkg && join(root, "node_modules", adapter.pkg);
  return folder && JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
}
