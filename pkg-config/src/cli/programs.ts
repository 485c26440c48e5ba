/** Programs as files: read, compiled, and what is wrong with them told. */
import type { CompileOptions } from "../compile.js";
import { check } from "../entries/compiler-node.js";
import { load } from "../entries/node.js";
import { line } from "../problem.js";
import type { Problem } from "../errors.js";
import { Failure, file } from "./files.js";
import { bold, faint, red, yellow } from "./terminal.js";

/** What compiled programs begin with; see `src/program/layout.rs`. */
const MAGIC = "TRGN";

export interface Read {
  /** Program bytes; null if there is an error. */
  bytes: Uint8Array | null;
  /** What a minified program does not say, as JSON. */
  names: string;
  problems: readonly Problem[];
  /** Whether the file has bytes, not text. */
  isCompiled: boolean;
}

/** A program from a file: `program.json`, which is compiled, or compiled bytes, which must load. */
export async function program(path: string, options: CompileOptions = {}): Promise<Read> {
  const bytes = await file(path);
  if (bytes.subarray(0, MAGIC.length).toString("latin1") !== MAGIC) {
    return { ...(await check(new TextDecoder().decode(bytes), options)), isCompiled: false };
  }
  try {
    (await load(bytes)).close();
  } catch (error) {
    throw new Failure(`${path} cannot be loaded: ${(error as Error).message}`);
  }
  return { bytes: new Uint8Array(bytes), names: "", problems: [], isCompiled: true };
}

/** A program that must compile. */
export async function compiled(path: string): Promise<Uint8Array> {
  const { bytes, problems } = await program(path);
  if (!bytes) throw new Failure(told(path, problems.filter((p) => p.severity === "error")), 1);
  return bytes;
}

/** Problems as text, one a line, and how many there are. */
export function told(path: string, problems: readonly Problem[]): string {
  const marks = { error: red("error"), warning: yellow("warning"), note: faint("note") };
  const lines = problems.map((p) => `${marks[p.severity]} ${bold(path)} ${line(p)} ${faint(`[${p.code}]`)}`);
  const count = (severity: Problem["severity"]) => {
    const n = problems.filter((p) => p.severity === severity).length;
    return n === 0 ? [] : [`${n} ${severity}${n === 1 ? "" : "s"}`];
  };
  const sum = [...count("error"), ...count("warning"), ...count("note")].join(", ");
  return [...lines, `${path}: ${sum || "nothing to complain of"}`].join("\n");
}
