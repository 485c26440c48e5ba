import { TrogenError } from "./errors.js";
import type { CompilerGlue } from "./glue.js";
import { compiled } from "./instance.js";
import type { Runtime } from "./load.js";
import * as generated from "./trogen-compiler_glue.js";

const glue = generated as unknown as CompilerGlue;
let starting: Promise<unknown> | undefined;

/** Compiles a program, given as an object or as text. */
export async function compileWith(runtime: Runtime, program: object | string): Promise<Uint8Array> {
  starting ??= compiled(runtime.wasm("compiler")).then((module) => glue.initSync({ module }));
  starting.catch(() => (starting = undefined));
  await starting;
  const result = glue.compile(typeof program === "string" ? program : JSON.stringify(program));
  const problems = result.problems();
  const bytes = result.bytes();
  result.free();
  if (problems === "") return bytes;
  const list = JSON.parse(problems) as TrogenError["problems"];
  const lines = list.map((p) => {
    const guess = p.suggestion ? `; did you mean "${p.suggestion}"?` : "";
    return `${p.path || "program"}: ${p.message}${guess}`;
  });
  throw new TrogenError("program", lines.join("\n"), { problems: list });
}
