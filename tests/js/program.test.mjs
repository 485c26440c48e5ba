// The compiler as merchants meet it: what is wrong, where, and what was probably meant; the same bytes everywhere.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { browser, importMap, serve } from "./lab/chromium.mjs";
import { compile, golden, root, shop, trogen } from "./lab/package.mjs";

/** The shop with something changed. */
const changed = (change) => {
  const program = structuredClone(shop);
  change(program);
  return program;
};
const campaign = (fields) => changed((p) => Object.assign(p.campaigns[1], fields));
const when = (condition) => campaign({ when: condition });

/** Each: what is wrong, the program, the path, a part of the message, the suggestion. */
const BROKEN = [
  ["a misspelled field", campaign({ topcis: ["tea"] }), "campaigns[1].topcis", "unknown field", "topics"],
  ["a misspelled field at the top", changed((p) => (p.campaign = [])), "campaign", "unknown field", "campaigns"],
  ["a slot that is not there", campaign({ slots: ["heros"] }), "campaigns[1].slots[0]", 'no such slot: "heros"', "hero"],
  ["a topic that is not there", campaign({ topics: ["tea", "tea/grene"] }), "campaigns[1].topics[1]", 'no such topic: "tea/grene"', "tea/green"],
  ["a kind that is none", campaign({ kind: "contents" }), "campaigns[1].kind", "unknown variant", "content"],
  ["a cap that is none", campaign({ cap: "3 per day" }), "campaigns[1].cap", 'write "3/14d"', undefined],
  ["a cap above eight", campaign({ cap: "9/14d" }), "campaigns[1].cap", "1 to 8", undefined],
  ["a value of nothing", campaign({ value: 0 }), "campaigns[1].value", "above 0", undefined],
  ["the same id twice", campaign({ id: "umbrella" }), "campaigns[1].id", "campaigns[0]", undefined],
  ["no slot at all", campaign({ slots: [] }), "campaigns[1].slots", "never be shown", undefined],
  ["an attribute that is not there", when({ "interests.tea": { $gt: 0.1 } }), "campaigns[1].when.interests.tea", "no such attribute", "interest"],
  ["a topic of an attribute", when({ "bought.tee": { $lt: 3 } }), "campaigns[1].when.bought.tee", 'no such topic: "tee"', "tea"],
  ["a context that is not declared", when({ "context.wether": "sun" }), "campaigns[1].when.context.wether", "no such context attribute", "weather"],
  ["a value that the context never has", when({ "context.weather": "rainy" }), "campaigns[1].when.context.weather", 'no such value: "rainy"', "rain"],
  ["a stage that is none", when({ stage: { $in: ["new", "repeated"] } }), "campaigns[1].when.stage.$in", 'no such stage: "repeated"', "repeat"],
  ["an operator that is none", when({ orders: { $gre: 3 } }), "campaigns[1].when.orders.$gre", "no such operator", "$gte"],
  ["a word for a number", when({ orders: "3" }), "campaigns[1].when.orders", "a number is wanted", undefined],
  ["a number for a flag", when({ "context.member": 1 }), "campaigns[1].when.context.member", "true or false is wanted", undefined],
  ["more than, of words", when({ "context.weather": { $gt: "rain" } }), "campaigns[1].when.context.weather.$gt", "numbers only", undefined],
  ["an empty list", when({ $or: [] }), "campaigns[1].when.$or", "at least one", undefined],
  ["no condition in a list", when({ $and: [{ orders: 1 }, 5] }), "campaigns[1].when.$and[1]", "not a condition", undefined],
  ["a duration that is none", changed((p) => (p.topics.tea.durable = "30")), "topics.tea.durable", '"180d"', undefined],
  ["a topic in capitals", changed((p) => (p.topics.Coffee = {})), "topics.Coffee", "lower case", "coffee"],
  ["too many places", changed((p) => (p.slots.grid.take = 5000)), "slots.grid.take", "1 to 1000", undefined],
  ["a parameter out of bounds", changed((p) => (p.models = { interest: { weight: -1 } })), "models.interest.weight", "0 to 100", undefined],
  ["a type of context that is none", changed((p) => (p.context.hour = "int")), "context.hour", "number", undefined],
  ["text for a list", changed((p) => (p.campaigns = "all")), "campaigns", "invalid type", undefined],
];

for (const [what, program, path, message, suggestion] of BROKEN) {
  test(`${what}: ${path}`, async () => {
    await assert.rejects(compile(program), (error) => {
      assert.ok(error instanceof Error);
      assert.deepEqual([error.name, error.code], ["TrogenError", "program"]);
      assert.equal(error.problems.length, 1, JSON.stringify(error.problems));
      const [problem] = error.problems;
      assert.equal(problem.path, path);
      assert.ok(problem.message.includes(message), `"${problem.message}" tells of "${message}"`);
      assert.equal(problem.suggestion, suggestion);
      assert.ok(error.message.includes(path) && error.message.includes(problem.message));
      if (suggestion) assert.ok(error.message.includes(`did you mean "${suggestion}"?`));
      return true;
    });
    // load() compiles by itself, and says the same.
    await assert.rejects(trogen.load(program), { name: "TrogenError", code: "program" });
  });
}

test("all that is wrong comes at once", async () => {
  const program = changed((p) => {
    p.campaigns[0].when = { "context.weather": "rainy" };
    p.campaigns[1].slots = ["heros"];
    p.campaigns[2].cap = "often";
  });
  await assert.rejects(compile(program), ({ problems }) => {
    assert.deepEqual(problems.map((p) => p.path).sort(), ["campaigns[0].when.context.weather", "campaigns[1].slots[0]", "campaigns[2].cap"]);
    return true;
  });
});

test("texts that are no JSON say where", async () => {
  for (const [text, message] of [["", "EOF"], ["{", "EOF"], ['{ "name": "x", }', "line 1"], ['{} {}', "after the program's end"], ["[1]", "invalid"]]) {
    await assert.rejects(compile(text), ({ code, problems }) => code === "program" && problems.length === 1 && problems[0].message.includes(message), text);
  }
});

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
