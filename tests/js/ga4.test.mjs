// GA4 events as Google documents them, and a data layer that works on as if nobody listened.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importMap, pageLab } from "./lab/chromium.mjs";
import { dialect, documented, garbage, read, recorder } from "./lab/dialects.mjs";
import { now, shop, trogen } from "./lab/package.mjs";

const { fromGa4, listen } = await dialect("ga4");
const { items, reads, cases } = documented("ga4");

/** Puts the items where their names stand. */
function named(value, from) {
  if (Array.isArray(value)) return value.map((v) => (typeof v === "string" && from[v] ? from[v] : named(v, from)));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, v]) => [key, named(v, from)]));
}
/** Google's snippet. */
const tagged = (dataLayer) =>
  function gtag() {
    dataLayer.push(arguments);
  };
const pushAll = (dataLayer, { gtag = [], push = [] }) => {
  for (const words of gtag) tagged(dataLayer)(...words.map((word) => named(word, items)));
  for (const entries of push) dataLayer.push(...named(entries, items));
};

test("there are cases enough, each with its page", () => {
  assert.ok(cases.length >= 25);
  for (const { source } of cases) assert.match(source, /^https:\/\/developers\.google\.com\//);
});

for (const one of cases) {
  const what = [...(one.gtag ?? []).map((words) => words[1]), ...(one.push ?? []).flat().map((entry) => entry.event)].find((name) => typeof name === "string") ?? "no event";
  const expected = named(one.expected, reads);
  test(`${one.push ? "Tag Manager" : "gtag"}: ${what}: ${one.note ?? one.source.split("/").at(-1)}`, () => {
    const [live, replayed] = [recorder(), recorder()];
    const dataLayer = [];
    listen(live, { dataLayer });
    pushAll(dataLayer, one);
    assert.deepEqual(live.events.map(read), expected, "as it is pushed");
    listen(replayed, { dataLayer });
    assert.deepEqual(replayed.events.map(read), expected, "pushed before");
    if (!one.gtag) return;
    const pure = one.gtag.filter(([kind]) => kind === "event").map(([, name, parameters]) => fromGa4(name, named(parameters, items)));
    assert.deepEqual(pure.filter(Boolean).map(read), expected, "by itself");
  });
}

test("a real visitor counts them", async () => {
  const visitor = (await trogen.load(shop)).visitor(null, { now, consent: "granted" });
  const dataLayer = [];
  const gtag = tagged(dataLayer);
  gtag("event", "purchase", { transaction_id: "T_1", value: 10, items: [{ item_id: "a", item_category: "tea", item_category2: "green", price: 10, quantity: 1 }] });
  listen(visitor, { dataLayer });
  gtag("event", "purchase", { transaction_id: "T_1", value: 10 });
  dataLayer.push({ event: "purchase", ecommerce: { transaction_id: "T_2", value: 5 } });
  assert.deepEqual([visitor.scores().orders, visitor.scores().spend, visitor.drops().duplicate, visitor.drops().unknown_event], [2, 15, 1, 0]);
});

test("the shop's own events are told where they are named", async () => {
  const program = { ...shop, events: { quiz_done: "engagement", guide_opened: "content_read" } };
  const visitor = (await trogen.load(program)).visitor(null, { now, consent: "granted" });
  const dataLayer = [];
  const gtag = tagged(dataLayer);
  listen(visitor, { dataLayer, events: { quiz_finished: "quiz_done", post_score: "points_earned", constructor: 7 } });
  gtag("event", "quiz_finished", {});
  gtag("event", "quiz_done", {});
  gtag("event", "post_score", { points: 30 });
  gtag("event", "constructor", {});
  dataLayer.push({ event: "quiz_finished" });
  assert.deepEqual([visitor.scores().events, visitor.scores().points, visitor.drops().unknown_event], [3, 30, 0]);
  assert.equal(fromGa4("toString", {}, { events: {} }), undefined);
});

test("push keeps its value, its this, its arguments and its errors", () => {
  const seen = [];
  const dataLayer = [];
  dataLayer.push = function (...entries) {
    seen.push([this, entries]);
    if (entries[0] === "throw") throw new RangeError("the page's own");
    Array.prototype.push.apply(this, entries);
    return "theirs";
  };
  const tracker = recorder();
  listen(tracker, { dataLayer });
  const entry = { event: "login" };
  assert.equal(dataLayer.push(entry, 5), "theirs");
  assert.ok(seen[0][0] === dataLayer && seen[0][1][0] === entry && seen[0][1].length === 2);
  assert.throws(() => dataLayer.push("throw"), RangeError);
  assert.deepEqual([...dataLayer], [entry, 5]);
  assert.equal(tracker.events.length, 1);
  const plain = [];
  listen(tracker, { dataLayer: plain });
  assert.equal(plain.push(1, 2, 3), 3);
  assert.equal(plain.push(), 3);
});

test("wrappers above and below, and Tag Manager's that cuts the layer, see all once", () => {
  const wrap = (layer, log) => {
    const old = layer.push;
    layer.push = (...entries) => {
      const length = old.apply(layer, entries);
      log.push(...entries);
      while (layer.length > 3) layer.shift();
      return length;
    };
  };
  const [below, above, tracker, dataLayer] = [[], [], recorder(), []];
  wrap(dataLayer, below);
  const stop = listen(tracker, { dataLayer });
  wrap(dataLayer, above);
  for (let i = 0; i < 10; i++) dataLayer.push({ event: "search", search_term: String(i) });
  assert.deepEqual([below.length, above.length, tracker.events.length, dataLayer.length], [10, 10, 10, 3]);
  stop();
  dataLayer.push({ event: "search" });
  assert.deepEqual([below.length, above.length, tracker.events.length], [11, 11, 10], "a wrapper above stays, and hears nothing of us");
});

test("stop() puts back the push it found; listening again replays only what came since", () => {
  const dataLayer = [{ event: "login" }];
  const tracker = recorder();
  const stop = listen(tracker, { dataLayer });
  stop();
  stop();
  assert.equal(dataLayer.push, Array.prototype.push);
  dataLayer.push({ event: "sign_up" });
  listen(tracker, { dataLayer });
  dataLayer.push({ event: "share" });
  assert.deepEqual(tracker.events.map(([name]) => name), ["login", "sign_up", "share"]);
});

test("a visitor that is still starting is told all, in order, when it has started; one that failed is not", async () => {
  const dataLayer = [{ event: "login" }];
  const tracker = recorder();
  let start;
  listen(new Promise((done) => (start = done)), { dataLayer });
  listen(Promise.reject(new Error("no program")), { dataLayer });
  dataLayer.push({ event: "sign_up" });
  assert.equal(tracker.events.length, 0);
  start(tracker);
  await new Promise(setImmediate);
  dataLayer.push({ event: "share" });
  assert.deepEqual(tracker.events.map(([name]) => name), ["login", "sign_up", "share"]);
});

test("nothing that is pushed throws, and every entry stands in the layer", () => {
  for (const tracker of [recorder(), { track() { throw new Error("ours"); } }]) {
    const dataLayer = garbage();
    const before = [...dataLayer];
    listen(tracker, { dataLayer });
    for (const entry of garbage()) {
      const length = dataLayer.length;
      assert.equal(dataLayer.push(entry), length + 1);
      assert.ok(Object.is(dataLayer[length], entry));
    }
    dataLayer.push(...garbage());
    assert.deepEqual(dataLayer.slice(0, before.length), before);
    assert.equal(dataLayer.length, 3 * before.length);
  }
});

test("a layer that cannot be listened to is left alone", () => {
  for (const dataLayer of [Object.freeze([]), 5, "x", {}, new Proxy([], { get() { throw new Error("get"); } })]) {
    assert.doesNotThrow(() => listen(recorder(), { dataLayer })());
  }
});

test("fromGa4 takes anything", () => {
  for (const name of garbage()) for (const parameters of garbage()) assert.doesNotThrow(() => fromGa4(name, parameters));
  for (const parameters of garbage()) assert.doesNotThrow(() => fromGa4("purchase", parameters));
});

/** Google's tag as documented, without the file it loads, and events before anything of Trogen's is there. */
const PAGE = `<!doctype html><title>tagged</title>${importMap}
<script>
  window.dataLayer = window.dataLayer || [];
  function gtag(){dataLayer.push(arguments);}
  gtag('consent', 'default', { 'ad_storage': 'denied', 'analytics_storage': 'denied' });
  gtag('js', new Date());
  gtag('config', 'TAG_ID');
  gtag('event', 'view_item', { currency: 'SEK', value: 10, items: [{ item_id: 'a', item_category: 'tea/green', price: 10 }] });
  dataLayer.push({ ecommerce: null });
  dataLayer.push({ event: 'purchase', ecommerce: { transaction_id: 'T_1', value: 10, currency: 'SEK', items: [{ item_id: 'a', item_category: 'tea/green', price: 10, quantity: 1 }] } });
</script>`;

const onPage = pageLab(PAGE);
const inPage = (work) => onPage(async (page) => ({ ...(await page.evaluate(work, shop)), errors: page.errors }));

test("Chromium: Google's tag, before and after Trogen: nothing lost, nothing twice, the layer as it was", async () => {
  const { told, layer, same, real, errors } = await inPage(async (shop) => {
    const { listen } = await import("trogen/ga4");
    const { start } = await import("trogen");
    const entries = [...dataLayer];
    const told = [];
    const stop = listen({ track: (name, parameters) => !!told.push([name, parameters.transaction_id ?? ""]) });
    const starting = start({ program: shop, consent: "granted" });
    listen(starting);
    gtag("event", "search", { search_term: "tea" });
    const visitor = await starting;
    // As a container does it when it has loaded.
    const push = dataLayer.push;
    dataLayer.push = function (...given) {
      const length = push.apply(dataLayer, given);
      while (dataLayer.length > 300) dataLayer.shift();
      return length;
    };
    dataLayer.push({ event: "gtm.js", "gtm.start": Date.now() });
    gtag("event", "purchase", { transaction_id: "T_2", value: 5 });
    gtag("event", "purchase", { transaction_id: "T_2", value: 5 });
    stop();
    gtag("event", "login", { method: "Google" });
    const { orders, spend } = visitor.scores();
    const { duplicate, unknown_event, malformed } = visitor.drops();
    return {
      told,
      layer: [...dataLayer].map((entry) => entry.event ?? entry[1] ?? entry[0] ?? "reset").map((what) => (what instanceof Date ? "js" : what)),
      same: entries.every((entry, i) => dataLayer[i] === entry),
      real: { orders, spend, duplicate, unknown_event, malformed, green: visitor.scores().interests.some(({ topic }) => topic === "tea/green") },
    };
  });
  assert.deepEqual(told, [["view_item", ""], ["purchase", "T_1"], ["search", ""], ["purchase", "T_2"], ["purchase", "T_2"]]);
  assert.deepEqual(layer, ["default", "js", "TAG_ID", "view_item", "reset", "purchase", "search", "gtm.js", "purchase", "purchase", "login"]);
  assert.equal(same, true);
  assert.deepEqual(real, { orders: 2, spend: 15, duplicate: 1, unknown_event: 0, malformed: 0, green: true });
  assert.deepEqual(errors, []);
});

test("Chromium: a page whose snippet comes after Trogen goes on with the same layer", async () => {
  const { told, errors } = await inPage(async () => {
    const { listen } = await import("trogen/ga4");
    delete window.dataLayer;
    const told = [];
    listen({ track: (name) => !!told.push(name) });
    window.dataLayer = window.dataLayer || [];
    gtag("event", "sign_up");
    return { told };
  });
  assert.deepEqual([told, errors], [["sign_up"], []]);
});
