// The command line: what people and machines get, and the exit codes by which scripts go on.
import Ajv from "ajv/dist/2020.js";
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
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

test("diff: what two programs show differently; exit code 1 if anything", async () => {
  const other = write("other.json", { slots: { hero: {} }, campaigns: [{ id: "a", slots: ["hero"] }, { id: "c", slots: ["hero"], value: 2, when: { orders: { $gte: 1 } } }] });
  const { code, out } = await run("diff", right, other, shopper);
  assert.equal(code, 1);
  assert.match(out, /2026-03-03\n {2}hero\n {4}- b \(when\)\n {4}\+ c \(when\)\n1 of 2 days differ/);
  assert.equal((await run("diff", right, right, shopper)).code, 0);
  const [change] = JSON.parse((await run("diff", right, other, shopper, "--json")).out);
  assert.deepEqual([change.before.hero.chosen, change.after.hero.chosen], [["b"], ["c"]]);
});

test("what a command cannot do is said in a line, and leaves nothing half done", async () => {
  const bytes = join(place, "right.trogen");
  assert.equal((await run("compile", right, "--out", bytes)).code, 0);
  const torn = join(place, "torn.trogen");
  writeFileSync(torn, readFileSync(bytes).map((byte, i) => (i === 40 ? byte ^ 1 : byte)));
  const noKey = write("no-key.jwk", { kty: "OKP" });
  mkdirSync(join(place, "half"), { recursive: true });
  writeFileSync(join(place, "half/trogen-public.jwk"), "{}");
  writeFileSync(join(place, "half/shopper.jsonl"), "");
  const line = (text) => write(`line-${Math.random()}.jsonl`, text);
  const cases = [
    [["check", right, "nowhere.json", wrong], 2, /nowhere\.json is not there/],
    [["check", torn], 2, /torn\.trogen cannot be loaded/],
    [["compile", bytes], 2, /compiled already/],
    [["compile", bytes, "--minify"], 2, /compiled already/],
    [["compile", right, "--sign", noKey, "--out", join(place, "unsigned.trogen")], 2, /no private Ed25519 key/],
    [["compile", right, "--out", place], 2, /cannot be written/],
    [["compile", right, "--strict"], 2, /compile takes no --strict; it takes --json, --out, --minify, --sign/],
    [["keys", "--out", join(place, "half")], 2, /trogen-public\.jwk is there already/],
    [["init", "running", "--out", join(place, "half")], 2, /shopper\.jsonl is there already/],
    [["preview", right, shopper, "--until", "2026-01-01"], 2, /before the first event, of 2026-03-01/],
    [["preview", right, line('{"event":"page_view","time":null}')], 2, /line 1: has no "time"/],
    [["preview", right, line('{"event":"page_view","time":"1970-01-01"}')], 2, /line 1: has no "time" from 2000/],
    [["preview", right, line('{"time":"2026-01-01","context":null}')], 2, /"context" is no object/],
    [["preview", right, line('{"time":"2026-01-01","context":[1]}')], 2, /"context" is no object/],
  ];
  for (const [words, expected, says] of cases) {
    const { code, err } = await run(...words);
    assert.deepEqual([code, says.test(err), /\n {4}at /.test(err)], [expected, true, false], `${words.join(" ")}: ${err}`);
  }
  const left = readdirSync(place);
  assert.ok(!left.includes("unsigned.trogen") && !readdirSync(join(place, "half")).some((name) => /private|program/.test(name)));
});

test("what is right although it is unusual", async () => {
  const { code, out } = await run("check", join(place, "right.trogen"));
  assert.deepEqual([code, /nothing to complain of/.test(out)], [0, true]);
  const marked = write("marked.jsonl", `\ufeff${readFileSync(shopper, "utf8")}`);
  assert.equal((await run("preview", right, marked)).code, 0);
  const deep = join(place, "new/folder/schema.json");
  assert.equal((await run("schema", "--out", deep)).code, 0);
  assert.ok(JSON.parse(readFileSync(deep, "utf8")).$defs);
});

test("who reads may stop reading", async () => {
  const shell = `"${process.execPath}" "${join(folder, "cli.js")}" schema | head -c 1 > /dev/null; echo "\${PIPESTATUS[0]}"`;
  const { out, err } = await new Promise((resolve) => execFile("bash", ["-c", shell], (_, out, err) => resolve({ out, err })));
  assert.deepEqual([out.trim(), err], ["0", ""]);
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
