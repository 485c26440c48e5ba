// Plays a file of cases through the packed package: `node growthbook.mjs CASES.json`. Exit code 1 if any failed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { play } from "./play.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = resolve(root, process.env.TROGEN_PKG ?? "target/consumer/node_modules/trogen");
const entry = createRequire(join(folder, "package.json")).resolve("trogen/compiler");
const file = JSON.parse(readFileSync(process.argv[2], "utf8"));

const { passed, failures } = await play(file, await import(pathToFileURL(entry)));
for (const { section, name, got, wanted } of failures) {
  console.log(`packed package: ${section}: ${name}: got ${got}${wanted === undefined ? "" : `, wanted ${wanted}`}`);
}
console.log(`packed package: ${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 ? 1 : 0;
