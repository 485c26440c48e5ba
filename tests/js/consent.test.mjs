// Consent: while nobody has answered, events wait in memory; nothing is stored without a yes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importMap, pageLab } from "./lab/chromium.mjs";
import { now, shop, trogen } from "./lab/package.mjs";

const engine = await trogen.load(shop);
const open = (consent, state = null) => engine.visitor(state, { now, consent });
const order = (id) => ["purchase", { transaction_id: id, value: 10 }];

test("pending events wait and count once granted, at their own time", () => {
  const visitor = open("pending");
  assert.equal(visitor.track("view_item", { item_category: "tea" }), true);
  visitor.update({ now: now + 86_400_000 });
  assert.equal(visitor.track(...order("t1")), true);
  assert.deepEqual([visitor.scores().orders, visitor.snapshot(), visitor.choose("hero").hero.reasons], [0, null, ["consent"]]);
  visitor.update({ now: now + 2 * 86_400_000, consent: "granted" });
  const { orders, sessions, stage } = visitor.scores();
  assert.deepEqual([orders, sessions, stage], [1, 2, "first_purchase"], "the look and the order lie a day apart");
  assert.equal(visitor.track(...order("t1")), false, "the order is known");
  assert.equal(visitor.choose("hero").hero.id, "welcome");
  assert.match(visitor.snapshot(), /^[\w-]+$/);
});

test("pending events are gone once denied", () => {
  const visitor = open("pending");
  visitor.track(...order("t1"));
  visitor.update({ consent: "denied" });
  assert.equal(visitor.drops().consent, 1);
  visitor.update({ consent: "granted" });
  assert.equal(visitor.scores().orders, 0);
});

test("pending is bounded: 64 events, what comes after is counted as overflow", () => {
  const visitor = open("pending");
  const kept = Array.from({ length: 100 }, (_, i) => visitor.track(...order(`t${i}`)));
  assert.equal(kept.filter(Boolean).length, 64);
  assert.equal(visitor.drops().overflow, 36);
  visitor.update({ consent: "granted" });
  assert.equal(visitor.scores().orders, 64);
});

test("a page may not change an event while it waits", () => {
  const visitor = open("pending");
  const parameters = { transaction_id: "t1", value: 10 };
  visitor.track("purchase", parameters);
  parameters.value = 99;
  visitor.update({ consent: "granted" });
  assert.equal(visitor.scores().spend, 10);
});

test("forget() forgets what waits", () => {
  const visitor = open("pending");
  visitor.track(...order("t1"));
  visitor.forget();
  visitor.update({ consent: "granted" });
  assert.equal(visitor.scores().orders, 0);
});

test("each permission by itself, and words that are none", () => {
  const may = (consent) => {
    const visitor = open(consent);
    visitor.track("page_view");
    return [visitor.choose("hero").hero.id === "welcome", visitor.snapshot() !== null, visitor.snapshot({ as: "bytes" }) !== null];
  };
  assert.deepEqual(may("granted"), [true, true, true]);
  assert.deepEqual(may({ compute: "granted" }), [true, false, false]);
  assert.deepEqual(may({ persist: "granted" }), [false, true, true]);
  for (const no of ["denied", "pending", "yes", "GRANTED", "", true, 1, null, undefined, {}, [], { compute: true, persist: 1 }]) {
    assert.deepEqual(may(no), [false, false, false], JSON.stringify(no));
  }
});

test("without compute, a stored profile is neither used nor told of", () => {
  const before = open("granted");
  before.track(...order("t1"));
  const visitor = open({ compute: "denied", persist: "granted" }, before.snapshot());
  assert.deepEqual(visitor.choose("hero").hero.reasons, ["consent"]);
  assert.equal(visitor.snapshot(), before.snapshot());
});

const onPage = pageLab(`<!doctype html><title>consent</title>${importMap}`);

/** A fresh browser profile with a page that has `shop`, `begin(consent)` and `cookie()`. */
function inPage(work) {
  return onPage(async (page, url) => {
    await page.evaluate((program) => {
      globalThis.begin = async (consent) => (await import("trogen")).start({ program, consent });
      globalThis.cookie = async () => {
        await new Promise((done) => setTimeout(done, 20));
        return document.cookie;
      };
    }, shop);
    return work(page, url);
  });
}

