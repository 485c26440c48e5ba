import { wasm } from "./inline-wasm.js";
import { TrogenError } from "../errors.js";
import { type Load, type Runtime, fetched, loader } from "../load.js";
import { type Start, starter } from "../start.js";

export * from "../index.js";

/** Anywhere that compiles bytes: the full runtime is carried as text, a third larger than the file, so that no program needs another. */
const runtime: Runtime = {
  wasm: (artifact) => {
    if (artifact === "runtime" || artifact === "full") return Uint8Array.from(atob(wasm), (c) => c.charCodeAt(0));
    throw new TrogenError("wasm_failed", `trogen/inline carries the full runtime only; for the ${artifact} build pass { wasm } or use the entry "trogen".`);
  },
  read: (where) => fetched(fetch(where)),
};

/** Loads a program into the engine. */
export const load: Load = loader(runtime);
/** Starts Trogen in a page. */
export const start: Start = starter(load);
