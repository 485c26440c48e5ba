import runtimeWasm from "./trogen.wasm";
import { type Load, type Runtime, fetched, loader } from "../load.js";
import { type Start, starter } from "../start.js";

export * from "../index.js";

/** Cloudflare Workers: bytes cannot be compiled there, so modules are imported; the larger ones only when asked for. */
const runtime: Runtime = {
  wasm: async (artifact) => {
    if (artifact === "full") return (await import("./trogen-full.wasm")).default;
    if (artifact === "insight") return (await import("./trogen-insight.wasm")).default;
    if (artifact === "compiler") return (await import("./trogen-compiler.wasm")).default;
    return runtimeWasm;
  },
  read: (where) => fetched(fetch(where)),
};

/** Loads a program into the engine. */
export const load: Load = loader(runtime);
/** Starts Trogen in a page; in a worker it lives in memory. */
export const start: Start = starter(load);
