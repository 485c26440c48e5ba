// The command line: what people and machines get, and the exit codes by which scripts go on.
import Ajv from "ajv/dist/2020.js";
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { entry, folder, scratch, trogen } from "./lab/package.mjs";

mkdirSync(scratch, { recursive: true });
const place = mkdtempSync(join(scratch, "cli-"));
const starters = join(folder, "starters");
const trades = readdirSync(starters).filter((name) => name.endsWith(".json")).map((name) => name.slice(0, -5));
const write = (name, text) => {
  const path = join(place, name);
  writeFileSync(path, typeof text === "string" ? text : JSON.stringify(text));
  return path;
};
const run = (...words) =>
  new Promise((resolve) => {
    execFile(process.execPath, [join(folder, "cli.js"), ...words], { cwd: place }, (error, out, err) => resolve({ code: error?.code ?? 0, out, err }));
  });

/** That a command could not be carried out, said in words. */
async function fails(words, why, code = 2) {
  const { code: got, out, err } = await run(...words);
  assert.equal(got, code, `${words.join(" ")}: ${out}${err}`);
  assert.match(err, why);
  assert.doesNotMatch(err, /\n {4}at /, "no stack");
}

const wrong = write("wrong.json", { slots: { hero: {} }, campaigns: [{ id: "a", slots: ["heros"], kind: "contents" }] });
const doubtful = write("doubtful.json", { slots: { hero: {} }, campaigns: [{ id: "a", slots: ["hero"], when: { orders: 1 } }] });
const right = write("right.json", { slots: { hero: {} }, campaigns: [{ id: "a", slots: ["hero"] }, { id: "b", slots: ["hero"], value: 2, when: { orders: { $gte: 1 } } }] });
const shopper = write("shopper.jsonl", [
  { event: "page_view", time: "2026-03-01T10:00:00Z" },
  { event: "purchase", time: "2026-03-03T10:00:00Z", transaction_id: "1", value: 10 },
].map((line) => JSON.stringify(line)).join("\n"));

test("without a command, and with one that is none", async () => {
  const { code, out } = await run();
  assert.equal(code, 2);
  assert.match(out, /trogen COMMAND/);
  assert.equal((await run("--help")).code, 0);
  for (const words of [["chek", right], ["check"], ["check", "--jsno", right], ["preview", right]]) {
    const { code, err } = await run(...words);
    assert.deepEqual([code, err !== ""], [2, true], words.join(" "));
  }
  const { code: missing, err } = await run("check", "nowhere.json");
  assert.deepEqual([missing, err.includes("nowhere.json is not there")], [2, true]);
});

test("an option of another command is refused, with those that this one takes", async () => {
  await fails(["check", right, "--all"], /check takes no --all; it takes --json, --strict\n/);
  await fails(["preview", right, shopper, "-o", "x"], /preview takes no --out; it takes --json, --all, --until\n/);
  for (const words of [["compile", right, "--strict"], ["diff", right, right, shopper, "--minify"], ["init", "coffee", "--json"], ["keys", "--sign", "k"], ["schema", "--until", "2026-01-01"], ["types", "--all"]]) {
    await fails(words, new RegExp(`${words[0]} takes no --`));
  }
  assert.ok(!readdirSync(place).some((name) => /program\.json|\.jwk$/.test(name)), "nothing was done");
});

test("a reader that has enough ends it quietly", { timeout: 20_000 }, async () => {
  const days = write("days.jsonl", JSON.stringify({ event: "page_view", time: "2000-03-01" }));
  const child = spawn(process.execPath, [join(folder, "cli.js"), "preview", right, days, "--all", "--until", "2030-12-31"]);
  let err = "";
  child.stderr.on("data", (data) => (err += data));
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.deepEqual([code, err], [0, ""]);
});

