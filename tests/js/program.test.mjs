// The compiler as merchants meet it: what is wrong, where, and what was probably meant; the same bytes everywhere.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { browser, importMap, serve } from "./lab/chromium.mjs";
import { check, compile, golden, root, shop, trogen } from "./lab/package.mjs";

const when = (condition) => ({ ...shop, campaigns: [{ ...shop.campaigns[0], when: condition }] });
const { base, broken, doubtful } = JSON.parse(await readFile(join(root, "tests/problems.json"), "utf8"));

/** The program of a case: a text of its own, or the base with something changed at JSON pointers. */
function program({ text, set }) {
  if (text !== undefined) return text;
  const program = structuredClone(base);
  for (const [pointer, value] of Object.entries(set)) {
    const names = pointer.split("/").slice(1).map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
    const last = names.pop();
    names.reduce((at, name) => at[name], program)[last] = value;
  }
  return program;
}
const short = (problems) =>
  problems.map(({ path, code, suggestion }) => [path, code, suggestion ?? null]).sort((a, b) => (`${a}` < `${b}` ? -1 : 1));

for (const one of broken) {
  test(`${one.what}: ${one.problems.map((p) => `${p.path || "the file"}, ${p.code}`).join("; ")}`, async () => {
    const wrong = program(one);
    await assert.rejects(compile(wrong), (error) => {
      assert.ok(error instanceof Error);
      assert.deepEqual([error.name, error.code], ["TrogenError", "program"]);
      assert.deepEqual(short(error.problems), short(one.problems));
      for (const { path, message, suggestion, severity } of error.problems) {
        assert.equal(severity, "error");
        assert.ok(error.message.includes(path) && error.message.includes(message));
        if (suggestion !== undefined) assert.ok(error.message.includes(suggestion));
      }
      return true;
    });
    const { bytes, problems } = await check(wrong);
    assert.deepEqual([bytes, short(problems.filter((p) => p.severity === "error"))], [null, short(one.problems)]);
    // load() compiles by itself, and says the same.
    if (typeof wrong === "object") await assert.rejects(trogen.load(wrong), { name: "TrogenError", code: "program" });
  });
}

for (const one of doubtful) {
  test(`compiles, with ${one.warnings.map((p) => `${p.path}, ${p.code}`).join("; ") || "no warning"}: ${one.what}`, async () => {
    const { bytes, problems } = await check(program(one));
    assert.deepEqual(short(problems.filter((p) => p.severity === "warning")), short(one.warnings));
    assert.deepEqual(await compile(program(one)), bytes);
  });
}

test("nested beyond measure: a problem, not a crash", async () => {
  let condition = { orders: 1 };
  for (let i = 0; i < 100; i++) condition = { $not: condition };
  await assert.rejects(compile(when(condition)), ({ problems }) => problems.some((p) => p.message.includes("16 deep")));
  await assert.rejects(compile(`${'{"campaigns":['.repeat(10_000)}`), { code: "program" });
});

test("objects and text give the same bytes; programs that were no programs are refused", async () => {
  const bytes = await compile(shop);
  assert.deepEqual(await compile(JSON.stringify(shop, null, 2)), bytes);
  const code = async (source, code) => assert.rejects(trogen.load(source), { name: "TrogenError", code });
  await code(bytes.slice(0, -bytes.length + 12), "program_torn");
  await code(bytes.map((b, i) => (i === 40 ? b ^ 1 : b)), "program_torn");
  await code(bytes.map((b, i) => (i === 4 ? 99 : b)), "program_version");
  await code(new Uint8Array(200), "not_a_program");
  await code(new Uint8Array(0), "not_a_program");
  await code(new ArrayBuffer(3), "not_a_program");
  for (const nothing of [undefined, null, 5, true, Symbol("s"), () => {}]) await code(nothing, "bad_argument");
  assert.equal((await trogen.load(bytes.buffer)).id, (await trogen.load(shop)).id);
});

