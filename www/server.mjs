// Serves the demo: compiles the program, bundles the worker, and runs it on workerd.
//   node www/server.mjs [--port 8788]
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, dirname, extname, join, normalize, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { Miniflare, Response } from "miniflare";
import { packageDir, readPackage } from "./package.mjs";

const www = dirname(fileURLToPath(import.meta.url));
const TYPES = { ".js": "text/javascript", ".json": "application/json", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm" };

/** Starts the shop; port 0 takes any free one. Gives its address and a way to end it. */
export async function serve({ port = 8788, from = packageDir } = {}) {
  const trogen = readPackage(from);
  const { compile } = await import(pathToFileURL(join(from, trogen.entry("./compiler", ["node"]))));
  const program = await compile(await readFile(join(www, "program.json"), "utf8"));
  const imports = { trogen: `/pkg/${trogen.entry(".", ["browser"])}` };
  const importMap = JSON.stringify({ imports });
  const { script, wasm } = await bundle(from);
  const miniflare = new Miniflare({
    host: "127.0.0.1",
    port,
    compatibilityDate: "2026-04-01",
    modules: [
      { type: "ESModule", path: "worker.js", contents: script },
      { type: "Data", path: "program.trogen", contents: program },
      ...(await Promise.all([...wasm].map(async (file) => ({ type: "CompiledWasm", path: basename(file), contents: await readFile(file) })))),
    ],
    bindings: { IMPORT_MAP: importMap, IMPORT_MAP_HASH: `sha256-${createHash("sha256").update(importMap).digest("base64")}` },
    serviceBindings: { ASSETS: (request) => asset(new URL(request.url).pathname, from) },
  });
  const url = await miniflare.ready;
  return { url: url.origin, close: () => miniflare.dispose() };
}

// workerd cannot compile bytes, so .wasm files stay imports and become modules of their own.
async function bundle(from) {
  const wasm = new Set();
  const result = await build({
    entryPoints: [join(www, "worker.js")],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2023",
    conditions: ["workerd", "worker"],
    nodePaths: [dirname(from)],
    logLevel: "error",
    plugins: [{
      name: "modules-of-workerd",
      setup(build) {
        build.onResolve({ filter: /\.wasm$/ }, (args) => {
          wasm.add(join(args.resolveDir, args.path));
          return { path: `./${basename(args.path)}`, external: true };
        });
        build.onResolve({ filter: /\/program\.trogen$/ }, () => ({ path: "./program.trogen", external: true }));
      },
    }],
  });
  return { script: result.outputFiles[0].text, wasm };
}

async function asset(pathname, from) {
  const [root, path] = pathname.startsWith("/pkg/") ? [from, pathname.slice(5)] : [www, pathname.slice(1)];
  const file = normalize(join(root, path));
  const type = TYPES[extname(file)];
  if (!type || !file.startsWith(root + sep)) return new Response("Not found", { status: 404 });
  try {
    return new Response(await readFile(file), { headers: { "content-type": type, "cache-control": "no-cache" } });
  } catch {
    return new Response("Not found", { status: 404 });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf("--port");
  const shop = await serve({ port: at > 0 ? Number(process.argv[at + 1]) : 8788 });
  // On SIGINT and SIGTERM miniflare itself ends workerd and this process, with the signal's usual status.
  console.log(`The shop is open: ${shop.url}`);
}
