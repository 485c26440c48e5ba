import runtimeWasm from "./trogen.wasm";
import { __wbg_reset_state, Engine, initSync } from "../trogen_glue.js";
import { type Load, type Runtime, fetched, loader } from "../load.js";
import { type Start, starter } from "../start.js";

export * from "../index.js";

/** Cloudflare Workers: bytes cannot be compiled there, so modules are imported; the larger ones only when asked for. */
const runtime: Runtime = {
  wasm: async (artifact) => {
    if (artifact === "insight") return (await import("./trogen-insight.wasm")).default;
    if (artifact === "compiler") return (await import("./trogen-compiler.wasm")).default;
    return runtimeWasm;
  },
  read: (where) => fetched(fetch(where)),
};

/** Loads a program into the engine. */
export const load: Load = /* @__PURE__ */ loader(runtime, { __wbg_reset_state, Engine, initSync });
/** Starts Trogen in a page; in a worker it lives in memory. */
export const start: Start = /* @__PURE__ */ starter(load);
