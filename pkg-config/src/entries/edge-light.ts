import runtimeWasm from "./trogen.wasm?module";
import { TrogenError } from "../errors.js";
import { type Load, type Runtime, fetched, loader } from "../load.js";
import { type Start, starter } from "../start.js";

export * from "../index.js";

/** Edge functions in Vercel's manner: the runtime as an imported module, and nothing larger. */
const runtime: Runtime = {
  wasm: (artifact) => {
    if (artifact === "runtime") return runtimeWasm;
    throw new TrogenError("wasm_failed", `The ${artifact} build is not bundled for this edge; pass { wasm } or compile the program before.`);
  },
  read: (where) => fetched(fetch(where)),
};

/** Loads a program into the engine. */
export const load: Load = loader(runtime);
/** Starts Trogen in a page; at the edge it lives in memory. */
export const start: Start = starter(load);
