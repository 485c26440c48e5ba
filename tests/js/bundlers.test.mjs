// Pages as shops build them, from the packed tarball, in Chromium; and pages whose policy forbids WebAssembly.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build as esbuild } from "esbuild";
import { build as vite } from "vite";
import { browser, importMap, serve } from "./lab/chromium.mjs";
import { compile, folder, now, scratch, shop } from "./lab/package.mjs";

const here = join(scratch, "bundlers");
const PAGE = (script) => `<!doctype html><title>shop</title><h1 data-slot="hero">Default</h1>${script}`;
/** A page's own script: fills its slot, or keeps its default; says what happened in the title. */
const SOURCE = (entry) => `
import { load, TrogenError } from "${entry}";
const h1 = document.querySelector("h1");
try {
  const bytes = await (await fetch("/files/program.trogen")).arrayBuffer();
  const engine = await load(bytes);
  const visitor = engine.visitor(null, { now: ${now}, consent: "granted", context: { weather: "rain" } });
  const { hero } = visitor.choose(["hero"]);
  if (hero.payload) h1.textContent = hero.payload.title;
  hero.shown();
  document.title = "filled " + hero.reasons.join();
} catch (error) {
  document.title = error instanceof TrogenError ? "kept " + error.code : "threw " + error;
}`;

let chromium;
before(async () => {
  rmSync(here, { recursive: true, force: true });
  mkdirSync(join(here, "node_modules"), { recursive: true });
  mkdirSync(join(here, "files"));
  // A copy, so that bundlers see what npm would install and not a link out of the project.
  cpSync(folder, join(here, "node_modules/trogen"), { recursive: true });
  writeFileSync(join(here, "package.json"), '{ "type": "module", "private": true }');
  writeFileSync(join(here, "main.js"), SOURCE("trogen"));
  writeFileSync(join(here, "inline.js"), SOURCE("trogen/inline"));
  writeFileSync(join(here, "index.html"), PAGE('<script type="module" src="./main.js"></script>'));
  writeFileSync(join(here, "files/program.trogen"), await compile(shop));
  chromium = await browser();
});
after(() => chromium?.close());

/** Opens a page; gives its heading, its title, and what went wrong unseen. */
async function visit({ pages, roots }, path = "/") {
  const server = await serve({ pages, roots: { files: join(here, "files"), ...roots } });
  const context = await chromium.newContext();
  try {
    const page = await context.newPage();
    const errors = [];
    const requests = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("request", (request) => requests.push(new URL(request.url()).pathname));
    await page.goto(server.url + path);
    await page.waitForFunction(() => document.title !== "shop", undefined, { timeout: 10_000 });
    return { heading: await page.textContent("h1"), title: await page.title(), errors, requests };
  } finally {
    await context.close();
    await server.close();
  }
}
const FILLED = { heading: "Stay dry", title: "filled when", errors: [] };
const seen = ({ heading, title, errors }) => ({ heading, title, errors });

test("Vite builds a page; the .wasm is a file of its own", async () => {
  await vite({ root: here, base: "/app/", logLevel: "error", configFile: false, build: { outDir: "vite", target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false } } });
  const assets = readdirSync(join(here, "vite/assets"));
  const page = await visit({ roots: { app: join(here, "vite") } }, "/app/index.html");
  assert.deepEqual(seen(page), FILLED);
  assert.ok(assets.some((name) => /^trogen-.*\.wasm$/.test(name)), assets.join());
  assert.equal(page.requests.filter((path) => path.endsWith(".wasm")).length, 1, "a page loads the runtime and no other build");
  assert.ok(!page.requests.some((path) => /insight|compiler/.test(path)), page.requests.join());
});

test("esbuild builds a page; the .wasm is copied beside it or given as an address", async () => {
  const out = join(here, "esbuild");
  await esbuild({ entryPoints: [join(here, "main.js")], outdir: out, bundle: true, splitting: true, format: "esm", target: "es2022", minify: true, logLevel: "error" });
  // esbuild leaves new URL(..., import.meta.url) as it is: the file has to lie beside the bundle.
  cpSync(join(here, "node_modules/trogen/trogen.wasm"), join(out, "trogen.wasm"));
  const page = await visit({ pages: { "/": PAGE('<script type="module" src="/app/main.js"></script>') }, roots: { app: out } });
  assert.deepEqual(seen(page), FILLED);
});

test("a bundle without its .wasm keeps the default, and says so", async () => {
  const out = join(here, "bare");
  await esbuild({ entryPoints: [join(here, "main.js")], outdir: out, bundle: true, splitting: true, format: "esm", target: "es2022", logLevel: "error" });
  const page = await visit({ pages: { "/": PAGE('<script type="module" src="/app/main.js"></script>') }, roots: { app: out } });
  assert.deepEqual(seen(page), { heading: "Default", title: "kept wasm_failed", errors: [] });
});

test("trogen/inline is one file, without any request for a .wasm", async () => {
  const out = join(here, "inlined");
  await esbuild({ entryPoints: [join(here, "inline.js")], outdir: out, bundle: true, splitting: true, format: "esm", target: "es2022", logLevel: "error" });
  const page = await visit({ pages: { "/": PAGE('<script type="module" src="/app/inline.js"></script>') }, roots: { app: out } });
  assert.deepEqual(seen(page), FILLED);
  assert.equal(page.requests.filter((path) => path.endsWith(".wasm")).length, 0);
});

test("Node's bundles: esbuild for the server finds the files beside the package", async () => {
  const out = join(here, "server");
  writeFileSync(join(here, "server.js"), 'import { load } from "trogen"; export { load };');
  await esbuild({ entryPoints: [join(here, "server.js")], outdir: out, bundle: true, splitting: true, format: "esm", platform: "node", logLevel: "error" });
  cpSync(join(here, "node_modules/trogen/trogen.wasm"), join(out, "trogen.wasm"));
  const { load } = await import(join(out, "server.js"));
  const engine = await load(await compile(shop));
  assert.equal(engine.visitor(null, { now, consent: "granted" }).choose("hero").hero.id, "welcome");
});

for (const entry of ["trogen", "trogen/inline"]) {
  const script = () => {
    // Scripts of its own origin only: the import map's addresses are put into the source.
    const map = JSON.parse(/>(.*)</.exec(importMap)[1]).imports;
    const name = `csp-${entry.replace("/", "-")}.js`;
    writeFileSync(join(here, "files", name), SOURCE(map[entry]));
    return PAGE(`<script type="module" src="/files/${name}"></script>`);
  };

  test(`${entry} under script-src 'self' 'wasm-unsafe-eval'`, async () => {
    const page = await visit({ pages: { "/": { html: script(), csp: "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'" } } });
    assert.deepEqual(seen(page), FILLED);
  });

  test(`${entry} under script-src 'self': the default stands, nothing is uncaught`, async () => {
    const page = await visit({ pages: { "/": { html: script(), csp: "default-src 'self'; script-src 'self'" } } });
    assert.deepEqual(seen(page), { heading: "Default", title: "kept wasm_failed", errors: [] });
  });
}
