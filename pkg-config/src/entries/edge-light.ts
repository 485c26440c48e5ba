import runtimeWasm from "./trogen-full.wasm?module";
import { TrogenError } from "../errors.js";
import { type Load, type Runtime, fetched, loader } from "../load.js";
import { type Start, starter } from "../start.js";

export * from "../index.js";

/** Edge functions in Vercel's manner: the full runtime as an imported module, so that no program needs another. */
const runtime: Runtime = {
  wasm: (artifact) => {
    if (artifact === "runtime" || artifact === "full") return runtimeWasm;
    throw new TrogenError("wasm_failed", `The ${artifact} build is not bundled for this edge; pass { wasm } or compile the program before.`);
  },
  read: (where) => fetched(fetch(where)),
};

/** Loads a program into the engine. */
export const load: Load = loader(runtime);
/** Starts Trogen in a page; at the edge it lives in memory. */
export const start: Start = starter(load);
