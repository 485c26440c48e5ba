import { type Compile, compiler } from "../load.js";

export { TrogenError, type Problem } from "../errors.js";

/** Compiles a program, given as an object or as text. Throws a `TrogenError` with `problems`. */
export const compile: Compile = compiler({
  wasm: () => fetch(new URL("./trogen-compiler.wasm", import.meta.url)),
  read: () => Promise.reject(new Error("unused")),
});
