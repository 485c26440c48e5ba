import { readFile } from "node:fs/promises";
import { type Artifact, type Runtime, fetched } from "./load.js";

const FILES: { [artifact in Artifact]: string } = {
  runtime: "./trogen.wasm",
  full: "./trogen-full.wasm",
  insight: "./trogen-insight.wasm",
  compiler: "./trogen-compiler.wasm",
};

/** Node, Deno and Bun: files beside this module, read. */
export const files: Runtime = {
  wasm: (artifact) => readFile(new URL(FILES[artifact], import.meta.url)),
  read: (where) => (/^https?:/.test(String(where)) ? fetched(fetch(where)) : readFile(where)),
};
