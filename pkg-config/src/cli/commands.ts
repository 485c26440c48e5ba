/** The commands. Each prints what it has to say and gives its exit code. */
import { access, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Day, events, play, type Shown } from "./play.js";
import { keys as pair, sign } from "../signature.js";
import { compiled, Failure, file, program, type Read, told } from "./programs.js";
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

/** Everything that is wrong with programs; 1 if one does not compile, with `--strict` also if there are warnings. */
export async function check(files: readonly string[], { json, strict }: Options): Promise<number> {
  const results: ({ file: string } & Read)[] = [];
  const missing: Failure[] = [];
  for (const path of files) {
    await program(path).then(
      (read) => results.push({ file: path, ...read }),
      (error: unknown) => (error instanceof Failure ? missing.push(error) : Promise.reject(error as Error)),
    );
  }
  if (json) print(JSON.stringify(results.map(({ file, problems }) => ({ file, problems })), null, 2));
  else for (const { file, problems } of results) print(told(file, problems));
  if (missing.length > 0) throw new Failure(missing.map((error) => error.message).join("\n"));
  const fails = strict ? ["error", "warning"] : ["error"];
  return results.some(({ problems }) => problems.some((p) => fails.includes(p.severity))) ? 1 : 0;
}

/** Program bytes beside the program, or where `--out` says. */
export async function compile([path = ""]: readonly string[], { json, out, minify, sign: keyFile }: Options): Promise<number> {
  const { bytes, names, problems, isCompiled } = await program(path, { minify });
  if (isCompiled) throw new Failure(`${path} is compiled already; compile the program.json that it was made of`);
  if (!bytes) {
    print(json ? JSON.stringify({ file: path, problems }, null, 2) : told(path, problems.filter((p) => p.severity === "error")));
    return 1;
  }
  const target = out ?? path.replace(/(?:\.json)?$/, ".trogen");
  // All is made before anything is written, so that no program stands beside the signature of another.
  const made: [string, string | Uint8Array][] = [[target, bytes]];
  if (minify) made.push([`${target}.names.json`, names]);
  if (keyFile !== undefined) made.push([`${target}.sig`, await signed(bytes, keyFile)]);
  for (const [path, content] of made) await write(path, content);
  const written = made.map(([path]) => path);
  const warnings = problems.filter((p) => p.severity === "warning");
  if (json) print(JSON.stringify({ file: path, out: target, written, bytes: bytes.length, problems }, null, 2));
  else print(`${warnings.length ? `${told(path, warnings)}\n` : ""}${green("wrote")} ${written.join(", ")}, ${bytes.length} bytes`);
  return 0;
}

async function signed(bytes: Uint8Array, keyFile: string): Promise<Uint8Array> {
  const text = (await file(keyFile)).toString("utf8");
  try {
    return await sign(bytes, JSON.parse(text) as JsonWebKey);
  } catch {
    throw new Failure(`${keyFile} is no private Ed25519 key as JWK; \`trogen keys\` makes one`);
  }
}

/** A pair of keys for `compile --sign`. */
export async function keys(_: readonly string[], { out = "." }: Options): Promise<number> {
  const { privateKey, publicKey } = await pair();
  await writeNew([
    [join(out, "trogen-private.jwk"), `${JSON.stringify(privateKey)}\n`, 0o600],
    [join(out, "trogen-public.jwk"), `${JSON.stringify(publicKey)}\n`, 0o644],
  ]);
  return 0;
}

/** The JSON Schema of programs. */
export async function schema(_: readonly string[], { out }: Options): Promise<number> {
  return give(await readFile(join(here, "program.schema.json"), "utf8"), out);
}

/** The TypeScript types of programs. */
export async function types(_: readonly string[], { out }: Options): Promise<number> {
  return give(await readFile(join(here, "types/program.d.ts"), "utf8"), out);
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
export async function init([trade]: readonly string[], { out }: Options): Promise<number> {
  const folder = join(here, "starters");
  const trades = (await readdir(folder)).filter((name) => name.endsWith(".json")).map((name) => basename(name, ".json"));
  if (!trade || !trades.includes(trade)) {
    throw new Failure(`${trade ? `there is no starter "${trade}"` : "say which trade"}: ${trades.join(", ")}`);
  }
  const target = out ?? ".";
  await writeNew([
    [join(target, "program.json"), await readFile(join(folder, `${trade}.json`))],
    [join(target, "shopper.jsonl"), await readFile(join(folder, `${trade}.jsonl`))],
  ]);
  print(faint(`next: npx trogen preview ${join(target, "program.json")} ${join(target, "shopper.jsonl")}`));
  return 0;
}

async function give(text: string, out: string | undefined): Promise<number> {
  if (out) await write(out, text);
  else print(text.trimEnd());
  return 0;
}

/** Writes a file, and the folders that it lies in. */
async function write(path: string, content: string | Uint8Array, options: { flag?: string; mode?: number } = {}): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure(code === "EEXIST" ? `${path} is there already; nothing was written over it` : `${path} cannot be written: ${message}`);
  }
}

/** Writes files that are not there yet: all of them or, if one is there, none. */
async function writeNew(files: readonly (readonly [path: string, content: string | Uint8Array, mode?: number])[]): Promise<void> {
  for (const [path] of files) {
    const isThere = await access(path).then(() => true, () => false);
    if (isThere) throw new Failure(`${path} is there already; nothing was written over it`);
  }
  for (const [path, content, mode = 0o644] of files) {
    await write(path, content, { flag: "wx", mode });
    print(`${green("wrote")} ${path}`);
  }
}

function until({ until: date }: Options): { until?: number } {
  if (date === undefined) return {};
  const end = +new Date(date);
  if (Number.isNaN(end)) throw new Failure(`--until ${date}: is no day, such as 2026-11-30`);
  return { until: end };
}

function dayOf({ date, events, stage, orders, interests, slots }: Day): string {
  const likes = interests.map(({ topic, share }) => `${topic} ${Math.round(share * 100)} %`).join(", ");
  const head = `${bold(date)}  ${stage}, ${orders} order${orders === 1 ? "" : "s"}${likes ? `, ${likes}` : ""}`;
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
