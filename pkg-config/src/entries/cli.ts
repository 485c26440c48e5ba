#!/usr/bin/env node
import { parseArgs } from "node:util";
import * as commands from "../cli/commands.js";
import { Failure } from "../cli/files.js";

const HELP = `trogen COMMAND

  init TRADE [--out FOLDER]                 a documented starter program and a shopper to try it with
  check PROGRAM... [--strict]               all that is wrong with program.json; --strict fails on warnings too
  compile PROGRAM [--out FILE]              program bytes: what a page or a worker loads
          [--minify]                        without names of topics and attributes, which go to FILE.names.json
          [--sign KEY]                      and an Ed25519 signature, FILE.sig
  keys [--out FOLDER]                       a pair of keys to sign with
  preview PROGRAM EVENTS [--all] [--until DAY]   a shopper's days: stage, interests, what each slot shows and why
  diff PROGRAM PROGRAM EVENTS [--all] [--until DAY]   what two programs would show differently
  schema [--out FILE]                       the JSON Schema of program.json
  types [--out FILE]                        its TypeScript types

  --json      for machines: check, compile, preview, diff

EVENTS are JSON lines: { "event": "view_item", "time": "2026-03-01T10:00:00Z", "item_category": "tea" },
or { "time": …, "context": { "weather": "rain" } }.
Exit codes: 0 all is well, 1 a program has errors or two differ, 2 the command could not be carried out.
`;

/** Commands with how many files they take, at least and at most, and which options. */
const COMMANDS = {
  check: [commands.check, 1, Infinity, ["json", "strict"]],
  compile: [commands.compile, 1, 1, ["json", "out", "minify", "sign"]],
  preview: [commands.preview, 2, 2, ["json", "all", "until"]],
  diff: [commands.diff, 3, 3, ["json", "all", "until"]],
  init: [commands.init, 0, 1, ["out"]],
  keys: [commands.keys, 0, 0, ["out"]],
  schema: [commands.schema, 0, 0, ["out"]],
  types: [commands.types, 0, 0, ["out"]],
} as const;

async function main(words: string[]): Promise<number> {
  const options = {
    json: { type: "boolean" },
    all: { type: "boolean" },
    strict: { type: "boolean" },
    minify: { type: "boolean" },
    sign: { type: "string" },
    out: { type: "string", short: "o" },
    until: { type: "string" },
    help: { type: "boolean", short: "h" },
  } as const;
  let parsed;
  try {
    parsed = parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new Failure((error as Error).message);
  }
  const { values, positionals } = parsed;
  const [name, ...files] = positionals;
  if (values.help || name === undefined || name === "help") {
    process.stdout.write(HELP);
    return name === undefined && !values.help ? 2 : 0;
  }
  if (!Object.hasOwn(COMMANDS, name)) throw new Failure(`there is no command "${name}"; see trogen --help`);
  const [run, least, most, takes] = COMMANDS[name as keyof typeof COMMANDS];
  if (files.length < least || files.length > most) {
    const usage = HELP.split("\n").find((row) => row.trim().startsWith(`${name} `))?.trim().split("  ")[0];
    throw new Failure(`write: trogen ${usage}`);
  }
  const strange = Object.keys(values).filter((option) => !takes.some((taken) => taken === option));
  if (strange.length > 0) throw new Failure(`${name} takes no --${strange.join(", --")}; it takes --${takes.join(", --")}`);
  const { json = false, all = false, strict = false, minify = false, sign, out, until } = values;
  return run(files, { json, all, strict, minify, sign, out, until });
}

function failed(error: unknown): void {
  const isFailure = error instanceof Failure;
  const { message, stack } = error as Error;
  // What is wrong with a program stands for itself; what the system refused needs no stack.
  if (isFailure && error.exitCode === 1) process.stderr.write(`${message}\n`);
  else commands.complain(isFailure || (error as NodeJS.ErrnoException).syscall ? message : `${stack}`);
  process.exitCode = isFailure ? error.exitCode : 2;
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // Whoever reads this, such as `head`, has enough.
  if (error.code === "EPIPE") process.exit(0);
  failed(error);
});
process.stderr.on("error", () => {});
main(process.argv.slice(2)).then((code) => (process.exitCode ??= code), failed);
