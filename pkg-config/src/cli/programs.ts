/** Programs as files: read, compiled, and what is wrong with them told. */
import { readFile } from "node:fs/promises";
import { check } from "../entries/compiler-node.js";
import { load } from "../entries/node.js";
import { line } from "../problem.js";
import type { Problem } from "../errors.js";
import { bold, faint, red, yellow } from "./terminal.js";

/** What a command could not do, said to a person. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(message);
  }
}

export interface Read {
  /** Program bytes; null if there is an error. */
  bytes: Uint8Array | null;
  /** What a minified program does not say, as JSON. */
  names: string;
  problems: readonly Problem[];
  /** Whether the file had bytes already. */
  isCompiled?: boolean;
}

/** A file's bytes. */
export async function file(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Failure(error.code === "ENOENT" ? `${path} is not there` : `${path} cannot be read: ${error.message}`);
  });
}

/** A program from a file: `program.json`, which is compiled, or compiled bytes, which must load. */
export async function program(path: string, options: { minify?: boolean } = {}): Promise<Read> {
  const bytes = await file(path);
  if (bytes.subarray(0, 4).toString("latin1") === "TRGN") {
    const program = new Uint8Array(bytes);
    const engine = await load(program).catch((error: Error) => {
      throw new Failure(`${path} cannot be loaded: ${error.message}`, 1);
    });
    engine.close();
    return { bytes: program, names: "", problems: [], isCompiled: true };
  }
  return check(bytes.toString("utf8").replace(/^\uFEFF/, ""), options);
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
