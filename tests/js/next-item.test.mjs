// The next item in the packed package: golden answers in four runtimes, what the API promises, and a trap under it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { browser, importMap, serve } from "./lab/chromium.mjs";
import { instances } from "./lab/instances.mjs";
import { playNext } from "./lab/next-item.mjs";
import { compile, folder, now, root, shop, trogen } from "./lab/package.mjs";
import { worker } from "./lab/workerd.mjs";

const data = join(root, "tests/data/next-item");
const cases = JSON.parse(readFileSync(join(data, "golden.json"), "utf8"));
const index = new Uint8Array(readFileSync(join(data, "shop.tni")));
const ids = readFileSync(join(data, "sessions.tsv"), "utf8").trim().split("\n").slice(1).map((line) => line.split("\t")[1]);
const program = await compile(shop);
const idsLength = index[13] + index[14] * 256;

const full = await trogen.load(program, { build: "full" });
await full.nextItems(index);
// The one instance of the full build: newer ones are of other builds, or come after a trap.
let own = instances.at(-1);
const open = (engine = full, options = {}) => engine.visitor(null, { now, consent: "granted", ...options });
const view = (visitor, item_id) => visitor.track("view_item", { item_id });
const idsOf = (next) => next.map(({ id }) => id);

for (const build of ["full", "insight"]) {
  test(`golden answers in Node, ${build} build`, async () => {
    const { wrong, played } = await playNext((program) => trogen.load(program, { build }), program, index, cases, now);
    assert.deepEqual(wrong, []);
    assert.ok(played >= 8);
  });
}

test("golden answers in Chromium, where the index is an address", async () => {
  const server = await serve({ pages: { "/": `<!doctype html><title>next</title>${importMap}` }, roots: { data } });
  const chromium = await browser();
  try {
    const page = await chromium.newPage();
    await page.goto(server.url);
    const result = await page.evaluate(async ([program, cases, now]) => {
      const { load, start } = await import("trogen");
      const { playNext } = await import("/js/lab/next-item.mjs");
      const played = await playNext(load, Uint8Array.from(program), "/data/shop.tni", cases, now);
      const visitor = await start({ program: Uint8Array.from(program), consent: "granted", build: "full" });
      await visitor.engine.nextItems(fetch("/data/shop.tni"));
      visitor.track("view_item", { item_id: "tea-assam" });
      const started = visitor.next({ take: 3 });
      return { ...played, started, asked: visitor.next({ take: 3, items: ["tea-assam"] }) };
    }, [[...program], cases, now]);
    assert.deepEqual(result.wrong, []);
    assert.equal(result.started.length, 3);
    assert.deepEqual(result.started, result.asked);
  } finally {
    await chromium.close();
    await server.close();
  }
});

test("golden answers on workerd", async () => {
  const edge = await worker(`
    import { load } from "trogen";
    import { playNext } from "./lab/next-item.mjs";
    export default {
      async fetch(request) {
        const { program, index, cases, now } = await request.json();
        return Response.json(await playNext(load, Uint8Array.from(program), Uint8Array.from(index), cases, now));
      },
    };`);
  try {
    const body = JSON.stringify({ program: [...program], index: [...index], cases, now });
    const response = await edge.dispatchFetch("http://edge/", { method: "POST", body });
    assert.equal(response.status, 200, await response.clone().text());
    assert.deepEqual((await response.json()).wrong, []);
  } finally {
    await edge.dispose();
  }
});

