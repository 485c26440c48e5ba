// Calls of the Segment Spec as its pages have them, and the real analytics.js 2.0 with Trogen in it.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { browser, importMap, serve } from "./lab/chromium.mjs";
import { dialect, documented, garbage, read, recorder } from "./lab/dialects.mjs";
import { root, scratch, shop } from "./lab/package.mjs";

const { fromSegment, plugin } = await dialect("segment");
const { product, products, item, items, cases } = documented("segment");

const call = ({ more, ...rest }) => {
  const properties = rest.properties === "product" ? { ...product, ...more } : rest.properties;
  return { ...rest, properties: properties?.products === "products" ? { ...properties, products } : properties };
};
const expected = (event) => event && [event[0], { ...event[1], ...(event[1].items === "item" && { items: [item] }), ...(event[1].items === "items" && { items }) }];

test("there are cases enough, each with its page", () => {
  assert.ok(cases.length >= 20);
  for (const { source } of cases) assert.match(source, /^https:\/\/segment\.com\/docs\/connections\/spec\//);
});

for (const one of cases) {
  test(`${one.call.event ?? one.call.type}: ${one.note ?? one.source.split("/spec/")[1]}`, () => {
    const event = fromSegment(call(one.call));
    assert.deepEqual(event ? read(event) : null, expected(one.expected));
    assert.deepEqual(event ?? null, expected(one.expected), "and nothing else is told");
  });
}

test("a timestamp is a text, a Date or a number", () => {
  for (const timestamp of ["2015-02-23T22:28:55.111Z", new Date(1424730535111), 1424730535111]) {
    assert.equal(fromSegment({ type: "page", timestamp })[1].time, 1424730535111);
  }
  for (const timestamp of [null, undefined, "", "soon"]) assert.deepEqual(fromSegment({ type: "page", timestamp }), ["page_view", {}]);
});

test("the shop's own events are told where they are named", () => {
  const events = { "Quiz Finished": "quiz_done", "Product Viewed": "content_read" };
  const call = { type: "track", event: "Quiz Finished", properties: { score: 9, revenue: 5 }, timestamp: 0 };
  assert.deepEqual(fromSegment(call, { events }), ["quiz_done", { score: 9, revenue: 5, value: 5 }]);
  assert.deepEqual(fromSegment({ ...call, event: "Product Viewed" }, { events })[0], "content_read");
  for (const event of ["Quiz Started", "toString", undefined]) assert.equal(fromSegment({ ...call, event }, { events }), undefined);
  const tracker = recorder();
  plugin(tracker, { events }).track({ event: call });
  assert.deepEqual(tracker.events.map(([name]) => name), ["quiz_done"]);
});

test("anything may come", () => {
  for (const one of garbage()) assert.doesNotThrow(() => fromSegment(one));
  const failing = plugin({ track() { throw new Error("ours"); } });
  for (const event of [...garbage(), { type: "page", messageId: "m1" }]) {
    const context = { event };
    for (const hook of ["track", "page", "screen"]) assert.equal(failing[hook](context), context);
  }
  assert.doesNotThrow(() => failing.track(null));
});

test("a message that comes again is told once; Trogen can be left out", () => {
  const tracker = recorder();
  const { page } = plugin(tracker);
  for (const messageId of ["m1", "m2", "m1", "m1"]) page({ event: { type: "page", messageId } });
  page({ event: { type: "page", messageId: "m3", integrations: { Trogen: false } } });
  page({ event: { type: "page", messageId: "m4", integrations: { All: false } } });
  assert.equal(tracker.events.length, 3);
});

let chromium, server;
before(async () => {
  const out = join(scratch, "segment");
  mkdirSync(out, { recursive: true });
  await build({
    stdin: { contents: 'export { AnalyticsBrowser, ContextCancelation } from "@segment/analytics-next";', resolveDir: root },
    bundle: true, outfile: join(out, "analytics.js"), format: "esm", target: "es2022", logLevel: "error", define: { "process.env.NODE_ENV": '"production"' },
  });
  server = await serve({ pages: { "/": `<!doctype html><title>segment</title>${importMap}` }, roots: { segment: out } });
  chromium = await browser();
});
after(async () => {
  await chromium?.close();
  await server?.close();
});

/** A page that has analytics.js and settings that fetch nothing; what it would have sent; `answer` is how Segment answers. */
async function inPage(work, { answer = (route) => route.fulfill({ status: 200, contentType: "application/json", body: '{"success":true}' }) } = {}) {
  const context = await chromium.newContext();
  try {
    const page = await context.newPage();
    const sent = [];
    const others = [];
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await context.route((url) => url.origin !== server.url, async (route) => {
      const request = route.request();
      if (!/^https:\/\/api\.segment\.io\/v1\//.test(request.url())) {
        others.push(request.url());
        return route.abort();
      }
      sent.push(request.postDataJSON());
      await answer(route);
    });
    await page.goto(server.url);
    await page.evaluate(async () => {
      const segment = await import("/segment/analytics.js");
      Object.assign(globalThis, segment);
      globalThis.settings = {
        writeKey: "test",
        cdnSettings: { integrations: { "Segment.io": { apiKey: "test", unbundledIntegrations: [], addBundledMetadata: true } }, plan: {}, edgeFunction: {}, analyticsNextEnabled: true, metrics: { sampleRate: 0 } },
      };
      globalThis.told = [];
      globalThis.tracker = { track: (name, parameters) => !!told.push([name, parameters.search_term ?? parameters.transaction_id ?? ""]) };
      globalThis.until = async (holds) => {
        for (let i = 0; i < 200 && !holds(); i++) await new Promise((done) => setTimeout(done, 20));
      };
    });
    const result = await page.evaluate(work);
    return { ...result, sent: sent.map(({ type, event, properties, integrations }) => [event ?? type, properties?.query ?? properties?.order_id ?? "", integrations]), others, errors };
  } finally {
    await context.close();
  }
}

test("analytics.js: events before and after Trogen has started, each once, and all delivered as ever", async () => {
  const { told, sent, others, errors } = await inPage(async () => {
    const { plugin } = await import("trogen/segment");
    const { load } = await import("trogen");
    let started;
    const starting = new Promise((done) => (started = done));
    const analytics = new AnalyticsBrowser();
    analytics.page();
    analytics.track("Products Searched", { query: "before load" });
    analytics.load({ ...settings, plugins: [plugin(starting)] });
    await analytics;
    await analytics.track("Products Searched", { query: "before start" });
    await analytics.track("Order Completed", { order_id: "o1", revenue: 20 });
    started(tracker);
    await starting;
    await analytics.track("Products Searched", { query: "after start" });
    await analytics.track("Something Else", { query: "own" });
    await analytics.track("Order Completed", { order_id: "o2", revenue: 5 });
    return { told };
  });
  const all = [
    ["Order Completed", "o1"], ["Order Completed", "o2"], ["Products Searched", "after start"], ["Products Searched", "before load"],
    ["Products Searched", "before start"], ["Something Else", "own"], ["page", ""],
  ];
  const passed = sent.map(([what, which]) => [what, which]);
  assert.deepEqual([...passed].sort(), all, "all are sent, once");
  // analytics.js sends what was called before it had loaded a little later than what came just after.
  const names = { page: "page_view", "Products Searched": "search", "Order Completed": "purchase" };
  assert.deepEqual(told, passed.flatMap(([what, which]) => (names[what] ? [[names[what], which]] : [])), "and told, in that order");
  assert.deepEqual([others, errors], [[], []]);
});

test("analytics.js: a real visitor, handed in while it starts", async () => {
  const { orders, time } = await inPage(`(async () => {
    const { plugin } = await import("trogen/segment");
    const { start } = await import("trogen");
    const starting = start({ program: ${JSON.stringify(shop)}, consent: "granted" });
    const analytics = AnalyticsBrowser.load({ ...settings, plugins: [plugin(starting)] });
    await analytics.track("Order Completed", { order_id: "o1", revenue: 20, products: [{ product_id: "p", category: "tea/green", price: 20, quantity: 1 }] });
    const visitor = await starting;
    await until(() => visitor.scores().orders);
    await analytics.track("Order Completed", { order_id: "o1", revenue: 20 });
    return { orders: [visitor.scores().orders, visitor.scores().spend, visitor.drops().duplicate, visitor.drops().future] };
  })()`);
  assert.deepEqual(orders, [1, 20, 1, 0]);
});

test("analytics.js: with no destinations, a failing one, and one that asks for another try", async () => {
  const { told, tries } = await inPage(async () => {
    const { plugin } = await import("trogen/segment");
    let tries = 0;
    const destination = (name, track) => ({ name, type: "destination", isLoaded: () => true, load: async () => {}, track });
    const analytics = AnalyticsBrowser.load({
      ...settings,
      plugins: [
        plugin(tracker),
        destination("Failing", () => { throw new Error("theirs"); }),
        destination("Retrying", (ctx) => {
          if (++tries < 2) throw new ContextCancelation({ retry: true, reason: "later", type: "middleware_cancellation" });
          return ctx;
        }),
      ],
    });
    await analytics;
    await analytics.track("Products Searched", { query: "tried twice" });
    await analytics.track("Products Searched", { query: "nowhere" }, { integrations: { All: false } });
    await analytics.track("Products Searched", { query: "not Trogen" }, { integrations: { Trogen: false } });
    return { told, tries };
  });
  assert.deepEqual(told, [["search", "tried twice"], ["search", "nowhere"]]);
  assert.ok(tries >= 2, "it was tried again");
});

test("analytics.js: told without waiting for the network, and a visitor that throws harms no delivery", async () => {
  const hanging = await inPage(
    async () => {
      const { plugin } = await import("trogen/segment");
      const analytics = AnalyticsBrowser.load({ ...settings, plugins: [plugin(tracker)] });
      await analytics;
      analytics.track("Products Searched", { query: "offline" });
      await until(() => told.length);
      return { told };
    },
    { answer: () => new Promise(() => {}) },
  );
  assert.deepEqual(hanging.told, [["search", "offline"]]);
  const throwing = await inPage(async () => {
    const { plugin } = await import("trogen/segment");
    const analytics = AnalyticsBrowser.load({ ...settings, plugins: [plugin({ track() { throw new Error("ours"); } })] });
    await analytics.track("Products Searched", { query: "still sent" });
    return {};
  });
  assert.deepEqual(throwing.sent.map(([, which]) => which), ["still sent"]);
  assert.deepEqual(throwing.errors, []);
});
