import { type Artifact, type Load, type Runtime, fetched, loader } from "../load.js";
import { type Start, starter } from "../start.js";

export * from "../index.js";

/** Browsers, and bundlers for them: files beside this module, streamed. */
const runtime: Runtime = {
  wasm: (artifact: Artifact) => fetch(address(artifact)),
  read: (where) => fetched(fetch(where)),
};

// One literal `new URL` each: bundlers look for these to copy the file.
function address(artifact: Artifact): URL {
  switch (artifact) {
    case "full":
      return new URL("./trogen-full.wasm", import.meta.url);
    case "insight":
      return new URL("./trogen-insight.wasm", import.meta.url);
    case "compiler":
      return new URL("./trogen-compiler.wasm", import.meta.url);
    default:
      return new URL("./trogen.wasm", import.meta.url);
  }
}

/** Loads a program into the engine. */
export const load: Load = loader(runtime);
/** Starts Trogen in a page. */
export const start: Start = starter(load);