test("asked from the profile: what was looked at in this visit, the latest as the current item", () => {
  const visitor = open();
  assert.deepEqual(visitor.next(), [], "nothing was looked at yet");
  view(visitor, "mug-blue");
  visitor.update({ now: now + 60_000 });
  view(visitor, "tea-assam");
  assert.deepEqual(visitor.next(), visitor.next({ items: ["mug-blue", "tea-assam"] }));
  assert.equal(visitor.next().length, 10);
  const answers = visitor.next({ take: 1000 });
  assert.ok(!idsOf(answers).includes("tea-assam") && idsOf(visitor.next({ take: 1000, repeat: true })).includes("tea-assam"));
  for (const { id, score } of answers) assert.ok(ids.includes(id) && score > 0);
  assert.ok(answers.every((next, i) => i === 0 || next.score <= answers[i - 1].score));
  visitor.update({ now: now + 7_200_000 });
  visitor.track("page_view");
  assert.deepEqual(visitor.next(), [], "a new visit");
  visitor.update({ consent: "denied" });
  assert.deepEqual(visitor.next({ items: ["tea-assam"] }), [], "not without permission to compute");
});

test("what is in a number's or another script's letters is found, too", () => {
  const visitor = open();
  assert.deepEqual(visitor.next({ items: [1001] }), visitor.next({ items: ["1001"] }));
  assert.ok(visitor.next({ items: ["1001"] }).length > 0);
  assert.ok(idsOf(visitor.next({ items: ["müsli-hafer"], repeat: true, take: 100 })).includes("müsli-hafer"));
});

test("nothing that a page asks throws", () => {
  const visitor = open();
  view(visitor, "tea-assam");
  const circle = [];
  circle.push(circle);
  const strange = [null, 5, "x", { take: NaN }, { take: -1 }, { take: 1e99 }, { take: "3" }, { take: {} }, { items: 7 }, { items: [null, undefined, {}, NaN, circle] },
    { items: ["x".repeat(1e6)] }, { items: Array(1e5).fill("tea-assam") }, { items: [Symbol("x")] }, { items: [{ toString() { throw new Error("theirs"); } }] },
    { get items() { throw new Error("theirs"); } }, { items: [] }, { repeat: "no" }];
  for (const options of strange) assert.ok(Array.isArray(visitor.next(options)), String(options));
  assert.equal(visitor.next({ take: NaN }).length, 1);
  assert.ok(visitor.next({ take: 1e9 }).length <= 100);
  assert.equal(visitor.drops().restarts, 0);
});

test("an index comes as bytes, a response, an address, or a promise of one", async () => {
  const path = join(data, "shop.tni");
  const response = () => new Response(index.slice());
  const sources = [index, index.slice().buffer, new DataView(index.slice().buffer), response(), Promise.resolve(response()), path, pathToFileURL(path)];
  for (const source of sources) {
    const engine = await trogen.load(program, { build: "full" });
    const visitor = open(engine);
    assert.deepEqual(visitor.next({ items: ["tea-assam"] }), []);
    await engine.nextItems(source);
    assert.equal(visitor.next({ items: ["tea-assam"], take: 3 }).length, 3, "visitors from before have it, too");
  }
});

test("without ids there are keys", async () => {
  const engine = await trogen.load(program, { build: "full" });
  const plain = index.slice(0, index.length - idsLength);
  plain.fill(0, 13, 16);
  await engine.nextItems(plain);
  const expected = open().next({ items: ["tea-assam"] });
  assert.deepEqual(open(engine).next({ items: ["tea-assam"] }), expected.map((next) => ({ ...next, id: undefined })));
});

test("what is no index is refused with a code, and the one before stays", async () => {
  const cut = [index.slice(0, 5), index.slice(0, 200), index.slice(0, -1), new Uint8Array(0), program, new Uint8Array(500).fill(255)];
  for (const bytes of cut) await assert.rejects(full.nextItems(bytes), { name: "TrogenError", code: "not_an_index" });
  for (const strange of [undefined, null, 7, {}, shop]) await assert.rejects(full.nextItems(strange), { name: "TrogenError", code: "bad_argument" });
  const missing = [join(data, "nowhere.tni"), new Response("", { status: 404 })];
  for (const source of missing) await assert.rejects(full.nextItems(source), { name: "TrogenError", code: "fetch_failed" });
  await assert.rejects(full.nextItems(Promise.reject(new Error("offline"))), { name: "TrogenError", code: "fetch_failed" });
  assert.ok(open().next({ items: ["tea-assam"] }).length > 0);
});

