// Evaluates purchase processes in the packed insight build: `node purchase.mjs CASES.json` prints a list of numbers.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { load } = await import(pathToFileURL(join(process.env.TROGEN_PKG, "node.js")));
const engine = await load({}, { build: "insight" });
const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const values = cases.map(({ kind, process, past, alive }) => {
  const result = engine.model(kind, process, past);
  return alive ? result.alive : result.expected;
});
console.log(JSON.stringify(values));
