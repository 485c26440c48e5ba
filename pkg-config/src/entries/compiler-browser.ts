import { type Lenient, lenient } from "../lenient.js";
import { type Compile, compiler, type Runtime } from "../load.js";

export { TrogenError, type Problem } from "../errors.js";
export type { Lenient, BucketRange } from "../lenient.js";

const runtime: Runtime = {
  wasm: () => fetch(new URL("./trogen-compiler.wasm", import.meta.url)),
  read: () => Promise.reject(new Error("unused")),
};

/** Compiles a program, given as an object or as text. Throws a `TrogenError` with `problems`. */
export const compile: Compile = compiler(runtime);

/** The lenient mode: see `Lenient`. */
export const { evaluate, hash, bucketRanges, chooseVariation, inNamespace, equalWeights }: Lenient = lenient(runtime);
