import type { TrogenError } from "./errors.js";
import type { compiled } from "./instance.js";
import { compile, initSync, lenient } from "./trogen-compiler_glue.js";

/** What wasm-bindgen makes of the compiler. */
interface Glue {
  initSync(options: { module: WebAssembly.Module }): unknown;
  compile(text: string): { bytes(): Uint8Array; problems(): string; free(): void };
  lenient(request: string): string;
}

const glue: Glue = { compile, initSync, lenient };
let starting: Promise<unknown> | undefined;

/** What this module needs of those that load it. It imports nothing of them, so that a page stays one file. */
export interface Needs {
  wasm: () => Parameters<typeof compiled>[0];
  compiled: typeof compiled;
  TrogenError: typeof TrogenError;
}

async function started(needs: Needs): Promise<void> {
  starting ??= needs.compiled(needs.wasm()).then((module) => glue.initSync({ module }));
  starting.catch(() => (starting = undefined));
  await starting;
}

/** Compiles a program, given as an object or as text. */
export async function compileWith(needs: Needs, program: object | string): Promise<Uint8Array> {
  await started(needs);
  let text: string;
  try {
    text = typeof program === "string" ? program : JSON.stringify(program);
  } catch (cause) {
    throw new needs.TrogenError("bad_argument", "A program is an object that JSON can hold, or its text.", { cause });
  }
  const result = glue.compile(text);
  const problems = result.problems();
  const bytes = result.bytes();
  result.free();
  if (problems === "") return bytes;
  const list = JSON.parse(problems) as TrogenError["problems"];
  const lines = list.map((p) => {
    const guess = p.suggestion ? `; did you mean "${p.suggestion}"?` : "";
    return `${p.path || "program"}: ${p.message}${guess}`;
  });
  throw new needs.TrogenError("program", lines.join("\n"), { problems: list });
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
