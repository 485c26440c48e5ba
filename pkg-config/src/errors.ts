/** A problem in a program. */
export interface Problem {
  /** An error keeps it from compiling; a warning probably is not what was meant; a note has no effect in this version. */
  severity: "error" | "warning" | "note";
  /** Where it is: `campaigns[3].when.orders`. */
  path: string;
  /** What kind of mistake it is; stable. */
  code: string;
  /** What is wrong, and what would be right. */
  message: string;
  /** What was probably meant: a name, or a piece of JSON. */
  suggestion?: string;
}

export type ErrorCode =
  | "bad_argument"
  | "fetch_failed"
  | "wasm_failed"
  | "program"
  | "not_a_program"
  | "program_version"
  | "program_torn"
  | "program_broken"
  | "not_an_index"
  | "wrong_build";

/** The only error this package throws; `code` is stable. */
export class TrogenError extends Error {
  override readonly name = "TrogenError";
  readonly code: ErrorCode;
  /** For `program`: everything that is wrong with it. */
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; problems?: readonly Problem[] } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.problems = options.problems ?? [];
  }
}

/** Makes what catches anything and throws a `TrogenError`: its own, or one of this code with the cause in it. */
export function failing(code: ErrorCode, message: string): (cause: unknown) => never {
  return (cause) => {
    throw cause instanceof TrogenError ? cause : new TrogenError(code, message, { cause });
  };
}

/** Throws what is said of a build that has not what was asked. */
export function wrongBuild(): never {
  throw new TrogenError("wrong_build", 'Load with { build: "full" }.');
}
