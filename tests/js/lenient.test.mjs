// The lenient mode of the compiler build: the suite's functions as promises, what they reject with, and that pages are without.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { play } from "../suite/play.mjs";
import { entry, folder, root, scratch } from "./lab/package.mjs";

const compiler = await import(pathToFileURL(join(folder, entry("./compiler", ["node"]))));
const { evaluate, hash, bucketRanges, chooseVariation, inNamespace, equalWeights } = compiler;
const text = readFileSync(join(root, "tests/suite/cases.json"), "utf8");

test("the own cases, through the package", async () => {
  const { passed, failures } = await play(JSON.parse(text), compiler);
  assert.deepEqual(failures, []);
  assert.ok(passed >= 160, String(passed));
});

/** Runs the script of `cargo xtask suite` on a file. */
function script(name, content) {
  mkdirSync(scratch, { recursive: true });
  const path = join(scratch, name);
  writeFileSync(path, content);
  const { status, stdout } = spawnSync(process.execPath, [join(root, "tests/suite/growthbook.mjs"), path], {
    encoding: "utf8",
    env: { ...process.env, TROGEN_PKG: folder },
  });
  return { status, lines: stdout.trim().split("\n") };
}

test("the script says how many passed, and fails on a wrong expectation", () => {
  const right = script("suite-right.json", text);
  assert.equal(right.status, 0);
  assert.match(right.lines.join("\n"), /^packed package: \d+ passed, 0 failed$/);
  const cases = JSON.parse(text);
  for (const [section, list] of Object.entries({ ...cases, ...cases.versionCompare })) {
    if (!Array.isArray(list)) continue;
    const wrong = structuredClone(cases);
    const one = (wrong[section] ?? wrong.versionCompare[section])[0];
    const place = section === "evalCondition" ? 3 : one.length - 1;
    one[place] = typeof one[place] === "boolean" ? !one[place] : 0.123;
    const { status, lines } = script("suite-wrong.json", JSON.stringify(wrong));
    assert.equal(status, 1, section);
    assert.equal(lines.length, 2, lines.join("\n"));
    assert.match(lines[0], new RegExp(`^packed package: (versionCompare\\.)?${section}: .*: got .*, wanted .*`));
    assert.match(lines[1], /^packed package: \d+ passed, 1 failed$/);
  }
});

test("cases that are none are failures", async () => {
  const broken = { evalCondition: [5, null, ["name"]], hash: {}, getBucketRange: [["name"]], versionCompare: { lt: [7] } };
  const { passed, failures } = await play(broken, compiler);
  assert.deepEqual([passed, failures.length], [0, 6], JSON.stringify(failures));
});

test("each function gives its value", async () => {
  const groups = { vip: [7], old: { type: "condition", condition: { age: { $gt: 65 } } } };
  assert.equal(await evaluate({ id: { $inGroup: "vip" }, $savedGroup: { id: "old" } }, { id: 7, age: 70 }, groups), true);
  assert.equal(await evaluate({ id: { $inGroup: "vip" } }, { id: 7 }), false);
  assert.equal(await evaluate({ id: null }, { id: undefined }, null), true);
  assert.equal(await hash("seed", "a", 2), 0.0505);
  assert.equal(await hash("seed", "a", 3), null);
  assert.deepEqual(await bucketRanges(2), [[0, 0.5], [0.5, 1]]);
  assert.deepEqual(await bucketRanges(2, 0.5, [0.4, 0.6]), [[0, 0.2], [0.4, 0.7]]);
  assert.equal(await chooseVariation(0.7, await bucketRanges(2)), 1);
  assert.equal(await chooseVariation(1, [[0, 1]]), -1);
  assert.equal(await inNamespace("1", ["namespace1", 0.4, 1]), true);
  assert.deepEqual(await equalWeights(4), [0.25, 0.25, 0.25, 0.25]);
});

test("what is no argument is refused", async () => {
  const refused = { name: "TrogenError", code: "bad_argument" };
  const calls = [
    () => evaluate(),
    () => evaluate({ a: 1n }, {}),
    () => hash(1, "a", 1),
    () => hash("a", "b"),
    () => bucketRanges(1.5),
    () => bucketRanges(2, 1, ["half"]),
    () => chooseVariation(NaN, []),
    () => chooseVariation(0.5, [[1]]),
    () => inNamespace("a", ["b", 0]),
    () => equalWeights("2"),
  ];
  for (const call of calls) await assert.rejects(call(), refused, String(call));
  const cycle = {};
  cycle.self = cycle;
  await assert.rejects(evaluate({}, cycle), refused);
});

test("any text and any depth has an answer", async () => {
  assert.equal(await evaluate({ a: "\ufffd\\ud800 \ufffd" }, { a: "\ud800\\ud800 \udfff" }), true, "halves of pairs");
  assert.equal(await evaluate({ a: { $regex: "^..$" } }, { a: "😀" }), true);
  const nots = (depth) => Array.from({ length: depth }).reduce((inner) => ({ $not: inner }), {});
  assert.equal(await evaluate(nots(98), {}), true);
  for (const depth of [100, 126, 128, 130, 2_000]) assert.equal(await evaluate(nots(depth), {}), false, String(depth));
});

test("a page has none of it", () => {
  const seen = new Set();
  const load = (file) => {
    if (seen.has(file)) return;
    seen.add(file);
    const code = readFileSync(join(folder, file), "utf8");
    assert.ok(!code.includes("bucketRanges"), file);
    for (const [, next] of code.matchAll(/(?:from|import) ?"(\.\/[\w.-]+\.js)"/g)) load(join(dirname(file), next));
  };
  for (const name of ["browser", "workerd", "edge-light", "node", "inline"]) load(`${name}.js`);
  assert.ok(seen.size > 5, "chunks were found");
});
