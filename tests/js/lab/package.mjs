// Where the packed package stands, and what the suites share of it.
import { createRequire } from "node:module";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
/** The package as installed from its tarball. */
export const folder = resolve(root, process.env.TROGEN_PKG ?? "target/consumer/node_modules/trogen");
/** The folder that has it in its node_modules. */
export const consumer = resolve(folder, "../..");
/** A place for what the suites build. */
export const scratch = join(root, "target/tests-js");
export const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** The file that `trogen` or `trogen/...` is under these conditions, as Node would choose it. */
export function entry(subpath, conditions) {
  const holds = new Set([...conditions, "import", "default"]);
  const pick = (node) => {
    if (typeof node === "string") return node;
    for (const [condition, inner] of Object.entries(node ?? {})) {
      const found = holds.has(condition) ? pick(inner) : undefined;
      if (found) return found;
    }
  };
  const found = pick(manifest.exports[subpath]);
  if (!found) throw new Error(`the package has no ${subpath} for ${conditions}`);
  return found;
}

const node = (subpath) => import(pathToFileURL(join(folder, entry(subpath, ["node"]))));
/** The package in this Node. */
export const trogen = await node(".");
/** Its compiler. */
export const { check, compile } = await node("./compiler");

/** The golden files by name. */
export const golden = Object.fromEntries(
  readdirSync(join(root, "tests/golden"))
    .filter((name) => name.endsWith(".json"))
    .map((name) => [name.slice(0, -5), JSON.parse(readFileSync(join(root, "tests/golden", name), "utf8"))]),
);

/** Resolves a tool from this repository's node_modules. */
export const require = createRequire(join(root, "package.json"));

/** A small program with an interest, a condition, a cap and a payload; `now` is a moment to use it at. */
export const shop = {
  name: "tests",
  topics: { tea: { durable: "30d" }, "tea/green": {}, cups: {} },
  context: { weather: ["sun", "rain"], hour: "number", member: "boolean" },
  slots: { hero: {}, grid: { take: 2 }, bar: {} },
  campaigns: [
    { id: "umbrella", slots: ["hero"], when: { "context.weather": "rain" }, value: 3, payload: { title: "Stay dry" } },
    { id: "welcome", slots: ["hero"], kind: "proof", payload: { title: "Welcome" } },
    { id: "cups", slots: ["grid"], topics: ["cups"], payload: "Cups" },
    { id: "tea", slots: ["grid"], kind: "offer", topics: ["tea/green"], value: 1.1, payload: ["Tea", 2] },
    { id: "once", slots: ["bar"], cap: "1/1d" },
  ],
};
export const now = Date.parse("2026-03-01T10:00:00Z");
