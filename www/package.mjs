// Where the packed package stands, and which of its files a runtime's conditions lead to.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

export const packageDir = join(dirname(fileURLToPath(import.meta.url)), "../target/consumer/node_modules/trogen");

/** The exports of the package as `{ entry(subpath, conditions) }`; a path relative to its folder. */
export function readPackage(dir) {
  if (!existsSync(join(dir, "package.json"))) throw new Error("no packed package yet: run `cargo xtask build` first");
  const { exports } = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
  return {
    entry(subpath, conditions) {
      const target = pick(exports[subpath], new Set([...conditions, "import", "default"]));
      if (!target) throw new Error(`the package has no entry ${subpath} for ${conditions}`);
      return normalize(target);
    },
  };
}

// The first condition that holds wins, in the order the package states them, as in Node.
function pick(node, conditions) {
  if (typeof node === "string" || !node) return node ?? null;
  for (const [condition, inner] of Object.entries(node)) {
    const found = conditions.has(condition) ? pick(inner, conditions) : null;
    if (found) return found;
  }
  return null;
}
