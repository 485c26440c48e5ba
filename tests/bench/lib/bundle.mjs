// One script per contestant for the tables that start from nothing, and its rules as a file.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { consumer, packageFolder } from "./package.mjs";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const folder = join(root, ".build");

const COMMON = {
  bundle: true,
  minify: true,
  platform: "browser",
  target: "es2022",
  logLevel: "silent",
  loader: { ".wasm": "binary" },
  // The compiler runs in Node beforehand; a page never loads it.
  external: ["node:*", "*/lib/package.mjs"],
  define: { "import.meta.url": '"http://localhost/"' },
};

/** Where an adapter's .wasm lies, if it has one of its own. */
export function wasmPath(adapter) {
  if (adapter.wasmInPackage) return join(packageFolder, adapter.wasmInPackage);
  return adapter.wasm ? join(root, "node_modules", adapter.wasm) : undefined;
}

export function wasmBytes(adapter) {
  const path = wasmPath(adapter);
  return path ? new Uint8Array(readFileSync(path)) : undefined;
}

/** The adapter as one classic script that sets `A`. */
export async function bundle(adapter) {
  const { build } = await import("esbuild");
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, adapter.file + ".js");
  const entry = join(root, "adapters", adapter.file + ".mjs");
  const source =
    adapter.kind === "ours"
      ? {
          stdin: {
            contents: `import * as trogen from "trogen"; import a from ${JSON.stringify(entry)};
              export default { ...a, load: (packed, options) => a.load(packed, { ...options, trogen }) };`,
            resolveDir: consumer,
          },
        }
      : { entryPoints: [entry] };
  await build({ ...COMMON, ...source, format: "iife", globalName: "A", outfile });
  return outfile;
}

/** The page's own script, with the workload and the clock. */
export async function bundlePage(entry) {
  const { build } = await import("esbuild");
  const result = await build({ ...COMMON, entryPoints: [join(root, entry)], format: "iife", write: false });
  return result.outputFiles[0].contents;
}

/** What the adapter would be shipped for these campaigns, as a file; `options` go to `pack`. */
export async function payload(adapter, campaigns, options = { only: "top1" }) {
  mkdirSync(folder, { recursive: true });
  const packed = await adapter.pack(campaigns, options);
  const binary = packed instanceof Uint8Array;
  const content = binary ? packed : JSON.stringify(packed);
  const suffix = options.only ? "" : "-all";
  const path = join(folder, `${adapter.file}-${campaigns.length}${suffix}.${binary ? "bin" : "json"}`);
  writeFileSync(path, content);
  return { path, binary, bytes: binary ? packed.length : Buffer.byteLength(content) };
}
