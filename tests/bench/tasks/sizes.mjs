// T6: bytes that a page loads, after a bundler. Rules and programs are not among them.
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "../lib/bundle.mjs";
import { consumer, packageFolder } from "../lib/package.mjs";
import { table } from "../lib/table.mjs";

const modules = (path) => join(root, "node_modules", path);

const ENTRIES = [
  {
    name: "trogen (runtime)",
    from: consumer,
    js: `import { load } from "trogen"; globalThis.t = load;`,
    wasm: join(packageFolder, "trogen.wasm"),
  },
  { name: "growthbook (evalCondition only)", js: `export { evalCondition } from "@growthbook/growthbook";` },
  {
    name: "growthbook (GrowthBook class)",
    js: `import { GrowthBook } from "@growthbook/growthbook"; globalThis.gb = new GrowthBook({}); export { GrowthBook };`,
  },
  {
    name: "uniform (Context + cookie store + decay)",
    js: `import { Context, CookieTransitionDataStore, createLinearDecay } from "@uniformdev/context";
      globalThis.c = (m) => new Context({ manifest: m, transitionStore: new CookieTransitionDataStore({}), decay: createLinearDecay() });`,
  },
  { name: "json-logic-js", js: `import j from "json-logic-js"; globalThis.j = j.apply;` },
  { name: "aep-rules-engine", js: `import R from "@adobe/aep-rules-engine"; globalThis.r = R;` },
  { name: "js-closures (our baseline)", js: `import a from "./adapters/js-closures.mjs"; globalThis.a = a.load;` },
  { name: "js-indexed (our bound)", js: `import a from "./adapters/js-indexed.mjs"; globalThis.a = a.load;` },
  {
    name: "flipt slim (wasm)",
    js: `import { FliptClient } from "@flipt-io/flipt-client-js/slim"; globalThis.f = FliptClient;`,
    wasm: modules("@flipt-io/flipt-client-js/dist/flipt_engine_wasm_js_bg.wasm"),
  },
  {
    name: "devcycle (wasm, glue without protobuf)",
    js: `import l from "@devcycle/bucketing-assembly-script/build/bucketing-lib.release.js"; globalThis.l = l;`,
    wasm: modules("@devcycle/bucketing-assembly-script/build/bucketing-lib.release.wasm"),
  },
];

export async function sizes({ withTrogen }) {
  const out = [];
  for (const entry of ENTRIES) {
    if (entry.from && !withTrogen) continue;
    const js = compressed(await script(entry));
    const wasm = entry.wasm ? compressed(readFileSync(entry.wasm)) : null;
    const total = wasm ? { min: js.min + wasm.min, gzip: js.gzip + wasm.gzip, brotli: js.brotli + wasm.brotli } : js;
    out.push({ name: entry.name, js, wasm, total });
  }
  table("T6 size in bytes, esbuild minified", out, [
    ["bundle", (r) => r.name],
    ...["min", "gzip", "brotli"].map((kind) => [kind, (r) => r.total[kind]]),
    ["of it wasm gzip", (r) => r.wasm?.gzip],
  ]);
  return out;
}

/** The entry with all it imports statically; what is loaded on demand (a compiler, a second build) is left in its own file. */
async function script({ js, from }) {
  const result = await build({
    stdin: { contents: js, resolveDir: from ?? root, loader: "js", sourcefile: "entry.js" },
    bundle: true,
    minify: true,
    format: "esm",
    splitting: true,
    platform: "browser",
    target: "es2020",
    outdir: "/bench",
    entryNames: "entry",
    write: false,
    metafile: true,
    logLevel: "silent",
  });
  const outputs = new Map(Object.entries(result.metafile.outputs).map(([path, output]) => [basename(path), output]));
  const needed = new Set(["entry.js"]);
  for (const name of needed) {
    for (const { path, kind } of outputs.get(name).imports) if (kind === "import-statement") needed.add(basename(path));
  }
  return Buffer.concat(
    result.outputFiles.filter((file) => needed.has(basename(file.path))).map((file) => file.contents),
  );
}

function compressed(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return {
    min: bytes.length,
    gzip: gzipSync(bytes, { level: 9 }).length,
    brotli: brotliCompressSync(bytes, { params }).length,
  };
}
