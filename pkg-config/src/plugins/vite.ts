import { readFile } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { check } from "../entries/compiler-node.js";
import { line } from "../problem.js";
import { moduleOf } from "./module.js";

/** What Vite and Rollup give a plug-in, as far as this one asks. */
interface Context {
  resolve(source: string, importer?: string, options?: { skipSelf?: boolean }): Promise<Resolved | null>;
  addWatchFile(path: string): void;
  warn(message: string): void;
  error(error: { message: string; id: string }): never;
}

/** Where an import leads. */
interface Resolved {
  id: string;
  external?: boolean | "absolute" | "relative";
}

/** A plug-in of Vite, and of Rollup. */
export interface TrogenPlugin {
  name: string;
  enforce: "pre";
  resolveId(this: Context, source: string, importer?: string, options?: object): Promise<Resolved | string | null>;
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
    async resolveId(source, importer, options) {
      if (!source.endsWith(".program.json")) return null;
      // An alias, a package or an address from the root is for others to read.
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      // What is no file is another plug-in's.
      return found && !found.external && isAbsolute(found.id) ? MARK + found.id + END : found;
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
