import type { Problem, TrogenError } from "./errors.js";
import type { compiled } from "./instance.js";
import { line } from "./problem.js";
import { compile, initSync, lenient } from "./trogen-compiler_glue.js";

/** What wasm-bindgen makes of the compiler. */
interface Glue {
  initSync(options: { module: WebAssembly.Module }): unknown;
  compile(text: string, minify: boolean): { bytes(): Uint8Array; names(): string; problems(): string; free(): void };
  lenient(request: string): string;
}

const glue: Glue = { compile, initSync, lenient };
let starting: Promise<unknown> | undefined;

export interface CompileOptions {
  /** Leaves names of topics and attributes out of the bytes: whoever reads them in a page does not learn them. */
  minify?: boolean;
}

/** What became of a program. */
export interface Checked {
  /** Its bytes, unless something is wrong. */
  bytes: Uint8Array | null;
  /** Names that a minified program leaves out, as JSON; for those who read what is exported of profiles. */
  names: string;
  /** Errors, warnings and notes. */
  problems: readonly Problem[];
}

/** What this module needs of those that load it. It imports nothing of them, so that a page stays one file. */
export interface Needs {
  wasm: () => Parameters<typeof compiled>[0];
  compiled: typeof compiled;
  TrogenError: typeof TrogenError;
}

/** Compiles a program, given as an object or as text; its bytes if nothing is wrong, and everything that was found. */
export async function checkWith(needs: Needs, program: object | string, options?: CompileOptions): Promise<Checked> {
  await started(needs);
  let text: string;
  try {
    text = typeof program === "string" ? program : JSON.stringify(program);
  } catch (cause) {
    throw new needs.TrogenError("bad_argument", "A program is an object that JSON can hold, or its text.", { cause });
  }
  const result = glue.compile(text, options?.minify === true);
  const problems = JSON.parse(result.problems()) as Problem[];
  const bytes = result.bytes();
  const names = result.names();
  result.free();
  return { bytes: bytes.length > 0 ? bytes : null, names, problems };
}

/** As `checkWith`; throws all errors in one. */
export async function compileWith(needs: Needs, program: object | string, options?: CompileOptions): Promise<Uint8Array> {
  const { bytes, problems } = await checkWith(needs, program, options);
  if (bytes) return bytes;
  const errors = problems.filter((p) => p.severity === "error");
  throw new needs.TrogenError("program", errors.map(line).join("\n"), { problems: errors });
}

async function started(needs: Needs): Promise<void> {
  starting ??= needs.compiled(needs.wasm()).then((module) => glue.initSync({ module }));
  starting.catch(() => (starting = undefined));
  await starting;
}

/** Makes one call of the lenient mode, with what JSON keeps of its arguments. */
export async function lenientWith(needs: Needs, request: { call: string }): Promise<unknown> {
  await started(needs);
  let text: string;
  try {
    text = JSON.stringify(request);
  } catch (cause) {
    throw new needs.TrogenError("bad_argument", "Conditions and attributes are what JSON can hold.", { cause });
  }
  // Half of a surrogate pair, which JSON escapes, is no text elsewhere.
  text = text.replace(/\\(?:(ud[89a-f]..)|.)/g, (all, half) => (half ? "\\ufffd" : all));
  const answer = JSON.parse(glue.lenient(text)) as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new needs.TrogenError("bad_argument", `${request.call}(): ${answer.error}.`);
  return answer.value;
}
