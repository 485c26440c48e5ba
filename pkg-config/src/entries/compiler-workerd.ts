import wasm from "./trogen-compiler.wasm";
import { type Lenient, lenient } from "../lenient.js";
import { type Check, checker, type Compile, compiler, type Runtime } from "../load.js";

export type { Checked, CompileOptions } from "../compile.js";
export type { BucketRange, Lenient } from "../lenient.js";
export { TrogenError, type Problem } from "../errors.js";
export type { Program } from "../program.js";

const runtime: Runtime = { wasm: () => wasm, read: () => Promise.reject(new Error("unused")) };

/** Compiles a program, given as an object or as text. Throws a `TrogenError` with `problems`. */
export const compile: Compile = compiler(runtime);
/** The same with all problems, warnings and notes among them; throws only what is no program's fault. */
export const check: Check = checker(runtime);

/** The lenient mode: see `Lenient`. */
export const { evaluate, hash, bucketRanges, chooseVariation, inNamespace, equalWeights }: Lenient = lenient(runtime);
