// T1: choose, in Node. Each adapter in a process of its own, so that none shares another's heap and type feedback.
import { fork } from "node:child_process";
import { join } from "node:path";
import * as B from "../lib/bench.mjs";
import { root } from "../lib/bundle.mjs";
import { ratioed, table, timeAndRatio } from "../lib/table.mjs";

export async function choose({ adapters, sizes, options }) {
  const out = [];
  for (const n of sizes) {
    const stations = adapters.map((adapter) => station(adapter, n, options));
    const { verify, modes } = await B.conduct(stations, n, B.MODES, options.rounds);
    for (const s of stations) s.kill();
    for (const mode in modes) ratioed(modes[mode]);
    out.push({ n, verify, modes });
    report(n, adapters, verify, modes);
  }
  return out;
}

function station(adapter, n, opt) {
  const child = fork(join(root, "lib/t1-child.mjs"), [adapter.file, String(n)], {
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ask = (message) =>
    new Promise((resolve, reject) => {
      child.once("message", (answer) =>
        answer.err ? reject(new Error(`${adapter.name}: ${answer.err}`)) : resolve(answer.ok),
      );
      if (message) child.send(message);
    });
  const ready = ask(null);
  return {
    name: adapter.name,
    kind: adapter.kind,
    kill: () => child.kill(),
    async load() {
      await ready;
      return ask({ op: "load", n, check: n > 1000 ? 16 : 64 });
    },
    calibrate: (mode) => ask({ op: "calibrate", mode, opt }),
    round: () => ask({ op: "round" }),
  };
}

function report(n, adapters, verify, modes) {
  const differing = Object.entries(verify).filter(([, seen]) => seen.mismatches);
  for (const [name, seen] of differing) {
    console.log(`DIFFERS n=${n} ${name}: ${seen.mismatches}/${seen.checks} first: ${seen.first}`);
  }
  const verdict = differing.length
    ? `${differing.length} DIFFER`
    : `all agree on ${verify[adapters[0].name].checks} checks`;
  const cell = (name, mode) => timeAndRatio(modes[mode].find((row) => row.name === name));
  table(
    `T1 choose, ${n} campaigns (${n / 4} a slot): median per call (ratio to the fastest peer); ${verdict}`,
    adapters,
    [
      ["adapter", (a) => a.name],
      ...B.MODES.map((mode) => [mode, (a) => cell(a.name, mode)]),
      ["spread p25-p75 of all", (a) => spread(modes.all.find((row) => row.name === a.name))],
    ],
  );
}

function spread(row) {
  if (!row) return undefined;
  return `-${(100 * (1 - row.p25 / row.median)).toFixed(0)}/+${(100 * (row.p75 / row.median - 1)).toFixed(0)}%`;
}
