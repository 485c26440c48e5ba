// Plug-ins of bundlers: a program is compiled where it is imported, and what is wrong with it stops the build.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { build as esbuild } from "esbuild";
import { build as vite, createServer } from "vite";
import { consumer, entry, folder } from "./lab/package.mjs";

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

async function withEsbuild(path) {
  return esbuild({
    entryPoints: [join(path, "main.js")],
    outfile: join(path, "out/main.js"),
    bundle: true,
    format: "esm",
    platform: "node",
    external: ["trogen"],
    logLevel: "silent",
    plugins: [await plugin("esbuild")],
  });
}
async function withVite(path, warnings = []) {
  const logger = { info() {}, warn: (text) => warnings.push(text), warnOnce() {}, error() {}, clearScreen() {}, hasErrorLogged: () => false, hasWarned: false };
  return vite({
    root: path,
    logLevel: "warn",
    customLogger: logger,
    plugins: [await plugin("vite")],
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
