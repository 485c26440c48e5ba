// The demo's storefront, served by its own worker on workerd.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "../../www/server.mjs";
import { folder } from "./lab/package.mjs";

let shop;
before(async () => {
  shop = await serve({ port: 0, from: folder });
});
after(() => shop?.close());

const get = async (path, cookie) => {
  const response = await fetch(shop.url + path, { headers: cookie ? { cookie } : {}, redirect: "manual" });
  return { status: response.status, cookies: response.headers.getSetCookie(), headers: response.headers, html: await response.text() };
};
const choices = (html) => [...html.matchAll(/data-trogen-choice="([^"]*)"/g)].map((m) => m[1]);
const profile = (cookies) => cookies.find((c) => c.startsWith("trogen="))?.split(";")[0];

test("without consent: the page as it stands, no cookie, nothing chosen", async () => {
  const page = await get("/");
  assert.equal(page.status, 200);
  assert.match(page.html, /data-trogen-slot="hero"/);
  assert.deepEqual([choices(page.html), page.cookies], [[], []]);
  assert.match(page.headers.get("cache-control"), /public/);
});

test("denied is as untold, also with a profile left over", async () => {
  for (const cookie of ["spar_consent=denied", "spar_consent=denied; trogen=AQID", "trogen=AQID"]) {
    const page = await get("/", cookie);
    assert.deepEqual([page.status, choices(page.html), page.cookies], [200, [], []], cookie);
  }
});

test("with consent: slots are filled, what was shown is kept in a cookie, nobody caches it", async () => {
  const page = await get("/", "spar_consent=granted");
  assert.equal(page.status, 200);
  const slots = [...page.html.matchAll(/data-trogen-slot="(\w+)"/g)].map((m) => m[1]);
  assert.ok(slots.includes("hero"));
  assert.equal(choices(page.html).length, slots.length, "every slot of the page is filled");
  assert.match(profile(page.cookies), /^trogen=[\w-]{20,}$/);
  assert.match(page.headers.get("cache-control"), /private, no-store/);
});

test("the cookie goes on: shoes put in the cart and bought change the next page", async () => {
  let cookie = "spar_consent=granted";
  const first = await get("/", cookie);
  const jar = new Map([["spar_consent", "granted"]]);
  const keep = (cookies) => {
    for (const c of cookies) {
      const [name, value] = c.split(";")[0].split(/=(.*)/s);
      jar.set(name, value);
    }
    cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
  };
  keep(first.cookies);
  const post = async (path, form) => {
    const response = await fetch(shop.url + path, { method: "POST", redirect: "manual", headers: { cookie }, body: new URLSearchParams(form) });
    assert.equal(response.status, 303, path);
    keep(response.headers.getSetCookie());
  };
  await post("/cart/add", { item: "vidde-2" });
  await post("/checkout", {});
  const next = await get("/", cookie);
  assert.equal(next.status, 200);
  assert.notDeepEqual(choices(next.html), choices(first.html));
});

test("a torn cookie gives a filled page", async () => {
  for (const torn of ["garbage", "AQIDBAUGBwg", "%00%ff", "A".repeat(5000), ""]) {
    const page = await get("/", `spar_consent=granted; trogen=${torn}`);
    assert.equal(page.status, 200, torn.slice(0, 20));
    assert.ok(choices(page.html).length > 0, torn.slice(0, 20));
    assert.match(profile(page.cookies), /^trogen=[\w-]{20,}$/);
  }
});

test("HEAD is nobody looking", async () => {
  const response = await fetch(shop.url, { method: "HEAD", headers: { cookie: "spar_consent=granted" } });
  assert.deepEqual([response.status, response.headers.getSetCookie()], [200, []]);
});

test("consent withdrawn deletes the profile's cookie", async () => {
  const response = await fetch(`${shop.url}/consent`, { method: "POST", redirect: "manual", headers: { cookie: "spar_consent=granted; trogen=AQID" }, body: new URLSearchParams({ choice: "denied" }) });
  const gone = response.headers.getSetCookie().find((c) => c.startsWith("trogen="));
  assert.match(gone, /^trogen=;.*Max-Age=0/i);
});

test("pages that are not there, and the package's own files", async () => {
  assert.equal((await get("/nowhere", "spar_consent=granted")).status, 404);
  assert.equal((await get("/pkg/trogen.wasm")).status, 200);
  assert.equal((await get("/pkg/../package.json")).status, 404);
});
