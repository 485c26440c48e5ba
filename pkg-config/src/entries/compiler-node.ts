import { files } from "../files.js";
import { type Lenient, lenient } from "../lenient.js";
import { type Compile, compiler } from "../load.js";

export { TrogenError, type Problem } from "../errors.js";
export type { Lenient, BucketRange } from "../lenient.js";

/** Compiles a program, given as an object or as text. Throws a `TrogenError` with `problems`. */
export const compile: Compile = compiler(files);

/** The lenient mode: see `Lenient`. */
export const { evaluate, hash, bucketRanges, chooseVariation, inNamespace, equalWeights }: Lenient = lenient(files);
