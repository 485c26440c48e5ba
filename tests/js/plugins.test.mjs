// Plug-ins of bundlers: a program is compiled where it is imported, and what is wrong with it stops the build.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { build as esbuild } from "esbuild";
import { build as vite, createServer } from "vite";
import { consumer, entry, folder, require, scratch } from "./lab/package.mjs";

const plugin = async (name) => (await import(pathToFileURL(join(folder, entry(`./${name}`, ["node"]))))).trogen();
mkdirSync(join(consumer, "apps"), { recursive: true });

/** A page in a folder of its own, beside the installed package. */
function app(program) {
  const path = mkdtempSync(join(consumer, "apps/plugin-"));
  writeFileSync(join(path, "shop.program.json"), typeof program === "string" ? program : JSON.stringify(program));
  writeFileSync(join(path, "main.js"), `
    import program from "./shop.program.json";
    import { load } from "trogen";
    const engine = await load(program);
    const visitor = engine.visitor(null, { now: Date.UTC(2026, 2, 1), consent: "granted" });
    export const chosen = visitor.choose("hero").hero.id;
  `);
  return path;
}
const right = { slots: { hero: { default: true } }, campaigns: [{ id: "hello", slots: ["hero"] }] };
const wrong = { slots: { hero: {} }, campaigns: [{ id: "hello", slots: ["heros"] }] };
const doubtful = { slots: { hero: {} }, campaigns: [{ id: "hello", slots: ["hero"], when: { orders: 0 } }] };

async function withEsbuild(path, { plugins = [], ...options } = {}) {
  return esbuild({
    entryPoints: [join(path, "main.js")],
    outfile: join(path, "out/main.js"),
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["trogen"],
    logLevel: "silent",
    plugins: [await plugin("esbuild"), ...plugins],
    ...options,
  });
}
async function withVite(path, warnings = [], { plugins = [], ...options } = {}) {
  const logger = { info() {}, warn: (text) => warnings.push(text), warnOnce() {}, error() {}, clearScreen() {}, hasErrorLogged: () => false, hasWarned: false };
  return vite({
    root: path,
    logLevel: "warn",
    customLogger: logger,
    plugins: [await plugin("vite"), ...plugins],
    ...options,
    build: { outDir: "out", target: "es2022", minify: false, lib: { entry: "main.js", formats: ["es"], fileName: "main" }, rollupOptions: { external: ["trogen"] } },
  });
}
const run = async (path) => (await import(pathToFileURL(join(path, "out/main.js")))).chosen;

test("esbuild: the program's bytes stand in the bundle and decide", async () => {
  const path = app(right);
  const { warnings } = await withEsbuild(path);
  assert.deepEqual([await run(path), warnings], ["hello", []]);
});

test("esbuild: an error with its path, a warning that lets it pass", async () => {
  await assert.rejects(withEsbuild(app(wrong)), ({ errors }) => {
    assert.match(errors[0].text, /campaigns\[0\]\.slots\[0\]: no such slot.*did you mean "hero"\?/);
    assert.match(errors[0].location.file, /shop\.program\.json$/);
    return true;
  });
  const { warnings } = await withEsbuild(app(doubtful));
  assert.match(warnings[0].text, /slots\.hero: may stay empty/);
});

test("Vite: the program's bytes stand in the bundle and decide", async () => {
  const path = app(right);
  await withVite(path);
  assert.equal(await run(path), "hello");
});

test("Vite: an error with its path, a warning that lets it pass", async () => {
  await assert.rejects(withVite(app(wrong)), /shop\.program\.json does not compile:[\s\S]*campaigns\[0\]\.slots\[0\]: no such slot/);
  const warnings = [];
  await withVite(app(doubtful), warnings);
  assert.ok(warnings.some((text) => /slots\.hero: may stay empty/.test(text)), warnings.join("\n"));
});

/** The same page, with its program elsewhere: where an alias leads, in a package, and with Vite at the root. */
function elsewhere() {
  const path = app(right);
  const add = (name, id) => {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), JSON.stringify({ ...right, campaigns: [{ ...right.campaigns[0], id }] }));
  };
  add("src/root.program.json", "root");
  add("programs/aliased.program.json", "aliased");
  add("node_modules/shop-programs/packed.program.json", "packed");
  writeFileSync(join(path, "node_modules/shop-programs/package.json"), '{ "name": "shop-programs", "version": "1.0.0" }');
  return path;
}
const importing = (path, ...sources) =>
  writeFileSync(join(path, "main.js"), `
    ${sources.map((source, i) => `import program${i} from "${source}";`).join("\n")}
    import { load } from "trogen";
    export const chosen = await Promise.all([${sources.map((_, i) => `program${i}`)}].map(async (program) => {
      const engine = await load(program);
      return engine.visitor(null, { now: Date.UTC(2026, 2, 1), consent: "granted" }).choose("hero").hero.id;
    }));
  `);

