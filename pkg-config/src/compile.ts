import type { Problem, TrogenError } from "./errors.js";
import type { compiled, noWasm } from "./instance.js";
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
  /** The compiler's .wasm. */
  _module: () => ReturnType<typeof compiled>;
  _noWasm: typeof noWasm;
  _error: typeof TrogenError;
}

/** Compiles a program, given as an object or as text; its bytes if nothing is wrong, and everything that was found. */
export async function checkWith(needs: Needs, program: object | string, options?: CompileOptions): Promise<Checked> {
  const text = textOf(needs, program);
  await started(needs);
  const result = run(needs, () => glue.compile(text, options?.minify === true));
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
  throw new needs._error("program", errors.map(line).join("\n"), { problems: errors });
}

/** Makes one call of the lenient mode, with what JSON keeps of its arguments. */
export async function lenientWith(needs: Needs, request: { call: string }): Promise<unknown> {
  await started(needs);
  let text: string;
  try {
    text = JSON.stringify(request);
  } catch (cause) {
    throw new needs._error("bad_argument", "Conditions and attributes are what JSON can hold.", { cause });
  }
  const answer = JSON.parse(run(needs, () => glue.lenient(whole(text)))) as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new needs._error("bad_argument", `${request.call}(): ${answer.error}.`);
  return answer.value;
}

async function started(needs: Needs): Promise<void> {
  starting ??= needs._module().then((module) => glue.initSync({ module }));
  starting.catch(() => (starting = undefined));
  await starting.catch(needs._noWasm);
}

/** Calls into the compiler, which stops only if it is out of memory. */
function run<T>(needs: Needs, f: () => T): T {
  try {
    return f();
  } catch (cause) {
    throw new needs._error("wasm_failed", "The compiler stopped on it.", { cause });
  }
}

/** JSON whose texts are whole: half of a surrogate pair, which JSON escapes, is no text elsewhere. */
function whole(json: string): string {
  return json.replace(/\\(?:(ud[89a-f]..)|.)/g, (all, half) => (half ? "\\ufffd" : all));
}

/** A program's text. Throws `bad_argument` if it is neither text nor an object that JSON can hold. */
function textOf(needs: Needs, program: unknown): string {
  let cause: unknown;
  try {
    // Editors put a byte order mark before a text; it is no part of it.
    if (typeof program === "string") return program.replace(/^\uFEFF/, "");
    if (isPlain(program)) {
      const text = JSON.stringify(program);
      if (whole(text) === text) return text;
      cause = new TypeError("A text in it has half of a surrogate pair.");
    }
  } catch (error) {
    cause = error;
  }
  throw new needs._error("bad_argument", "A program is its text, or a plain object that JSON can hold.", { cause });
}

/** Whether it is an object of fields, of this realm or another, rather than a list, a date, bytes or a promise. */
function isPlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const above: unknown = Object.getPrototypeOf(value);
  return above === null || Object.getPrototypeOf(above) === null;
}
