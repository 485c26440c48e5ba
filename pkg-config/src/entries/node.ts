import { files } from "../files.js";
import { type Load, loader } from "../load.js";
import { type Start, starter } from "../start.js";

export * from "../index.js";

/** Loads a program into the engine. */
export const load: Load = loader(files);
/** Starts Trogen in a page; on a server it lives in memory. */
export const start: Start = starter(load);
