import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { check } from "../entries/compiler-node.js";
import { line } from "../problem.js";
import { moduleOf } from "./module.js";

/** What Vite and Rollup give a plug-in, as far as this one asks. */
interface Context {
  addWatchFile(path: string): void;
  warn(message: string): void;
  error(error: { message: string; id: string }): never;
}

/** A plug-in of Vite, and of Rollup. */
export interface TrogenPlugin {
  name: string;
  enforce: "pre";
  resolveId(source: string, importer?: string): string | undefined;
  load(this: Context, id: string): Promise<string | undefined>;
}

// Not an id that ends in .json: Vite would read its code as JSON.
const MARK = "\0trogen:";
const END = ".js";

/**
 * Compiles `*.program.json` where it is imported: the default export is the program's bytes, for `load` and `start`. What is wrong
 * stops the build and stands in the dev overlay; warnings are printed.
 */
export function trogen(): TrogenPlugin {
  return {
    name: "trogen",
    enforce: "pre",
    resolveId(source, importer) {
      if (!source.endsWith(".program.json")) return undefined;
      const from = importer && !importer.startsWith("\0") ? dirname(importer) : process.cwd();
      return MARK + resolve(from, source) + END;
    },
    async load(id) {
      if (!id.startsWith(MARK)) return undefined;
      const path = id.slice(MARK.length, -END.length);
      this.addWatchFile(path);
      const { bytes, problems } = await check(await readFile(path, "utf8"));
      for (const p of problems) if (p.severity === "warning") this.warn(`${path}: ${line(p)}`);
      if (!bytes) {
        const errors = problems.filter((p) => p.severity === "error").map(line);
        this.error({ message: `${path} does not compile:\n${errors.join("\n")}`, id: path });
      }
      return moduleOf(bytes);
    },
  };
}