test("check: what cannot be read keeps no other from being checked", async () => {
  const { code, out, err } = await run("check", wrong, "missing.json", ".", right);
  assert.equal(code, 2);
  assert.match(out, /2 errors[\s\S]*right\.json: nothing to complain of/);
  assert.match(err, /missing\.json is not there\n.*\. is a folder/);
  const json = await run("check", "--json", right, "missing.json", wrong);
  assert.equal(json.code, 2);
  assert.deepEqual(JSON.parse(json.out).map((r) => [r.file, r.problems.length, r.failure]), [[right, 0, undefined], ["missing.json", 0, "missing.json is not there"], [wrong, 2, undefined]]);
});

test("a byte order mark is no part of a program, of events or of a key", async () => {
  const marked = (path) => write(`marked-${path.split("/").pop()}`, `\ufeff${readFileSync(path, "utf8")}`);
  assert.equal((await run("check", marked(right))).code, 0);
  assert.equal((await run("keys", "--out", "marked")).code, 0);
  const key = marked(join(place, "marked/trogen-private.jwk"));
  assert.equal((await run("compile", marked(right), "--sign", key)).code, 0);
  const { code, out, err } = await run("preview", right, marked(shopper));
  assert.deepEqual([code, err], [0, ""], out);
});

test("compiled programs: checked by loading them, compiled no second time, refused where they do not load", async () => {
  const path = join(place, "bytes.trogen");
  assert.equal((await run("compile", right, "--out", path)).code, 0);
  const { code, out } = await run("check", path, right);
  assert.equal(code, 0);
  assert.match(out, /bytes\.trogen: is compiled, and loads; .*\n.*right\.json: nothing/);
  for (const more of [[], ["--minify"], ["--out", "again.trogen"]]) await fails(["compile", path, ...more], /is compiled already/);
  const bytes = readFileSync(path);
  const damaged = (name, change) => {
    const copy = Buffer.from(bytes);
    writeFileSync(join(place, name), change(copy) ?? copy);
    return name;
  };
  const cases = [
    [damaged("flipped.trogen", (b) => void (b[40] ^= 1)), /cannot be loaded: Cut off or changed/],
    [damaged("cut.trogen", (b) => b.subarray(0, 60)), /cannot be loaded: Cut off or changed/],
    [damaged("short.trogen", (b) => b.subarray(0, 4)), /cannot be loaded/],
    [damaged("version.trogen", (b) => void (b[4] = 99)), /cannot be loaded: Compiled by another version/],
  ];
  for (const [file, why] of cases) {
    await fails(["check", file], why);
    await fails(["compile", file], why);
    await fails(["preview", file, shopper], why);
    await fails(["diff", right, file, shopper], why);
  }
});

test("compile: signed by a key that is one, or nothing is written", async () => {
  const { keys } = await import(pathToFileURL(join(folder, entry("./signature", ["node"]))));
  const [one, other] = [await keys(), await keys()];
  const bad = {
    "text.jwk": "not a key",
    "null.jwk": "null",
    "empty.jwk": {},
    "public.jwk": one.publicKey,
    "rsa.jwk": { kty: "RSA", n: "AQAB", e: "AQAB" },
    "two.jwk": { ...one.privateKey, x: other.publicKey.x },
  };
  for (const [name, key] of Object.entries(bad)) {
    await fails(["compile", right, "--out", "unsigned.trogen", "--minify", "--sign", write(name, key)], new RegExp(`${name} is no private Ed25519 key`));
  }
  await fails(["compile", right, "--out", "unsigned.trogen", "--sign", "nowhere.jwk"], /nowhere\.jwk is not there/);
  assert.ok(!readdirSync(place).some((name) => name.startsWith("unsigned")));
});

test("keys and init: both files or none", async () => {
  for (const [command, names] of [[["keys"], ["trogen-private.jwk", "trogen-public.jwk"]], [["init", "coffee"], ["program.json", "shopper.jsonl"]]]) {
    for (const [i, there] of names.entries()) {
      const out = `half-${command[0]}-${i}`;
      mkdirSync(join(place, out));
      write(`${out}/${there}`, "mine");
      await fails([...command, "--out", out], new RegExp(`${there.replace(".", "\\.")} is there already`));
      assert.deepEqual([readdirSync(join(place, out)), readFileSync(join(place, out, there), "utf8")], [[there], "mine"]);
    }
  }
});

