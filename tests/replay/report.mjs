// The replay's result as text. Tables align in a terminal and read as Markdown.
import { STAGES } from "./tally.mjs";

export function printReport(result, write = console.log) {
  write(`# ${result.data}`);
  write(
    `program ${result.program}: ${result.topics} topics, ${result.campaigns} campaigns, ${result.programBytes} bytes`,
  );
  write(`households ${result.households}, baskets fed ${result.fed}, counted ${result.counted}, lost ${result.lost}`);
  write(`drops by reason: ${pairs(result.drops) || "none"}`);
  const { orders, spend } = result.remembered;
  write(`remembered: ${orders} orders, ${spend.toFixed(2)} of ${result.spend.toFixed(2)} spent`);
  write(`${result.events} events, ${Math.round(result.eventsPerSecond)} a second in track, half of them baskets`);
  write(
    `all of it, with ${result.decisions} decisions and ${result.snapshots} snapshots: ${result.seconds.toFixed(1)} s`,
  );
  write("");
  write("## Profile at the end of the year");
  write(
    table(
      ["", "p50", "p95", "max", "largest at any month's end"],
      ["bytes", "cookie"].map((kind) => {
        const { p50, p95, max, largest } = result.profile[kind];
        return [kind === "bytes" ? "bytes" : "cookie characters", p50, p95, max, largest];
      }),
    ),
  );
  write("");
  write("## What the last cookie has lost against a profile without bounds");
  const share = (n) => `${(n * 100).toFixed(2)} %`;
  const { purchase, interests, topics } = result.loss;
  write(
    table(
      ["", "p50", "p95", "max"],
      [
        ["P(alive) and expected purchases differ (1 is yes)", purchase.p50, purchase.p95, purchase.max],
        ["largest error among the ten strongest interests", share(interests.p50), share(interests.p95), share(interests.max)],
        ["of the twenty most bought topics, other days or counts", topics.p50, topics.p95, topics.max],
      ],
    ),
  );
  write("");
  write("## Households per stage at the end of each month");
  const stages = STAGES.filter((stage) => result.stages.some((month) => month.counts[stage]));
  write(
    table(
      ["month", ...stages, "all"],
      result.stages.map(({ month, counts }) => [
        month,
        ...stages.map((stage) => counts[stage] ?? 0),
        Object.values(counts).reduce((sum, count) => sum + count, 0),
      ]),
    ),
  );
  write("");
  write("## Choices");
  const slots = Object.keys(result.choices);
  const ids = [...new Set(slots.flatMap((slot) => Object.keys(result.choices[slot])))].sort();
  const rows = ids.map((id) => [id, ...slots.map((slot) => result.choices[slot][id] ?? 0)]);
  rows.push(["(nothing)", ...slots.map((slot) => result.empty[slot] ?? 0)]);
  write(table(["campaign", ...slots], rows));
  write("");
  write("## Ten decisions, explained");
  for (const example of result.explained) write(explanation(example));
  write(`digest ${result.digest}`);
}

function explanation(example) {
  const lines = [`household ${example.household}, ${example.date}, ${example.stage}, slot ${example.slot}`];
  for (const { id, score, reasons } of example.chosen) {
    lines.push(`  chosen   ${id} (score ${score.toFixed(3)}; ${reasons.join(", ")})`);
  }
  for (const { id, stopped, score, settled } of example.runnersUp) {
    const detail = stopped === "when_failed" && settled ? `: ${settled.attribute} is ${spoken(settled)}` : "";
    const reached = stopped === "outranked" || stopped === "elsewhere" ? ` (score ${score.toFixed(3)})` : "";
    lines.push(`  not      ${id}: ${stopped}${detail}${reached}`);
  }
  return lines.join("\n") + "\n";
}

/** The engine answers in numbers, also for a stage. */
function spoken({ attribute, value }) {
  if (value === undefined) return "missing";
  if (attribute === "stage") return STAGES[value] ?? value;
  return Number.isInteger(value) ? value : value.toFixed(3);
}

export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, i) => Math.max(3, ...all.map((row) => row[i].length)));
  const line = (row) =>
    `| ${row.map((cell, i) => (i ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join(" | ")} |`;
  const rule = `|${widths.map((width, i) => "-".repeat(width + 1) + (i ? ":" : "-")).join("|")}|`;
  return [line(all[0]), rule, ...all.slice(1).map(line)].join("\n");
}

function pairs(counts) {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`)
    .join(", ");
}
