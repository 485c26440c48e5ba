// The tarball as it is published, and its declarations held against what the code gives.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { compile, consumer, folder, manifest, now, require, root, scratch, shop, trogen } from "./lab/package.mjs";

const tarball = join(consumer, "../trogen.tgz");
const packed = execFileSync("tar", ["tzf", tarball], { encoding: "utf8" }).trim().split("\n").map((name) => name.replace(/^package\//, "./")).sort();

/** Every file that the exports name, under any condition. */
function named(node) {
  return typeof node === "string" ? [node] : Object.values(node ?? {}).flatMap(named);
}
/** Files that a module or declaration names, relative to the package. */
function references(file) {
  if (!/\.(js|ts)$/.test(file)) return [];
  const text = readFileSync(join(folder, file), "utf8");
  // The glue names its import object so; that is no file.
  const names = [...text.matchAll(/["'](\.\.?\/[\w./-]+\.(?:js|wasm))(?:\?module)?["']/g)].map((m) => m[1]).filter((name) => !name.endsWith("_bg.js"));
  return names.map((name) => `./${join(dirname(file), name)}`).map((name) => (file.endsWith(".d.ts") ? name.replace(/\.js$/, ".d.ts") : name));
}
const read = (name) => readFileSync(join(folder, name), "utf8");

test("every export resolves to a file of the tarball, types first", () => {
  for (const [subpath, target] of Object.entries(manifest.exports)) {
    for (const file of named(target)) assert.ok(packed.includes(file), `${subpath}: ${file}`);
    if (typeof target === "object") assert.equal(Object.keys(target)[0], "types", `${subpath}: TypeScript takes the first condition that holds`);
    if (typeof target === "object") assert.equal(Object.keys(target).at(-1), "default", subpath);
  }
  assert.deepEqual(Object.keys(manifest.exports["."]), ["types", "workerd", "edge-light", "deno", "bun", "node", "browser", "default"]);
});

test("the tarball has what is needed and nothing else", () => {
  const reached = new Set([...named(manifest.exports), ...named(manifest.bin).map((file) => `./${file}`)]);
  for (const file of reached) {
    for (const next of references(file)) {
      assert.ok(packed.includes(next), `${file} needs ${next}`);
      reached.add(next);
    }
  }
  const papers = ["./package.json", "./README.md", "./LICENSE-MIT", "./LICENSE-APACHE"];
  for (const paper of papers) assert.ok(packed.includes(paper), paper);
  const isStarter = (file) => /^\.\/starters\/\w+\.jsonl?$/.test(file);
  const stray = packed.filter((file) => !reached.has(file) && !papers.includes(file) && !file.endsWith(".d.ts") && !isStarter(file));
  assert.deepEqual(stray, []);
  assert.deepEqual(packed.filter((file) => file.endsWith(".d.ts") && !file.startsWith("./types/")), []);
  assert.deepEqual(packed.filter((file) => !existsSync(join(folder, file))), [], "what is packed is installed");
});

test("the manifest is that of a published package", () => {
  const { name, version, license, type, sideEffects, dependencies, scripts, private: hidden } = manifest;
  assert.deepEqual({ name, license, type, sideEffects }, { name: "trogen", license: "MIT OR Apache-2.0", type: "module", sideEffects: false });
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual([dependencies, scripts, hidden], [undefined, undefined, undefined]);
});

test("no module names the machine it was built on", () => {
  for (const file of packed.filter((f) => /\.(js|ts|wasm|json|md)$/.test(f))) {
    const text = readFileSync(join(folder, file), "latin1");
    for (const path of [root, "/root/", "/home/", ".cargo/registry"]) assert.ok(!text.includes(path), `${file} has ${path}`);
  }
});

test("the engines' modules import nothing, the compiler's its glue, and all validate", () => {
  for (const name of ["trogen", "trogen-full", "trogen-insight", "trogen-compiler"]) {
    const module = new WebAssembly.Module(readFileSync(join(folder, `${name}.wasm`)));
    const modules = new Set(WebAssembly.Module.imports(module).map((i) => i.module));
    assert.deepEqual([...modules], name === "trogen-compiler" ? ["./trogen-compiler_bg.js"] : [], name);
    assert.ok(WebAssembly.Module.exports(module).some((e) => e.name === "memory"));
  }
});

/** Member names of an exported interface, as declared. */
function declared(name) {
  const body = new RegExp(`export interface ${name}\\b[^{]*\\{([\\s\\S]*?)\\n\\}`).exec(read("types/types.d.ts"))?.[1];
  assert.ok(body, `${name} is declared`);
  return [...body.matchAll(/^ {4}(?:readonly )?"?([\w.]+)"?[?]?[:(]/gm)].map((m) => m[1]).sort();
}

test("what is declared is there, and no other", async () => {
  const engine = await trogen.load(shop, { build: "insight" });
  const visitor = engine.visitor(null, { now, consent: "granted", context: { weather: "rain" } });
  visitor.track("purchase", { transaction_id: "t1", value: 10, item_category: "tea" });
  const page = visitor.choose(["hero", "grid", "nowhere"]);
  const plain = { Scores: visitor.scores(), Drops: visitor.drops() };
  for (const [name, object] of Object.entries(plain)) assert.deepEqual(Object.keys(object).sort(), declared(name), name);
  const candidates = visitor.explain(["hero"]);
  assert.equal(candidates.length, 2);
  for (const candidate of candidates) assert.deepEqual(Object.keys(candidate).sort(), declared("Candidate"));
  assert.deepEqual(Object.keys(visitor.scores().interests[0]).sort(), declared("Interest"));
  // Choices and slots are objects of classes: fields of their own and members of the prototype. Private ones are mangled to
  // a letter or two; JSON has what is declared and no method.
  const members = (object) => {
    const inherited = Object.getOwnPropertyNames(Object.getPrototypeOf(object));
    const hidden = (name) => name === "constructor" || (name.length < 3 && name !== "id");
    return [...inherited, ...Object.keys(object)].filter((name) => !hidden(name)).sort();
  };
  const data = (name) => declared(name).filter((member) => !["shown", "outcome", "toJSON"].includes(member));
  for (const [name, objects] of [["Choice", page.grid.choices], ["Slot", [page.hero, page.grid, page.nowhere]]]) {
    for (const object of objects) {
      assert.deepEqual(members(object), declared(name), name);
      const logged = Object.keys(JSON.parse(JSON.stringify(object)));
      assert.ok(logged.includes("reasons"));
      assert.deepEqual(logged.filter((member) => !data(name).includes(member)), [], `${name} as JSON`);
    }
  }
});

test("values are of the declared types", async () => {
  const engine = await trogen.load(shop, { build: "insight" });
  const visitor = engine.visitor(null, { now, consent: "granted", context: { weather: "rain" } });
  const { hero, grid, nowhere } = visitor.choose(["hero", "grid", "nowhere"]);
  assert.deepEqual([hero.id, hero.kind, hero.payload, hero.reasons], ["umbrella", "content", { title: "Stay dry" }, ["when"]]);
  assert.deepEqual(grid.choices.map((c) => [c.id, c.kind, c.payload, typeof c.score]), [["tea", "offer", ["Tea", 2], "number"], ["cups", "content", "Cups", "number"]]);
  assert.deepEqual([nowhere.id, nowhere.kind, nowhere.payload, nowhere.choices], [undefined, undefined, undefined, []]);
  assert.equal(visitor.choose("bar").bar.payload, undefined, "a campaign without a payload");
  assert.deepEqual(visitor.explain("hero").map((c) => [c.id, c.stopped, c.settled]), [
    ["umbrella", null, { attribute: "context.weather", value: 1 }],
    ["welcome", "outranked", undefined],
  ]);
  const model = engine.model("bg_nbd", { r: 0.52, alpha: 43.26, a: 0.89, b: 1.61 }, { x: 0, t_x: 0, T: 10, t: 28 });
  assert.deepEqual(Object.keys(model).sort(), ["alive", "expected"]);
  assert.equal(model.alive, 1);
  assert.match(engine.id, /^[0-9a-f]{16}$/);
  assert.deepEqual([...engine.slots].sort(), Object.keys(shop.slots).sort());
  assert.ok((await compile(shop)) instanceof Uint8Array);
  assert.equal((await trogen.load(shop)).build, "runtime");
});

const USE = `
import { load, start, TrogenError, Visitor, Engine, type Page, type Scores, type Drops, type Consent, type StartOptions, type Problem, type NextItem, type FullVisitor } from "trogen";
import { load as loadInline } from "trogen/inline";
import { compile } from "trogen/compiler";

export async function use(bytes: Uint8Array, state: string | null): Promise<string> {
  const engine: Engine = await load(bytes);
  const insight = await loadInline({ name: "x" }, { build: "insight" });
  await load(new URL("https://example.org/program.trogen"), { wasm: bytes });
  using visitor = engine.visitor(state, { now: Date.now(), consent: "granted", context: { weather: "snow", hour: 3, member: true } });
  const counted: boolean = visitor.track("purchase", { transaction_id: 5, value: 1499, items: [{ item_category: "running/shoes", price: 1, own: {} }] });
  visitor.track("my_own_event");
  const page = visitor.choose(["hero", "grid"], { take: 3 });
  const whole: Page<"hero" | "grid"> = page;
  // @ts-expect-error only the slots that were asked for are there
  page.footer;
  const one = visitor.choose("hero").hero;
  for (const choice of one.choices) {
    choice.shown();
    choice.outcome("click");
    const score: number = choice.score;
    // @ts-expect-error a payload has the merchant's own shape, so it is unknown
    choice.payload.title;
    // @ts-expect-error choices are read only
    choice.score = score + 1;
  }
  // @ts-expect-error outcomes are click and dismiss
  one.outcome("bought");
  const scores: Scores = visitor.scores();
  // @ts-expect-error may be undefined before the first purchase
  const alive: number = scores.alive;
  const drops: Drops = visitor.drops();
  const cookie: string | null = visitor.snapshot();
  const stored: Uint8Array | null = visitor.snapshot({ as: "bytes" });
  // @ts-expect-error there is no such form
  visitor.snapshot({ as: "json" });
  // @ts-expect-error now is needed
  engine.visitor(null, { consent: "granted" });
  // @ts-expect-error a permission has three states
  const no: Consent = "yes";
  visitor.update({ consent: { compute: "granted", persist: "denied" } });
  const why = insight.visitor(null, { now: new Date(), consent: "granted" }).explain("hero")[0];
  // @ts-expect-error only the insight build explains
  visitor.explain("hero");
  const full = await load(bytes, { build: "full" });
  await full.nextItems(new URL("https://example.org/index.tni"));
  const next: readonly NextItem[] = full.visitor(null, { now: 0, consent: "granted" }).next({ take: 3, repeat: true, items: ["a", 7] });
  // @ts-expect-error written without ids there are none
  const first: string = next[0].id;
  // @ts-expect-error only the full build predicts
  visitor.next();
  // @ts-expect-error only the full build takes an index
  await engine.nextItems(bytes);
  const started: FullVisitor = await start({ program: bytes, consent: "granted", build: "full" });
  await started.engine.nextItems(bytes);
  const options: StartOptions = { program: "/program.trogen", consent: "pending" };
  const here: Visitor = await start(options);
  try {
    await compile({});
  } catch (error) {
    if (error instanceof TrogenError) {
      const problems: readonly Problem[] = error.problems;
      return error.code + problems[0]?.path;
    }
  }
  return [counted, whole, alive, drops.torn, cookie, stored, no, why?.stopped, here, first].join();
}
`;

for (const [module, moduleResolution] of [["esnext", "bundler"], ["nodenext", "nodenext"]]) {
  test(`strict TypeScript uses the declarations, resolved as ${moduleResolution}`, () => {
    const here = join(scratch, `types-${moduleResolution}`);
    rmSync(here, { recursive: true, force: true });
    mkdirSync(join(here, "node_modules"), { recursive: true });
    symlinkSync(folder, join(here, "node_modules/trogen"));
    writeFileSync(join(here, "package.json"), '{ "type": "module" }');
    writeFileSync(join(here, "use.ts"), USE);
    const options = { module, moduleResolution, target: "es2022", lib: ["es2022", "dom", "esnext.disposable"], types: [], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: false, noEmit: true };
    writeFileSync(join(here, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["use.ts"] }));
    const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
    try {
      execFileSync(process.execPath, [tsc, "-p", here], { encoding: "utf8" });
    } catch (error) {
      assert.fail(error.stdout);
    }
  });
}