test("--out: folders are made, a folder or a place below a file is refused", async () => {
  mkdirSync(join(place, "folder"));
  for (const words of [["compile", right], ["schema"], ["types"]]) {
    await fails([...words, "--out", "folder"], /folder cannot be written: it is a folder/);
    await fails([...words, "--out", join(right, "x")], /cannot be written/);
    assert.equal((await run(...words, "--out", `made/${words[0]}/file`)).code, 0);
    assert.ok(existsSync(join(place, `made/${words[0]}/file`)));
  }
  for (const words of [["init", "coffee"], ["keys"]]) await fails([...words, "--out", right], /cannot be written/);
  await fails(["preview", right, "folder"], /folder is a folder/);
  const source = write("source.json", readFileSync(right, "utf8"));
  await fails(["compile", source, "--out", "./source.json"], /is the program itself/);
  mkdirSync(join(place, "taken.trogen.names.json"));
  await fails(["compile", right, "--out", "taken.trogen", "--minify"], /taken\.trogen\.names\.json cannot be written/);
  assert.ok(!existsSync(join(place, "taken.trogen")), "none is written if one cannot be");
});

test("check: all that is wrong, with paths and suggestions; exit code 1", async () => {
  const { code, out } = await run("check", wrong, right);
  assert.equal(code, 1);
  assert.match(out, /campaigns\[0\]\.kind: .*did you mean "content"\?/);
  assert.match(out, /campaigns\[0\]\.slots\[0\]: .*did you mean "hero"\?/);
  assert.match(out, /2 errors/);
  assert.match(out, /right\.json: nothing to complain of/);
  const found = JSON.parse((await run("check", "--json", wrong)).out);
  assert.deepEqual(found[0].problems.map((p) => p.code).sort(), ["not_allowed", "unknown_slot"]);
});

test("check: warnings fail only where they are asked to", async () => {
  const { code, out } = await run("check", doubtful);
  assert.deepEqual([code, out.includes("no_default")], [0, true]);
  assert.equal((await run("check", "--strict", doubtful)).code, 1);
});

test("compile: bytes that load; none where something is wrong", async () => {
  const { code, out } = await run("compile", right);
  assert.deepEqual([code, out.includes("right.trogen")], [0, true]);
  const engine = await trogen.load(readFileSync(join(place, "right.trogen")));
  assert.deepEqual(engine.slots, ["hero"]);
  assert.equal((await run("compile", wrong, "--out", "no.trogen")).code, 1);
  assert.ok(!readdirSync(place).includes("no.trogen"));
  assert.equal(JSON.parse((await run("compile", right, "-o", "deep/er/p.trogen", "--json")).out).out, "deep/er/p.trogen");
});

test("compile: minified, signed, and checked by whoever has the public key", async () => {
  const { keys, sign, verify } = await import(pathToFileURL(join(folder, entry("./signature", ["node"]))));
  assert.equal((await run("keys", "--out", "keys")).code, 0);
  assert.equal((await run("keys", "--out", "keys")).code, 2, "keys are not written over");
  const topics = write("topics.json", { topics: { "secret/plan": {} }, slots: { hero: { default: true } }, campaigns: [{ id: "a", slots: ["hero"], topics: ["secret/plan"], when: { "interest.secret/plan": { $gte: 0.1 } } }] });
  const { code, out } = await run("compile", topics, "--out", "small.trogen", "--minify", "--sign", "keys/trogen-private.jwk", "--json");
  assert.equal(code, 0, out);
  assert.deepEqual(JSON.parse(out).written, ["small.trogen", "small.trogen.names.json", "small.trogen.sig"]);
  const [bytes, signature] = ["small.trogen", "small.trogen.sig"].map((name) => new Uint8Array(readFileSync(join(place, name))));
  const key = JSON.parse(readFileSync(join(place, "keys/trogen-public.jwk"), "utf8"));
  const flipped = (of, at) => of.map((b, i) => (i === at ? b ^ 1 : b));
  assert.equal(await verify(bytes, signature, key), true);
  for (const [b, s, k] of [[flipped(bytes, 40), signature, key], [bytes, flipped(signature, 5), key], [bytes, new Uint8Array(3), key], [bytes, signature, { kty: "none" }], [bytes, signature, (await keys()).publicKey]]) {
    assert.equal(await verify(b, s, k), false);
  }
  const pair = await keys();
  assert.equal(await verify(bytes, await sign(bytes, pair.privateKey), pair.publicKey), true);
  assert.ok(!Buffer.from(bytes).includes("secret"));
  assert.deepEqual(JSON.parse(readFileSync(join(place, "small.trogen.names.json"), "utf8")).topics.sort(), ["secret", "secret/plan"]);
  const engine = await trogen.load(bytes);
  assert.deepEqual(engine.slots, ["hero"]);
  const visitor = engine.visitor(null, { now: Date.UTC(2026, 2, 1), consent: "granted" });
  visitor.track("view_item", { item_category: "secret/plan" });
  assert.equal(visitor.choose("hero").hero.id, "a", "it decides the same");
});

