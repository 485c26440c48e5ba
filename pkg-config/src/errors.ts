/** A problem in a program, where it is, and what was probably meant. */
export interface Problem {
  path: string;
  message: string;
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
  | "program_broken";

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