test("ids that are damaged throw nothing", async () => {
  for (let at = index.length - idsLength; at < index.length; at++) {
    const damaged = index.slice();
    damaged[at] ^= 255;
    const engine = await trogen.load(program, { build: "full" });
    await engine.nextItems(damaged);
    assert.ok(open(engine).next({ items: ["tea-assam"] }).length > 0);
    engine.close();
  }
});

test("the entry that carries the full build needs no other file", async () => {
  const inline = await import(pathToFileURL(join(folder, "inline.js")));
  await assert.rejects(inline.load(program, { build: "insight" }), { code: "wasm_failed", message: /pass \{ wasm \}/ });
  const engine = await inline.load(program, { build: "full" });
  await engine.nextItems(index);
  assert.deepEqual(open(engine).next({ items: ["tea-assam"] }), open().next({ items: ["tea-assam"] }));
});

test("start gives a visitor of the build it is asked for", async () => {
  for (const build of ["full", "insight"]) {
    const visitor = await trogen.start({ program, consent: "granted", build });
    await visitor.engine.nextItems(index);
    view(visitor, "tea-assam");
    assert.equal(visitor.next({ take: 2 }).length, 2);
    assert.equal(typeof visitor.explain, build === "insight" ? "function" : "undefined");
  }
});

test("a .wasm of another build is refused", async () => {
  const inline = await import(`${pathToFileURL(join(folder, "inline.js"))}?other`);
  const engine = await inline.load(program, { build: "full", wasm: readFileSync(join(folder, "trogen.wasm")) });
  await assert.rejects(engine.nextItems(index), { name: "TrogenError", code: "wrong_build", message: /trogen-full/ });
  assert.deepEqual(open(engine).next({ items: ["tea-assam"] }), []);
});

test("other builds say what to load", async () => {
  const runtime = await trogen.load(program);
  await assert.rejects(runtime.nextItems(index), { name: "TrogenError", code: "wrong_build", message: /build: "full"/ });
  const visitor = runtime.visitor(null, { now, consent: "granted" });
  assert.throws(() => visitor.next(), { name: "TrogenError", code: "wrong_build", message: /build: "full"/ });
  await assert.rejects(trogen.load(program, { build: "whole" }), { name: "TrogenError" });
});

test("an engine that was closed, and one whose instance trapped, adopt the index again", async () => {
  const engine = await trogen.load(program, { build: "full" });
  await engine.nextItems(index);
  const visitor = open(engine);
  view(visitor, "tea-assam");
  visitor.snapshot();
  const expected = visitor.next();
  engine.close();
  assert.deepEqual(visitor.next(), expected);
  const dead = own;
  own.trap();
  assert.deepEqual(visitor.next(), [], "the call at hand gives its empty answer");
  assert.ok(dead.dead);
  own = instances.at(-1);
  assert.equal(visitor.drops().restarts, 1);
  assert.deepEqual(visitor.next(), expected, "the profile goes on from its last snapshot, the index is back");
  assert.deepEqual(instances.flatMap((i) => i.misused), []);
});

test("a trap while an index is taken in: it is refused, and the engine goes on", async () => {
  const engine = await trogen.load(program, { build: "full" });
  const visitor = open(engine);
  visitor.next();
  own.trap();
  await assert.rejects(engine.nextItems(index), { name: "TrogenError", code: "not_an_index" });
  await engine.nextItems(index);
  own = instances.at(-1);
  assert.ok(visitor.next({ items: ["tea-assam"] }).length > 0);
});

test("the plain runtime has none of it", () => {
  const exportsOf = (name) => WebAssembly.Module.exports(new WebAssembly.Module(readFileSync(join(folder, `${name}.wasm`)))).map((e) => e.name);
  assert.ok(!exportsOf("trogen").includes("adopt"));
  for (const name of ["trogen-full", "trogen-insight"]) assert.ok(exportsOf(name).includes("adopt") && exportsOf(name).includes("next"));
});
