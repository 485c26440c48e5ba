import { compiling, type Runtime } from "./load.js";

/** From the first number up to, and without, the second. */
export type BucketRange = readonly [start: number, end: number];

/**
 * The lenient mode: GrowthBook's conditions on plain JSON, and its hashing. The first call of any loads the compiler build.
 * All reject with a `TrogenError`: `bad_argument`, or `wasm_failed`.
 */
export interface Lenient {
  /**
   * Whether a condition holds for attributes. Groups by id: a list of values, `{ type: "list", attributeKey, values }` or
   * `{ type: "condition", condition }`.
   */
  evaluate(condition: object, attributes: object, savedGroups?: object | null): Promise<boolean>;
  /** Where a value falls from 0 to below 1; null for a version that is not 1 or 2. */
  hash(seed: string, value: string, version: number): Promise<number | null>;
  /** The ranges of `n` variations; all are covered and weigh the same unless said. */
  bucketRanges(n: number, coverage?: number | null, weights?: readonly number[] | null): Promise<[start: number, end: number][]>;
  /** The index of the first range that has `n` in it, or -1. */
  chooseVariation(n: number, ranges: readonly BucketRange[]): Promise<number>;
  /** Whether a user is in a part of a namespace. */
  inNamespace(userId: string, namespace: readonly [id: string, start: number, end: number]): Promise<boolean>;
  /** `n` weights with the sum 1; none from 0 down and above 10,000. */
  equalWeights(n: number): Promise<number[]>;
}

/** Makes the lenient mode for a runtime. */
export function lenient(runtime: Runtime): Lenient {
  // What the build answers to a call is of the call's type.
  const ask = (call: string, request: object): Promise<never> =>
    compiling(runtime, ({ lenientWith }, needs) => lenientWith(needs, { call, ...request }) as Promise<never>);
  return {
    evaluate: (condition, attributes, savedGroups) => ask("evaluate", { condition, attributes, savedGroups }),
    hash: (seed, value, version) => ask("hash", { seed, value, version }),
    bucketRanges: (n, coverage, weights) => ask("bucketRanges", { n, coverage, weights }),
    chooseVariation: (n, ranges) => ask("chooseVariation", { n, ranges }),
    inNamespace: (userId, namespace) => ask("inNamespace", { userId, namespace }),
    equalWeights: (n) => ask("equalWeights", { n }),
  };
}
