// A worker on workerd, bundled from the packed package as Cloudflare's own tools do: .wasm files stay imports.
import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { Miniflare } from "miniflare";
import { folder, root } from "./package.mjs";

/** Starts a worker with this source, which may import "trogen" and the suites' own modules. */
export async function worker(source) {
  const wasm = new Set();
  const result = await build({
    stdin: { contents: source, resolveDir: join(root, "tests/js"), sourcefile: "worker.js" },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2023",
    conditions: ["workerd", "worker"],
    nodePaths: [dirname(folder)],
    logLevel: "error",
    plugins: [{
      name: "wasm-modules",
      setup(build) {
        build.onResolve({ filter: /\.wasm$/ }, (args) => {
          wasm.add(join(args.resolveDir, args.path));
          return { path: `./${basename(args.path)}`, external: true };
        });
      },
    }],
  });
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    compatibilityDate: "2026-04-01",
    modules: [
      { type: "ESModule", path: "worker.js", contents: result.outputFiles[0].text },
      ...(await Promise.all([...wasm].map(async (file) => ({ type: "CompiledWasm", path: basename(file), contents: await readFile(file) })))),
    ],
  });
  await miniflare.ready;
  return miniflare;
}
