// The figures most asked for, side by side: one decision, one event, one start. Ratios within a run count; absolute
// times do not travel between machines.
import { table, time } from "../lib/table.mjs";

const SHOWN = ["trogen", "trogen, all anew", "growthbook", "uniform", "js-closures", "js-indexed"];
const TRACK = { trogen: "trogen, one item an event", "js-closures": "js-closures", uniform: "uniform" };

export function summary({ adapters, tasks, sizes }) {
  const rows = SHOWN.filter((name) => adapters.some((adapter) => adapter.name === name));
  const columns = [["", (name) => name]];
  for (const n of tasks.T1 ? sizes : []) {
    const { modes } = tasks.T1.find((result) => result.n === n);
    const rank = (name) => modes.rank3.find((row) => row.name === name);
    columns.push([`choose, ${n}`, (name) => rank(name) && time(rank(name).median)]);
  }
  if (tasks.T2) {
    const event = (name) => tasks.T2.find((row) => row.name === TRACK[name]);
    columns.push(["track", (name) => event(name) && time(event(name).median)]);
  }
  if (tasks.T3) {
    const start = (name) => tasks.T3.find((row) => row.name === name);
    columns.push(["cold start, 1,000", (name) => start(name) && `${start(name).median.toFixed(1)} ms`]);
  }
  if (columns.length === 1) return;
  table("Summary: choose = best 3 of all eligible by a personal ranking; track = one event", rows, columns);
  if (rows.includes("trogen")) {
    console.log(
      "\nTrogen ranks by interest shares of its own, from the same eligible set; the others by the workload's sum.",
    );
    console.log("`trogen` answers each question of the program once per visitor and state; `all anew` in each call.");
  }
}