test("preview: a shopper's days, for people and for machines, of a program and of its bytes", async () => {
  const { code, out } = await run("preview", right, shopper);
  assert.equal(code, 0);
  assert.match(out, /2026-03-01 {2}new, 0 orders\n {2}page_view\n {2}hero {2}a \(always\)/);
  assert.match(out, /2026-03-03 {2}first_purchase, 1 order\n {2}purchase\n {2}hero {2}b \(when\)/);
  const days = JSON.parse((await run("preview", "right.trogen", shopper, "--json", "--all", "--until", "2026-03-05")).out);
  assert.deepEqual(days.map((d) => [d.date, d.events.length, d.slots.hero.chosen[0]]), [
    ["2026-03-01", 1, "a"], ["2026-03-02", 0, "a"], ["2026-03-03", 1, "b"], ["2026-03-04", 0, "b"], ["2026-03-05", 0, "b"],
  ]);
  const broken = write("broken.jsonl", '{"event":"page_view","time":"2026-03-01"}\n{"event":"page_view"}');
  const { code: failed, err } = await run("preview", right, broken);
  assert.deepEqual([failed, err.includes("line 2")], [2, true]);
  assert.equal((await run("preview", wrong, shopper)).code, 1);
});

test("events: what a line says wrong, with its number", async () => {
  const cases = [
    ['{"event":"page_view","time":null}', /line 2: has no "time"/],
    ['{"event":"page_view"}', /line 2: has no "time"/],
    ['{"event":"page_view","time":true}', /line 2: has no "time"/],
    ['{"event":"page_view","time":"soon"}', /line 2: has no "time" from 2000 .*: "soon"/],
    ['{"event":"page_view","time":"1999-12-31T23:59:59Z"}', /line 2: has no "time" from 2000 to 2135/],
    ['{"event":"page_view","time":-5}', /line 2: has no "time" from 2000 .*: -5\n/],
    ['{"event":"page_view","time":"2136-01-01"}', /line 2: has no "time" from 2000 to 2135/],
    ['{"event":"page_view","time":1772359200}', /line 2: has no "time" from 2000 to 2135.*milliseconds: 1772359200/],
    ['{"time":"2026-03-01","context":null}', /line 2: its "context" is no object/],
    ['{"time":"2026-03-01","context":["rain"]}', /line 2: its "context" is no object/],
    ['{"time":"2026-03-01","context":"rain","event":"page_view"}', /line 2: its "context" is no object/],
    ['{"time":"2026-03-01","event":5}', /line 2: its "event" is no name/],
    ['{"time":"2026-03-01"}', /line 2: has neither an "event" nor a "context"/],
    ["[1]", /line 2: is no JSON object/],
    ["null", /line 2: is no JSON object/],
    ["{", /line 2: is no JSON/],
  ];
  for (const [line, why] of cases) {
    const path = write("line.jsonl", `{"event":"page_view","time":"2026-03-01"}\n${line}\n`);
    await fails(["preview", right, path], why);
  }
  const ends = write("ends.jsonl", ["2000-01-01T00:00:01Z", "2135-12-31T23:59:59Z"].map((time) => JSON.stringify({ time, event: "page_view" })).join("\n"));
  assert.deepEqual(JSON.parse((await run("preview", right, ends, "--json")).out).map((d) => d.date), ["2000-01-01", "2135-12-31"]);
});

