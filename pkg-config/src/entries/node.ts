import { __wbg_reset_state, Engine, initSync } from "../trogen_glue.js";
import { files } from "../files.js";
import { type Load, loader } from "../load.js";
import { type Start, starter } from "../start.js";

export * from "../index.js";

/** Loads a program into the engine. */
export const load: Load = /* @__PURE__ */ loader(files, { __wbg_reset_state, Engine, initSync });
/** Starts Trogen in a page; on a server it lives in memory. */
export const start: Start = /* @__PURE__ */ starter(load);
