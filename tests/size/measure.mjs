// Prints sizes as JSON: of the files of an installed package and of what a page loads from it, or of one file.
import { build } from "esbuild";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const path = process.argv[2];

function sizes(...parts) {
  const sum = { raw: 0, gzip: 0, brotli: 0 };
  // Each part is a file of its own on the wire, so each is compressed alone.
  for (const bytes of parts) {
    sum.raw += bytes.length;
    sum.gzip += gzipSync(bytes, { level: 9 }).length;
    sum.brotli += brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  }
  return sum;
}

/** What a bundler makes of a page with this script, without what is only loaded when asked for, but for such a module. */
async function page(contents, asked) {
  const { outputFiles, metafile } = await build({
    stdin: { contents, resolveDir: join(path, "../..") },
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    target: "es2022",
    conditions: ["browser"],
    outdir: "/out",
    write: false,
    metafile: true,
  });
  // Static imports only: the entry and the chunks it needs at once.
  const wanted = new Set();
  const add = (name) => {
    if (wanted.has(name)) return;
    wanted.add(name);
    for (const { path, kind } of metafile.outputs[name].imports) if (kind === "import-statement" || asked?.test(path)) add(path);
  };
  add(Object.keys(metafile.outputs).find((name) => metafile.outputs[name].entryPoint));
  const base = (name) => name.split("/").pop();
  const bases = new Set([...wanted].map(base));
  return outputFiles.filter((f) => bases.has(base(f.path))).map((f) => f.contents);
}

if (statSync(path).isFile()) {
  console.log(JSON.stringify({ file: sizes(readFileSync(path)) }));
} else {
  const file = (name) => readFileSync(join(path, name));
  const runtime = file("trogen.wasm");
  const start = await page('import { start } from "trogen"; globalThis.trogen = [start];');
  const full = await page('import { start } from "trogen"; globalThis.trogen = [start];', /\/full-[\w-]+\.js$/);
  const result = {
    "trogen.wasm": sizes(runtime),
    "trogen-full.wasm": sizes(file("trogen-full.wasm")),
    "trogen-insight.wasm": sizes(file("trogen-insight.wasm")),
    "trogen-compiler.wasm": sizes(file("trogen-compiler.wasm")),
    "inline-wasm.js": sizes(file("inline-wasm.js")),
    "API in a page (start)": sizes(...start),
    "what a page loads": sizes(runtime, ...start),
    "what a page loads with build: full": sizes(file("trogen-full.wasm"), ...full),
  };
  // All that each exports, alone in its bundle.
  for (const name of ["ga4", "segment", "shopify", "consent"]) {
    result[`trogen/${name}`] = sizes(...(await page(`export * from "trogen/${name}";`)));
  }
  console.log(JSON.stringify(result));
}