test("--until: not before the events begin, and a day that can be played", async () => {
  for (const words of [["preview", right, shopper], ["diff", right, right, shopper]]) {
    await fails([...words, "--until", "2026-02-28"], /--until 2026-02-28 is before the first event, of 2026-03-01/);
    await fails([...words, "--until", "9999-12-31"], /--until 9999-12-31: is no day from 2000 to 2135/);
    await fails([...words, "--until", "soon"], /--until soon: is no day/);
  }
  assert.deepEqual(JSON.parse((await run("preview", right, shopper, "--json", "--until", "2026-03-01")).out).map((d) => d.date), ["2026-03-01"]);
});

test("diff: what two programs show differently; exit code 1 if anything", async () => {
  const other = write("other.json", { slots: { hero: {} }, campaigns: [{ id: "a", slots: ["hero"] }, { id: "c", slots: ["hero"], value: 2, when: { orders: { $gte: 1 } } }] });
  const { code, out } = await run("diff", right, other, shopper);
  assert.equal(code, 1);
  assert.match(out, /2026-03-03\n {2}hero\n {4}- b \(when\)\n {4}\+ c \(when\)\n1 of 2 days differ/);
  assert.equal((await run("diff", right, right, shopper)).code, 0);
  const [change] = JSON.parse((await run("diff", right, other, shopper, "--json")).out);
  assert.deepEqual([change.before.hero.chosen, change.after.hero.chosen], [["b"], ["c"]]);
});

test("schema and types", async () => {
  const schema = JSON.parse((await run("schema")).out);
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  assert.match((await run("types")).out, /export interface Program \{/);
});

test("init: a starter of a trade, nothing written over", async () => {
  const { code, out } = await run("init", "coffee", "--out", "mine");
  assert.equal(code, 0);
  assert.match(out, /npx trogen preview mine\/program\.json mine\/shopper\.jsonl/);
  const again = await run("init", "coffee", "--out", "mine");
  assert.deepEqual([again.code, again.err.includes("is there already")], [2, true]);
  const { code: none, err } = await run("init", "bakery");
  assert.equal(none, 2);
  for (const trade of trades) assert.ok(err.includes(trade));
});

const ajv = new Ajv({ strict: false, allErrors: true });
const valid = ajv.compile(JSON.parse(readFileSync(join(folder, "program.schema.json"), "utf8")));

test("there is a starter for five trades", () => assert.deepEqual(trades, ["coffee", "fashion", "grocer", "running", "subscription"]));
for (const trade of trades) {
  test(`the starter "${trade}" compiles without a warning, is of the schema, and each of its campaigns has a say`, async () => {
    const path = join(starters, `${trade}.json`);
    const { code, out } = await run("check", "--strict", "--json", path);
    assert.equal(code, 0, out);
    assert.deepEqual(JSON.parse(out)[0].problems, []);
    const program = JSON.parse(readFileSync(path, "utf8"));
    assert.ok(valid(program), JSON.stringify(valid.errors));
    const days = JSON.parse((await run("preview", path, join(starters, `${trade}.jsonl`), "--json")).out);
    assert.ok(days.length >= 5);
    assert.ok(new Set(days.map((d) => d.stage)).size >= 2, "the shopper goes through stages");
    const shown = new Set(days.flatMap((d) => Object.values(d.slots).flatMap((slot) => slot.chosen)));
    assert.ok(shown.size >= program.campaigns.length * 0.4, `${[...shown]}`);
  });
}

test("the schema refuses what the compiler refuses by shape", () => {
  for (const program of [{ campaign: [] }, { campaigns: [{ id: "a" }] }, { slots: { hero: { take: 0 } } }, { topics: { tea: { durable: "30" } } }, { campaigns: [{ id: "a", slots: [], when: { orders: { $gre: 1 } } }] }]) {
    assert.ok(!valid(program), JSON.stringify(program));
  }
});