test("esbuild: a program by an alias, and of a package", async () => {
  const path = elsewhere();
  importing(path, "@programs/aliased.program.json", "shop-programs/packed.program.json");
  await withEsbuild(path, { alias: { "@programs": join(path, "programs") } });
  assert.deepEqual(await run(path), ["aliased", "packed"]);
});

test("Vite: a program from the root, by an alias, and of a package", async () => {
  const path = elsewhere();
  importing(path, "/src/root.program.json", "@programs/aliased.program.json", "shop-programs/packed.program.json");
  await withVite(path, [], { resolve: { alias: { "@programs": join(path, "programs") } } });
  assert.deepEqual(await run(path), ["root", "aliased", "packed"]);
});

test("a program that another plug-in makes up is left to it", async () => {
  const made = "export default 5";
  const [one, other] = [app(right), app(right)];
  for (const path of [one, other]) writeFileSync(join(path, "main.js"), 'export { default as chosen } from "virtual:made.program.json";');
  const name = "made";
  const setup = (build) => {
    build.onResolve({ filter: /^virtual:/ }, ({ path }) => ({ path, namespace: "made" }));
    build.onLoad({ filter: /.*/, namespace: "made" }, () => ({ contents: made }));
  };
  await withEsbuild(one, { plugins: [{ name, setup }] });
  const resolveId = (source) => (source.startsWith("virtual:") ? "\0made" : null);
  await withVite(other, [], { plugins: [{ name, resolveId, load: (id) => (id === "\0made" ? made : null) }] });
  assert.deepEqual([await run(one), await run(other)], [5, 5]);
});

test("a byte order mark before a program is no part of it", async () => {
  for (const build of [withEsbuild, withVite]) {
    const path = app(`\ufeff${JSON.stringify(right)}`);
    await build(path);
    assert.equal(await run(path), "hello");
  }
});

test("Vite: a program that is not there stops the build, with its name", async () => {
  const path = app(right);
  importing(path, "./missing.program.json");
  await assert.rejects(withVite(path), /missing\.program\.json/);
});

test("Vite's dev server: what is wrong is the error that its overlay shows, and is gone when it is mended", async () => {
  const path = app(wrong);
  const server = await createServer({ root: path, logLevel: "silent", server: { middlewareMode: true, ws: false, watch: null }, plugins: [await plugin("vite")] });
  try {
    const id = (await server.pluginContainer.resolveId("./shop.program.json", join(path, "main.js"))).id;
    await assert.rejects(server.pluginContainer.load(id), ({ message, id }) => /no such slot: "heros"/.test(message) && /shop\.program\.json$/.test(id));
    writeFileSync(join(path, "shop.program.json"), JSON.stringify(right));
    assert.match(`${(await server.pluginContainer.load(id)).code ?? (await server.pluginContainer.load(id))}`, /^export default Uint8Array/);
  } finally {
    await server.close();
  }
});

test("strict TypeScript takes the plug-ins where Vite and esbuild want one of theirs", () => {
  mkdirSync(scratch, { recursive: true });
  const here = mkdtempSync(join(scratch, "plugin-types-"));
  mkdirSync(join(here, "node_modules"));
  symlinkSync(folder, join(here, "node_modules/trogen"));
  writeFileSync(join(here, "use.ts"), `
    import type { Plugin as OfEsbuild } from "esbuild";
    import type { Plugin as OfVite } from "vite";
    import { trogen as esbuild } from "trogen/esbuild";
    import { trogen as vite } from "trogen/vite";
    export const plugins: [OfEsbuild, OfVite] = [esbuild(), vite()];
  `);
  const options = { module: "esnext", moduleResolution: "bundler", target: "es2022", types: ["node"], strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true, noEmit: true };
  writeFileSync(join(here, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["use.ts"] }));
  try {
    execFileSync(process.execPath, [join(dirname(require.resolve("typescript/package.json")), "bin/tsc"), "-p", here], { encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout);
  }
});
