import wasm from "./trogen-compiler.wasm";
import { type Compile, compiler } from "../load.js";

export { TrogenError, type Problem } from "../errors.js";

/** Compiles a program, given as an object or as text. Throws a `TrogenError` with `problems`. */
export const compile: Compile = compiler({
  wasm: () => wasm,
  read: () => Promise.reject(new Error("unused")),
});
