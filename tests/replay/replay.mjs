// A grocer's year through the packed package:
//   node tests/replay/replay.mjs [--data FOLDER | --sample] [--household ID]... [--json FILE]
// The report goes to standard output, progress to standard error. Exit code 1 when a purchase was lost, anything
// was dropped, or the insight build decided differently from the runtime.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { openDataset } from "./dataset.mjs";
import { explainTen } from "./explain.mjs";
import { MONTH_ENDS, YEAR_END, replayHousehold } from "./household.mjs";
import { importTrogen } from "./package.mjs";
import { printReport } from "./report.mjs";
import { Tally, percentile } from "./tally.mjs";
import { Unbounded, above, loss } from "./unbounded.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    sample: { type: "boolean", default: false },
    household: { type: "string", multiple: true },
    json: { type: "string" },
  },
});

const program = JSON.parse(readFileSync(join(here, "grocery.program.json"), "utf8"));
const { load } = await importTrogen();
const { compile } = await importTrogen("trogen/compiler");
const compiled = await compile(program);

console.error("replay: reading the baskets");
const data = await openDataset({ directory: options.data, sample: options.sample });
const households = options.household ? options.household.map(Number) : data.households;

const tally = new Tally();
const engine = await load(compiled);
const insight = await load(compiled, { build: "insight" });
const paths = new Set(Object.keys(program.topics).flatMap(above));
const { long, short } = program.models.interest;
const halfLives = [long, short].map((text) => Number.parseInt(text, 10));
const { purchase } = program.models;
// In days, as the engine has it.
const model = { kind: purchase.model, process: { ...purchase, alpha: purchase.alpha * 7 } };
const losses = [];
const { seconds, tracking } = feed(engine, households);
const result = {
  data: data.name,
  program: program.name,
  topics: Object.keys(program.topics).length,
  campaigns: program.campaigns.length,
  programBytes: compiled.length,
  engine: engine.id,
  households: households.length,
  fed: tally.fed,
  counted: tally.counted,
  lost: tally.lost.length,
  drops: tally.drops,
  spend: tally.cents / 100,
  remembered: { orders: tally.remembered.orders, spend: tally.remembered.cents / 100 },
  events: tally.events,
  decisions: tally.fed + tally.letters,
  snapshots: tally.letters + tally.finalBytes.length,
  seconds,
  eventsPerSecond: tally.events / tracking,
  loss: {
    purchase: percentiles(losses.map((l) => l.purchase)),
    interests: percentiles(losses.map((l) => l.interests)),
    topics: percentiles(losses.map((l) => l.topics)),
  },
  profile: {
    bytes: sizes(tally.finalBytes, tally.largestBytes),
    cookie: sizes(tally.finalCookie, tally.largestCookie),
  },
  stages: MONTH_ENDS.map((end, i) => ({ month: new Date(end - 1).toISOString().slice(0, 7), counts: tally.stages[i] })),
  choices: tally.choices,
  empty: tally.empty,
  explained: explainTen(insight, data, tally.examples),
  digest: tally.digest(),
  residentMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
};

printReport(result);
if (options.json) writeFileSync(options.json, JSON.stringify(result, null, 1) + "\n");

const differing = result.explained.filter(({ same }) => !same);
if (differing.length > 0) console.error(`replay: the insight build chose differently in ${differing.length} decisions`);
if (result.lost > 0) console.error(`replay: ${result.lost} purchases were lost`);
// Every event of this data is a good one, so that anything left out is a fault.
const dropped = Object.values(result.drops).reduce((sum, count) => sum + count, 0);
if (dropped > 0) console.error(`replay: ${dropped} drops`);
process.exitCode = result.lost > 0 || dropped > 0 || differing.length > 0 ? 1 : 0;

/** Seconds for all of it (reading the file is not among them), and those spent in `track`. */
function feed(engine, households) {
  const started = performance.now();
  let tracking = 0;
  households.forEach((household, i) => {
    tally.begin(household);
    const baskets = data.basketsOf(household);
    tracking += replayHousehold(engine, baskets, tally) / 1000;
    if (tally.lastCookie) compare(baskets);
    if ((i + 1) % 250 === 0) console.error(`replay: ${i + 1} of ${households.length} households`);
  });
  return { seconds: (performance.now() - started) / 1000, tracking };
}

/** What the last cookie of a household has lost. */
function compare(baskets) {
  const unbounded = new Unbounded(paths, halfLives);
  baskets.forEach((basket) => unbounded.basket(basket));
  const visitor = insight.visitor(tally.lastCookie, { now: YEAR_END, consent: "granted" });
  losses.push(loss(visitor, insight, unbounded, model, YEAR_END));
  visitor.close();
}

function percentiles(values) {
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95), max: percentile(values, 1) };
}

function sizes(values, largest) {
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95), max: percentile(values, 1), largest };
}
