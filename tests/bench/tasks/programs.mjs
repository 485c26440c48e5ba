// T7: a program of 10,000 campaigns: compiled, compressed, and loaded beside what a peer does with its own.
import { GrowthBook } from "@growthbook/growthbook";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { program } from "../adapters/trogen.mjs";
import * as B from "../lib/bench.mjs";
import { importTrogen } from "../lib/package.mjs";
import { table, time } from "../lib/table.mjs";

export async function programs({ workload, quick, sizes }) {
  const campaigns = workload.campaigns.slice(0, Math.max(...sizes));
  const [{ load }, { compile }] = [await importTrogen("trogen"), await importTrogen("trogen/compiler")];
  const text = JSON.stringify(program(campaigns, true));
  const features = Object.fromEntries(
    campaigns.map(({ id, condition }) => [id, { defaultValue: false, rules: [{ condition, force: true }] }]),
  );
  const theirs = JSON.stringify({ features });
  const bytes = await compile(text);
  const rounds = quick ? 5 : 25;
  const rows = [
    { name: "trogen: compile in Node", rounds: quick ? 2 : 5, run: () => compile(text) },
    { name: "trogen: load the bytes", rounds, run: async () => (await load(bytes)).close() },
    {
      name: "growthbook: JSON.parse and initSync",
      rounds,
      run: () => {
        const growthbook = new GrowthBook();
        growthbook.initSync({ payload: JSON.parse(theirs) });
        growthbook.destroy();
      },
    },
  ];
  for (const row of rows) row.xs = [];
  for (let round = -2; round < rounds; round++) {
    for (const row of rows) {
      if (round >= row.rounds) continue;
      const started = B.now();
      await row.run();
      if (round >= 0) row.xs.push((B.now() - started) * 1e6);
    }
  }
  const out = rows.map(({ name, xs }) => ({ name, ...B.stats(xs) }));
  const native = nativeCompile(text);
  if (native !== undefined) out.unshift({ name: "trogen: compile natively", median: native * 1e6, p25: native * 1e6, p75: native * 1e6 });
  table(`T7 a program of ${campaigns.length} campaigns`, out, [
    ["what", (r) => r.name],
    ["median", (r) => time(r.median)],
    ["p25-p75", (r) => `${time(r.p25)}-${time(r.p75)}`],
  ]);
  const ours = out.find((r) => r.name.includes("load"));
  const peer = out.find((r) => r.name.includes("growthbook"));
  const [json, packed] = [gzipSync(text, { level: 9 }).length, gzipSync(bytes, { level: 9 }).length];
  console.log(`\nloaded ${(peer.median / ours.median).toFixed(1)} times faster; gzip ${packed} bytes of ${json}, ${((100 * packed) / json).toFixed(1)} % (no payloads in either)`);
  return { rows: out, gzip: { json, packed } };
}

/** Milliseconds, by the example that ships with the crate; undefined where there is no cargo. */
function nativeCompile(text) {
  const file = join(mkdtempSync(join(tmpdir(), "trogen-")), "program.json");
  writeFileSync(file, text);
  try {
    const words = ["run", "--quiet", "--release", "--features", "compiler", "--example", "compile", "--", file];
    return Number(/in ([\d.]+) ms/.exec(execFileSync("cargo", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }))[1]);
  } catch {
    return undefined;
  }
}
