// Payloads that stand beside the program: loaded when they are asked for, once, and only if they are what the program means.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { compile, entry, folder, trogen } from "./lab/package.mjs";

const { payloadOf } = await import(pathToFileURL(join(folder, entry("./payload", ["node"]))));
const hero = JSON.stringify({ title: "First snow", body: "x".repeat(50_000) });
const sha256 = createHash("sha256").update(hero).digest("hex");

/** A server that counts what it is asked for. */
function server(base, files) {
  const asked = [];
  const fetch = async (address) => {
    asked.push(address);
    const path = new URL(address).pathname;
    return files[path] === undefined ? new Response("", { status: 404 }) : new Response(files[path]);
  };
  return { asked, options: { base, fetch } };
}
const choice = async (payload) => {
  const program = { slots: { hero: {} }, campaigns: [{ id: "a", slots: ["hero"], ...(payload !== undefined && { payload }) }] };
  const engine = await trogen.load(await compile(program));
  return engine.visitor(null, { now: Date.UTC(2026, 2, 1), consent: "granted" }).choose("hero").hero;
};

test("what stands in the program is given as it is", async () => {
  const { asked, options } = server("https://a.example/", {});
  for (const payload of [{ title: "x" }, "text", 5, [1], { href: "a.json" }, undefined]) {
    assert.deepEqual(await payloadOf(await choice(payload), options), payload);
  }
  assert.deepEqual(asked, []);
});

test("what stands elsewhere is loaded once, relative to the page", async () => {
  const { asked, options } = server("https://b.example/page/", { "/page/hero.json": hero });
  const slot = await choice({ $href: "hero.json", sha256 });
  const [one, two] = await Promise.all([payloadOf(slot, options), payloadOf(slot.choices[0], options)]);
  assert.deepEqual([one.title, two], ["First snow", one]);
  assert.deepEqual(asked, ["https://b.example/page/hero.json"]);
});

test("another payload than the program means, none, or no JSON: undefined, and the next one who asks tries again", async () => {
  const { asked, options } = server("https://c.example/page/", { "/page/changed.json": `${hero} `, "/page/broken.json": "{" });
  for (const [$href, hash] of [["changed.json", sha256], ["missing.json", undefined], ["broken.json", undefined]]) {
    const slot = await choice({ $href, ...(hash && { sha256: hash }) });
    assert.equal(await payloadOf(slot, options), undefined, $href);
    assert.equal(await payloadOf(slot, options), undefined, $href);
  }
  assert.equal(asked.length, 6);
  const failing = { base: "https://d.example/", fetch: () => Promise.reject(new Error("offline")) };
  assert.equal(await payloadOf(await choice({ $href: "hero.json" }), failing), undefined);
});

test("one payload is one, however its address is written; another base is another", async () => {
  const { asked, options } = server("https://e.example/page/", { "/page/hero.json": hero, "/other/hero.json": hero });
  const relative = await choice({ $href: "hero.json", sha256 });
  await payloadOf(relative, options);
  await payloadOf(await choice({ $href: "../page/./hero.json", sha256: sha256.toUpperCase() }), options);
  await payloadOf(await choice({ $href: "https://e.example/page/hero.json", sha256 }), { fetch: options.fetch });
  assert.equal(asked.length, 1);
  await payloadOf(relative, { ...options, base: new URL("https://e.example/other/") });
  assert.deepEqual(asked, ["https://e.example/page/hero.json", "https://e.example/other/hero.json"]);
});

test("the last 64 are kept, and what cannot be had takes no place", async () => {
  const names = Array.from({ length: 65 }, (_, i) => `/${i}.json`);
  const { asked, options } = server("https://f.example/", Object.fromEntries(names.map((name) => [name, "{}"])));
  const ask = ($href) => payloadOf({ payload: { $href } }, options);
  for (const name of names.slice(0, 64)) await ask(name);
  for (let i = 0; i < 100; i++) await ask(`missing-${i}.json`);
  asked.length = 0;
  await ask(names[0]);
  assert.equal(asked.length, 0, "all are kept");
  await ask(names[64]);
  await ask(names[1]);
  assert.equal(asked.length, 1, "the second is still kept");
  await ask(names[0]);
  assert.equal(asked.length, 2, "the oldest is not");
});

test("an address that is none: undefined", async () => {
  const { asked, options } = server("https://g.example/", {});
  assert.equal(await payloadOf({ payload: { $href: "http://[", sha256 } }, options), undefined);
  assert.deepEqual(asked, []);
});