test("what is neither text nor a plain object is a bad argument, and says what is taken", async () => {
  const cycle = {};
  cycle.self = cycle;
  const thrower = { get name() { throw new Error("no"); } };
  const nothing = [undefined, () => {}, Symbol("s"), 5n, null, 5, true, [], new Date(), Buffer.from("{}"), new Map(), Promise.resolve({})];
  for (const given of [...nothing, cycle, thrower, { name: 1n }, { name: "\ud800" }, { slots: { "a\udfff": {} } }]) {
    for (const f of [check, compile]) {
      await assert.rejects(f(given), (error) => {
        assert.deepEqual([error.name, error.code], ["TrogenError", "bad_argument"]);
        return /text, or a plain object/.test(error.message);
      });
    }
  }
  const alone = Object.assign(Object.create(null), shop, { name: "\\ud800 😀" });
  assert.ok((await check(alone)).bytes, "an object without a prototype, a text that only looks like half a pair");
});

test("a byte order mark before a text is no part of it", async () => {
  assert.deepEqual(await compile(`\ufeff${JSON.stringify(shop)}`), await compile(shop));
});

test("bytes whose ids are damaged still decide, with other ids", async () => {
  const bytes = await compile(shop);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const ids = bytes.length - 8 - view.getUint32(bytes.length - 4, true);
  const start = ids - view.getUint32(ids, true);
  const damaged = (change) => {
    const other = bytes.slice();
    change(other, new DataView(other.buffer));
    return other;
  };
  const cases = {
    "shares more than there is": damaged((b) => b.fill(255, start, start + 1)),
    "longer than all": damaged((b) => b.fill(255, start + 1, start + 2)),
    "all of it": damaged((b) => b.fill(255, start, ids)),
    "no ids": damaged((_, v) => v.setUint32(ids, 0, true)),
    "more than the file": damaged((_, v) => v.setUint32(ids, 0xffff_ffff, true)),
  };
  for (const [what, other] of Object.entries(cases)) {
    const visitor = (await trogen.load(other)).visitor(null, { now: Date.UTC(2026, 2, 1), consent: "granted" });
    const { hero } = visitor.choose("hero");
    assert.deepEqual([hero.payload, typeof hero.id, visitor.drops().malformed], [{ title: "Welcome" }, "string", 0], what);
  }
});

test("the same bytes in Node, in Chromium and natively", async () => {
  const sources = Object.fromEntries(Object.entries(golden).flatMap(([file, { programs }]) => Object.entries(programs).map(([name, p]) => [`${file}/${name}`, p])));
  const texts = Object.fromEntries(Object.entries(sources).map(([name, { source }]) => [name, JSON.stringify(source)]));
  texts.demo = await readFile(join(root, "www/program.json"), "utf8");
  const server = await serve({ pages: { "/": importMap } });
  const chromium = await browser();
  let theirs;
  try {
    const page = await chromium.newPage();
    await page.goto(server.url);
    theirs = await page.evaluate(async (texts) => {
      const { compile } = await import("trogen/compiler");
      const sums = {};
      for (const [name, text] of Object.entries(texts)) {
        const sum = await crypto.subtle.digest("SHA-256", await compile(text));
        sums[name] = [...new Uint8Array(sum)].map((b) => b.toString(16).padStart(2, "0")).join("");
      }
      return sums;
    }, texts);
  } finally {
    await chromium.close();
    await server.close();
  }
  for (const [name, text] of Object.entries(texts)) {
    const bytes = await compile(text);
    assert.equal(createHash("sha256").update(bytes).digest("hex"), theirs[name], name);
    // The native compiler's content hash, of every byte from 16 on, is recorded in the golden files.
    if (sources[name]) assert.equal((await trogen.load(bytes)).id, sources[name].hash, name);
  }
  assert.ok(Object.keys(theirs).length > 15);
});
