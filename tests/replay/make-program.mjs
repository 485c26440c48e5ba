// Writes grocery.program.json: node tests/replay/make-program.mjs [folder]
// Topics: every department and category of the product tree with at least MIN_LINES lines in the year (a topic that
// nobody meets only costs bytes), under their slugs. Campaigns: campaigns.mjs.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { CAMPAIGNS, CONTEXT, DURABLE, SLOTS } from "./campaigns.mjs";
import { openDataset } from "./dataset.mjs";

const MIN_LINES = 500;
const here = dirname(fileURLToPath(import.meta.url));
const directory = resolve(process.argv[2] ?? join(here, "../../../shared/data/completejourney"));
const data = await openDataset({ directory });

const lines = new Map();
for (const household of data.households) {
  for (const basket of data.basketsOf(household)) {
    for (const { levels } of basket.lines) {
      for (let depth = 1; depth <= Math.min(2, levels.length); depth++) {
        const path = levels.slice(0, depth).join("/");
        lines.set(path, (lines.get(path) ?? 0) + 1);
      }
    }
  }
}

const paths = [...lines].filter(([, count]) => count >= MIN_LINES).map(([path]) => path);
// Plain code-unit order: a locale's own order would give another file on another machine.
paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
const topics = Object.fromEntries(paths.map((path) => [path, DURABLE[path] ? { durable: DURABLE[path] } : {}]));
for (const path of [...Object.keys(DURABLE), ...CAMPAIGNS.flatMap((campaign) => campaign.topics ?? [])]) {
  if (!(path in topics)) throw new Error(`no such topic: ${path}`);
}

const fitted = JSON.parse(readFileSync(join(directory, "golden_cj_clv.json"), "utf8")).mbgnbd;
const program = {
  name: "grocery",
  topics,
  context: CONTEXT,
  slots: SLOTS,
  models: {
    purchase: { model: "mbg_nbd", unit: "week", r: fitted.r, alpha: fitted.alpha, a: fitted.a, b: fitted.b },
    interest: { long: "60d", short: "7d", weight: 4 },
  },
  campaigns: CAMPAIGNS,
};
writeFileSync(join(here, "grocery.program.json"), layout(program) + "\n");
console.log(`${paths.length} topics, ${CAMPAIGNS.length} campaigns`);

/** One topic a line, so that a difference between two versions can be read. */
function layout({ topics, ...rest }) {
  const rows = Object.entries(topics).map(([path, topic]) => `    ${JSON.stringify(path)}: ${JSON.stringify(topic)}`);
  const [head, ...tail] = JSON.stringify({ name: rest.name, topics: 0, ...rest }, null, 2).split('"topics": 0');
  return `${head}"topics": {\n${rows.join(",\n")}\n  }${tail.join('"topics": 0')}`;
}
