/** The commands. Each prints what it has to say and gives its exit code. */
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Day, events, play, type Shown } from "./play.js";
import { keys as pair, sign } from "../signature.js";
import { compiled, Failure, file, program, told } from "./programs.js";
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
  const results = [];
  for (const path of files) results.push({ file: path, ...(await program(path)) });
  if (json) print(JSON.stringify(results.map(({ file, problems }) => ({ file, problems })), null, 2));
  else for (const { file, problems } of results) print(told(file, problems));
  const fails = strict ? ["error", "warning"] : ["error"];
  return results.some(({ problems }) => problems.some((p) => fails.includes(p.severity))) ? 1 : 0;
}

/** Program bytes beside the program, or where `--out` says. */
export async function compile([path = ""]: readonly string[], { json, out, minify, sign: keyFile }: Options): Promise<number> {
  const { bytes, names, problems } = await program(path, { minify });
  if (!bytes) {
    print(json ? JSON.stringify({ file: path, problems }, null, 2) : told(path, problems.filter((p) => p.severity === "error")));
    return 1;
  }
  const target = out ?? path.replace(/(?:\.json)?$/, ".trogen");
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, bytes);
  const written = [target];
  if (minify) {
    written.push(`${target}.names.json`);
    await writeFile(`${target}.names.json`, names);
  }
  if (keyFile !== undefined) {
    const key = await file(keyFile).then((text) => JSON.parse(text.toString("utf8")) as JsonWebKey);
    written.push(`${target}.sig`);
    await writeFile(`${target}.sig`, await sign(bytes, key));
  }
  const warnings = problems.filter((p) => p.severity === "warning");
  if (json) print(JSON.stringify({ file: path, out: target, written, bytes: bytes.length, problems }, null, 2));
  else print(`${warnings.length ? `${told(path, warnings)}\n` : ""}${green("wrote")} ${written.join(", ")}, ${bytes.length} bytes`);
  return 0;
}

/** A pair of keys for `compile --sign`. */
export async function keys(_: readonly string[], { out = "." }: Options): Promise<number> {
  await mkdir(out, { recursive: true });
  const { privateKey, publicKey } = await pair();
  for (const [name, key, mode] of [["trogen-private.jwk", privateKey, 0o600], ["trogen-public.jwk", publicKey, 0o644]] as const) {
    const path = join(out, name);
    await writeFile(path, `${JSON.stringify(key)}\n`, { flag: "wx", mode }).catch((error: NodeJS.ErrnoException) => {
      throw new Failure(error.code === "EEXIST" ? `${path} is there already; nothing was written over it` : error.message);
    });
    print(`${green("wrote")} ${path}`);
  }
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
  await mkdir(target, { recursive: true });
  for (const [from, to] of [[`${trade}.json`, "program.json"], [`${trade}.jsonl`, "shopper.jsonl"]] as const) {
    const path = join(target, to);
    await writeFile(path, await readFile(join(folder, from)), { flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
      throw new Failure(error.code === "EEXIST" ? `${path} is there already; nothing was written over it` : error.message);
    });
    print(`${green("wrote")} ${path}`);
  }
  print(faint(`next: npx trogen preview ${join(target, "program.json")} ${join(target, "shopper.jsonl")}`));
  return 0;
}

async function give(text: string, out: string | undefined): Promise<number> {
  if (out) await writeFile(out, text);
  else print(text.trimEnd());
  return 0;
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
