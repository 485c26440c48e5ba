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
