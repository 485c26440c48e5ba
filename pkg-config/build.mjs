// Assembles the npm package: `node pkg-config/build.mjs ARTIFACTS OUT`. Run by `cargo xtask build`.
import { build } from "esbuild";
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const [artifacts, out] = process.argv.slice(2);
const here = fileURLToPath(new URL(".", import.meta.url));

// The declarations, which tsc put there before, stay.
await mkdir(out, { recursive: true });
for (const old of await readdir(out)) if (old !== "types") await rm(join(out, old), { recursive: true });

// Glue, .wasm and the inlined .wasm stand beside the compiled modules: wherever a source imports one, so does the output.
const beside = {
  name: "beside",
  setup(build) {
    build.onResolve({ filter: /(_glue\.js|\.wasm|\.wasm\?module|\/inline-wasm\.js)$/ }, ({ path }) => ({
      path: `./${basename(path)}`,
      external: true,
    }));
  },
};

const entries = join(here, "src/entries");
await build({
  entryPoints: (await readdir(entries)).map((name) => join(entries, name)),
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  platform: "neutral",
  external: ["node:*"],
  minify: true,
  // Private members start with one underscore. Unlike #names they stay small when a shop's bundler aims at older browsers.
  mangleProps: /^_[a-z]/,
  legalComments: "none",
  logLevel: "warning",
  plugins: [beside],
});

for (const name of ["trogen", "trogen-full", "trogen-insight", "trogen-compiler"]) {
  await cp(join(artifacts, `${name}.wasm`), join(out, `${name}.wasm`));
}
// The compiler's glue is minified, nothing else: its names are its interface. Its warnings are about ways of starting it
// that the package does not use.
await build({
  entryPoints: [join(artifacts, "trogen-compiler_glue.js")],
  outfile: join(out, "trogen-compiler_glue.js"),
  minify: true,
  drop: ["console"],
  format: "esm",
  target: "es2022",
  logLevel: "warning",
});
const wasm = await readFile(join(artifacts, "trogen-full.wasm"));
await writeFile(join(out, "inline-wasm.js"), `export const wasm="${wasm.toString("base64")}";\n`);

await cp(join(here, "../src/compiler/program.schema.json"), join(out, "program.schema.json"));
await cp(join(here, "starters"), join(out, "starters"), { recursive: true });
for (const name of ["package.json", "README.md"]) {
  await cp(join(here, name), join(out, name)).catch(() => cp(join(here, "..", name), join(out, name)));
}
for (const name of ["LICENSE-MIT", "LICENSE-APACHE"]) await cp(join(here, "..", name), join(out, name));