test("start(): no cookie while pending or denied, one when granted, none again when withdrawn", async () => {
  const seen = await inPage((page) =>
    page.evaluate(async () => {
      const visitor = await begin("pending");
      visitor.track("view_item", { item_category: "tea" });
      const cookies = [await cookie()];
      visitor.update({ consent: "denied" });
      cookies.push(await cookie());
      visitor.update({ consent: "granted" });
      visitor.track("purchase", { transaction_id: "t1", value: 10 });
      cookies.push(await cookie());
      visitor.update({ consent: { compute: "granted", persist: "denied" } });
      cookies.push(await cookie());
      visitor.track("page_view");
      cookies.push(await cookie(), visitor.scores().orders);
      return cookies;
    }),
  );
  assert.deepEqual([seen[0], seen[1]], ["", ""]);
  assert.match(seen[2], /^trogen=[\w-]+$/);
  assert.deepEqual([seen[3], seen[4], seen[5]], ["", "", 1], "the cookie is gone, memory stays");
});

test("start(): computing without persisting sets no cookie", async () => {
  const seen = await inPage((page) =>
    page.evaluate(async () => {
      const visitor = await begin({ compute: "granted" });
      visitor.track("page_view");
      return [visitor.choose("hero").hero.id, await cookie()];
    }),
  );
  assert.deepEqual(seen, ["welcome", ""]);
});

test("start(): the next page goes on from the cookie; one withdrawn before it began is deleted", async () => {
  const seen = await inPage(async (page) => {
    await page.evaluate(async () => {
      const visitor = await begin("granted");
      visitor.track("purchase", { transaction_id: "t1", value: 10 });
      await cookie();
    });
    const next = await page.evaluate(async () => {
      const visitor = await begin("granted");
      return [visitor.scores().orders, visitor.track("purchase", { transaction_id: "t1" }), visitor.drops().torn];
    });
    const denied = await page.evaluate(async () => {
      const visitor = await begin("denied");
      return [visitor.choose("hero").hero.reasons, await cookie()];
    });
    return [...next, ...denied];
  });
  assert.deepEqual(seen, [1, false, 0, ["consent"], ""]);
});

test("start(): forget() leaves nothing of the visitor in the cookie", async () => {
  const [before, cleared, orders] = await inPage((page) =>
    page.evaluate(async () => {
      const visitor = await begin("granted");
      visitor.track("purchase", { transaction_id: "t1", value: 10 });
      const before = await cookie();
      visitor.forget();
      return [before, await cookie(), (await begin("granted")).scores().orders];
    }),
  );
  assert.ok(before.length > cleared.length);
  assert.equal(orders, 0);
});

test("start(): forget() removes the cookie also while nobody has answered, and it does not come back", async () => {
  const seen = await inPage((page) =>
    page.evaluate(async () => {
      const first = await begin("granted");
      first.track("purchase", { transaction_id: "t1", value: 10 });
      const cookies = [await cookie()];
      const visitor = await begin("pending");
      cookies.push(await cookie());
      visitor.forget();
      cookies.push(await cookie());
      return [...cookies, (await begin("granted")).scores().orders];
    }),
  );
  assert.ok(seen[0].length > 0 && seen[1] === seen[0], "unanswered, an earlier yes stands");
  assert.deepEqual([seen[2], seen[3]], ["", 0]);
});

test("start(): a no deletes the cookie also if another tab wrote it", async () => {
  const seen = await inPage((page) =>
    page.evaluate(async () => {
      const here = await begin("pending");
      const there = await begin("granted");
      there.track("page_view");
      const cookies = [await cookie()];
      here.update({ consent: "denied" });
      return [...cookies, await cookie()];
    }),
  );
  assert.match(seen[0], /^trogen=/);
  assert.equal(seen[1], "");
});

test("start(): two tabs taking turns lose no purchase and no exposure", async () => {
  const seen = await inPage(async (page, url) => {
    const other = await page.context().newPage();
    await other.goto(url);
    for (const tab of [page, other]) {
      await tab.evaluate(async (program) => {
        globalThis.tab = await (await import("trogen")).start({ program, consent: "granted" });
      }, shop);
    }
    for (let i = 0; i < 6; i++) {
      await [page, other][i % 2].evaluate(async (i) => {
        globalThis.tab.track("purchase", { transaction_id: `t${i}`, value: 10 });
        await new Promise((done) => setTimeout(done, 20));
      }, i);
    }
    const orders = () => globalThis.tab.scores().orders;
    return [await page.evaluate(orders), await other.evaluate(orders)];
  });
  assert.deepEqual(seen, [6, 6]);
});
