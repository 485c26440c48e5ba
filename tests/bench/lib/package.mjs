// Trogen as a shop gets it: from the packed tarball, installed by `cargo xtask build` into target/consumer. Node only:
// bundles for the page get the package's browser entry instead (see bundle.mjs).
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

export const consumer = resolve(dirname(fileURLToPath(import.meta.url)), "../../../target/consumer");
export const packageFolder = join(consumer, "node_modules/trogen");

/** An entry of the installed package, e.g. "trogen" or "trogen/compiler". */
export async function importTrogen(entry = "trogen") {
  if (!existsSync(join(packageFolder, "package.json"))) throw new Error("not built; run `cargo xtask build` first");
  const path = createRequire(join(consumer, "package.json")).resolve(entry);
  return import(pathToFileURL(path).href);
}
