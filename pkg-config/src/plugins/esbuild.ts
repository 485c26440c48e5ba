import { readFile } from "node:fs/promises";
import { check } from "../entries/compiler-node.js";
import { line } from "../problem.js";
import { moduleOf } from "./module.js";

interface Message {
  text: string;
  location: { file: string };
}

/** What esbuild gives a plug-in, as far as this one asks. */
interface Build {
  onLoad(
    options: { filter: RegExp; namespace: string },
    callback: (args: { path: string }) => Promise<{
      contents?: string;
      loader?: "js";
      errors: Message[];
      warnings: Message[];
      watchFiles: string[];
    }>,
  ): void;
}

/** A plug-in of esbuild. */
export interface TrogenPlugin {
  name: string;
  setup(build: Build): void;
}

/**
 * Compiles `*.program.json` where it is imported: the default export is the program's bytes, for `load` and `start`. What is wrong
 * is an error of the build.
 */
export function trogen(): TrogenPlugin {
  return {
    name: "trogen",
    setup(build) {
      // Where an import leads, esbuild finds out. What is no file is another plug-in's.
      build.onLoad({ filter: /\.program\.json$/, namespace: "file" }, async ({ path }) => {
        const { bytes, problems } = await check(await readFile(path, "utf8"));
        const of = (severity: string) =>
          problems.filter((p) => p.severity === severity).map((p) => ({ text: line(p), location: { file: path } }));
        return {
          ...(bytes && { contents: moduleOf(bytes), loader: "js" as const }),
          errors: of("error"),
          warnings: of("warning"),
          watchFiles: [path],
        };
      });
    },
  };
}
