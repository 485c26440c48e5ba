/** The commands. Each prints what it has to say and gives its exit code. */
import { readdir } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Problem } from "../errors.js";
import { keys as pair, sign, verify } from "../signature.js";
import { Failure, file, type Output, textOf, write } from "./files.js";
import { type Day, events, isPlayable, play, type Shown } from "./play.js";
import { compiled, program, told } from "./programs.js";
import { bold, faint, green, red } from "./terminal.js";

export interface Options {
  json: boolean;
  out: string | undefined;
  all: boolean;
  until: string | undefined;
  strict: boolean;
  minify: boolean;
  sign: string | undefined;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const print = (text: string) => void process.stdout.write(`${text}\n`);

/** Says what could not be done, where it does not mix with what was asked for. */
export function complain(message: string): void {
  process.stderr.write(`${red("error ")}${message}\n`);
}

/**
 * Everything that is wrong with programs; 1 if one does not compile, with `--strict` also if there are warnings; 2 if one cannot be
 * read. All others are checked all the same.
 */
export async function check(files: readonly string[], { json, strict }: Options): Promise<number> {
  const fails = strict ? ["error", "warning"] : ["error"];
  const results: { file: string; problems: readonly Problem[]; failure?: string }[] = [];
  let code = 0;
  for (const path of files) {
    try {
      const { problems, isCompiled } = await program(path);
      results.push({ file: path, problems });
      if (problems.some((p) => fails.includes(p.severity))) code = Math.max(code, 1);
      if (!json) print(isCompiled ? `${path}: is compiled, and loads; nothing to complain of` : told(path, problems));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      results.push({ file: path, problems: [], failure: error.message });
      code = error.exitCode;
      if (!json) complain(error.message);
    }
  }
  if (json) print(JSON.stringify(results, null, 2));
  return code;
}

/** Program bytes beside the program, or where `--out` says. Nothing is written unless all of it can be made. */
export async function compile([path = ""]: readonly string[], { json, out, minify, sign: keyFile }: Options): Promise<number> {
  const { bytes, names, problems, isCompiled } = await program(path, { minify });
  if (isCompiled) throw new Failure(`${path} is compiled already; compile the program.json that it was made of`);
  if (!bytes) {
    print(json ? JSON.stringify({ file: path, problems }, null, 2) : told(path, problems.filter((p) => p.severity === "error")));
    return 1;
  }
  const target = out ?? path.replace(/(?:\.json)?$/, ".trogen");
  if (resolve(target) === resolve(path)) throw new Failure(`${target} is the program itself; nothing was written`);
  const outputs: Output[] = [{ path: target, content: bytes }];
  if (minify) outputs.push({ path: `${target}.names.json`, content: names });
  if (keyFile !== undefined) outputs.push({ path: `${target}.sig`, content: await signature(bytes, keyFile) });
  await write(outputs);
  const written = outputs.map((output) => output.path);
  const warnings = problems.filter((p) => p.severity === "warning");
  if (json) print(JSON.stringify({ file: path, out: target, written, bytes: bytes.length, problems }, null, 2));
  else print(`${warnings.length ? `${told(path, warnings)}\n` : ""}${green("wrote")} ${written.join(", ")}, ${bytes.length} bytes`);
  return 0;
}

/** A pair of keys for `compile --sign`. */
export async function keys(_: readonly string[], { out = "." }: Options): Promise<number> {
  const { privateKey, publicKey } = await pair();
  await writeNew([
    { path: join(out, "trogen-private.jwk"), content: `${JSON.stringify(privateKey)}\n`, mode: 0o600 },
    { path: join(out, "trogen-public.jwk"), content: `${JSON.stringify(publicKey)}\n` },
  ]);
  return 0;
}

/** The JSON Schema of programs. */
export async function schema(_: readonly string[], { out }: Options): Promise<number> {
  return give(await textOf(join(here, "program.schema.json")), out);
}

/** The TypeScript types of programs. */
export async function types(_: readonly string[], { out }: Options): Promise<number> {
  return give(await textOf(join(here, "types/program.d.ts")), out);
}

/** A shopper's days: what each slot would show, and why. */
export async function preview([path = "", shopper = ""]: readonly string[], options: Options): Promise<number> {
  const days = await play(await compiled(path), await events(shopper), { all: options.all, ...until(options) });
  if (options.json) print(JSON.stringify(days, null, 2));
  else for (const day of days) print(dayOf(day));
  return 0;
}

/** What two programs would show differently on the same events; 1 if anything. */
export async function diff([one = "", other = "", shopper = ""]: readonly string[], options: Options): Promise<number> {
  const lines = await events(shopper);
  const settings = { all: options.all, ...until(options) };
  const [before, after] = [await play(await compiled(one), lines, settings), await play(await compiled(other), lines, settings)];
  const changes = before.flatMap((day, i) => {
    const now = after[i] as Day;
    const names = [...new Set([...Object.keys(day.slots), ...Object.keys(now.slots)])];
    const slots = names.filter((name) => `${day.slots[name]?.chosen}` !== `${now.slots[name]?.chosen}`);
    if (slots.length === 0 && day.stage === now.stage) return [];
    const of = (from: Day) => Object.fromEntries(slots.map((name) => [name, from.slots[name] ?? { chosen: [], why: ["no such slot"] }]));
    return [{ date: day.date, stage: [day.stage, now.stage], before: of(day), after: of(now) }];
  });
  if (options.json) print(JSON.stringify(changes, null, 2));
  else {
    for (const { date, stage, before, after } of changes) {
      print(bold(date) + (stage[0] === stage[1] ? "" : `  ${stage[0]} -> ${stage[1]}`));
      for (const name in before) print(`  ${name}\n    ${red(`- ${shown(before[name])}`)}\n    ${green(`+ ${shown(after[name])}`)}`);
    }
    print(`${changes.length} of ${before.length} days differ`);
  }
  return changes.length > 0 ? 1 : 0;
}

/** A starter program per trade, and a shopper to preview it with. */
export async function init([trade]: readonly string[], { out = "." }: Options): Promise<number> {
  const folder = join(here, "starters");
  const trades = (await readdir(folder)).filter((name) => name.endsWith(".json")).map((name) => basename(name, ".json"));
  if (!trade || !trades.includes(trade)) {
    throw new Failure(`${trade ? `there is no starter "${trade}"` : "say which trade"}: ${trades.join(", ")}`);
  }
  const [program, shopper] = [join(out, "program.json"), join(out, "shopper.jsonl")];
  await writeNew([
    { path: program, content: await file(join(folder, `${trade}.json`)) },
    { path: shopper, content: await file(join(folder, `${trade}.jsonl`)) },
  ]);
  print(faint(`next: npx trogen preview ${program} ${shopper}`));
  return 0;
}

async function give(text: string, out: string | undefined): Promise<number> {
  if (out !== undefined) await write([{ path: out, content: text }]);
  else print(text.trimEnd());
  return 0;
}

async function writeNew(outputs: readonly Output[]): Promise<void> {
  await write(outputs, { isNew: true });
  for (const { path } of outputs) print(`${green("wrote")} ${path}`);
}

async function signature(bytes: Uint8Array, keyFile: string): Promise<Uint8Array> {
  const text = await textOf(keyFile);
  try {
    const key = JSON.parse(text) as JsonWebKey;
    const signed = await sign(bytes, key);
    // A key whose public half is another's would sign what nobody can check.
    if (await verify(bytes, signed, key)) return signed;
  } catch {
    // Said below.
  }
  throw new Failure(`${keyFile} is no private Ed25519 key as JWK; \`trogen keys\` makes one`);
}

function until({ until: date }: Options): { until?: number } {
  if (date === undefined) return {};
  const end = +new Date(date);
  if (!isPlayable(end)) throw new Failure(`--until ${date}: is no day from 2000 to 2135, such as 2026-11-30`);
  return { until: end };
}

function dayOf({ date, events, stage, orders, interests, due, slots }: Day): string {
  const likes = interests.map(({ topic, share }) => `${topic} ${Math.round(share * 100)} %`).join(", ");
  const head = `${bold(date)}  ${stage}, ${orders} order${orders === 1 ? "" : "s"}${likes ? `, ${likes}` : ""}${due.length ? `; due: ${due.join(", ")}` : ""}`;
  const happened = events.length ? [faint(`  ${events.join(", ")}`)] : [];
  const width = Math.max(...Object.keys(slots).map((name) => name.length));
  const rows = Object.entries(slots).map(([name, slot]) => `  ${name.padEnd(width)}  ${shown(slot)}`);
  return [head, ...happened, ...rows].join("\n");
}

function shown(slot: Shown | undefined): string {
  const { chosen = [], why = [] } = slot ?? {};
  if (chosen.length === 0) return `nothing ${faint(`(${why.join(", ")})`)}`;
  return chosen.map((id, i) => `${id} ${faint(`(${why[i]})`)}`).join(", ");
}
