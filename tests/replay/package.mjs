// Trogen as a shop gets it: from the packed tarball, installed by `cargo xtask build` into target/consumer.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const consumer = resolve(dirname(fileURLToPath(import.meta.url)), "../../target/consumer");

/** An entry of the installed package, e.g. "trogen" or "trogen/compiler". */
export async function importTrogen(entry = "trogen") {
  if (!existsSync(join(consumer, "node_modules/trogen/package.json"))) {
    throw new Error("the package is not built; run `cargo xtask build` first");
  }
  const path = createRequire(join(consumer, "package.json")).resolve(entry);
  return import(pathToFileURL(path).href);
}
