import { __wbg_reset_state, initSync } from "./trogen_glue.js";
import type { EngineGlue } from "./glue.js";

/** The runtime's glue, name by name: what a page does not use of it, a bundler leaves out. */
export const glue: EngineGlue = { __wbg_reset_state, initSync };
