// Several tabs of one visitor: none undoes what another did, and nothing is counted twice or lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { holding, lab, orders } from "./lab/tabs.mjs";

let pages;
before(async () => (pages = await lab(["--site-per-process"])));
after(() => pages?.close());

const EACH = 1_000;
const SHARED = 20;

/** Fires what tab `t` has left of its orders, a hundred at a time; in the middle of one hundred, tab 0 is reloaded. */
const fire = async ({ t, last }) => {
  let i = Number(sessionStorage.getItem("fired") ?? 0);
  while (i < last) {
    const end = Math.min(i + 100, last);
    while (i < end) {
      order(`${t}-${i++}`);
      sessionStorage.setItem("fired", i);
      if (t === 0 && i === 555) return location.reload();
    }
    await new Promise((done) => setTimeout(done));
  }
};

test("three tabs fire 1,000 orders each at once, one is reloaded meanwhile: every order counts once", async () => {
  await pages.inProfile(async (open) => {
    const tabs = [await open(), await open(), await open()];
    const cdp = await pages.chromium.newBrowserCDPSession();
    const { processInfo } = await cdp.send("SystemInfo.getProcessInfo");
    assert.ok(processInfo.filter(({ type }) => type === "renderer").length >= 3, "each tab is a process");
    const last = EACH - SHARED;
    await Promise.all(tabs.map((page) => page.evaluate(async () => void (await begin()))));
    const firing = tabs.map((page, t) => page.evaluate(fire, { t, last }).catch(() => {}));
    await tabs[0].waitForNavigation();
    await tabs[0].waitForFunction(() => globalThis.ready);
    const known = await orders(tabs[0]);
    assert.ok(known >= 555, `the reloaded tab goes on from all it had fired: ${known}`);
    await Promise.all([...firing.slice(1), tabs[0].evaluate(fire, { t: 0, last })]);
    // An order is known again among the 64 last by day and id only, so those that all tabs send come on the next day.
    await tabs[0].waitForTimeout(1_000);
    const shared = (n) => {
      globalThis.ahead = 86_400_000;
      for (let i = 0; i < n; i++) order(`all-${i}`);
    };
    await Promise.all(tabs.map((page) => page.evaluate(shared, SHARED)));
    await tabs[0].waitForTimeout(1_000);
    const expected = 3 * last + SHARED;
    assert.deepEqual(await Promise.all(tabs.map((page) => page.evaluate(() => orders()))), [expected, expected, expected]);
    const fresh = await open();
    assert.equal(await orders(fresh), expected);
    assert.deepEqual((await fresh.evaluate(() => kept())).local, [], "no journal is left");
    assert.deepEqual(tabs.flatMap((page) => page.errors), []);
  });
});

test("an idle tab goes on from what another did", async () => {
  await pages.inProfile(async (open) => {
    const [here, there] = [await open(), await open()];
    await orders(here);
    await orders(there);
    await there.evaluate(() => order("t1"));
    await here.waitForFunction(() => orders() === 1);
    // What stands only once does not stand here after it was shown there.
    assert.equal(await here.evaluate(() => tab.choose("bar").bar.id), "once");
    await there.evaluate(() => tab.choose("bar").bar.shown());
    await here.waitForFunction(() => tab.choose("bar").bar.reasons.join() === "capped");
  });
});

test("forget in one tab is not undone by another's later commit", async () => {
  await pages.inProfile(async (open) => {
    const [here, there] = [await open(), await open()];
    await orders(here);
    await orders(there);
    await here.evaluate(() => order("t1"));
    await there.waitForFunction(() => orders() === 1);
    await here.evaluate(() => tab.forget());
    await there.evaluate(async () => (await settled(), order("t2"), settled()));
    await here.waitForFunction(() => orders() === 1);
    assert.equal(await there.evaluate(() => orders()), 1);
    assert.equal(await orders(await open()), 1);
  });
});

test("forget in one tab while the other commits and is told of nothing", async () => {
  await pages.inProfile(async (open) => {
    const deaf = () => delete globalThis.BroadcastChannel;
    const [here, there] = [await open(deaf), await open(deaf)];
    await orders(here);
    await here.evaluate(async () => (order("t1"), settled()));
    assert.equal(await orders(there), 1);
    await here.evaluate(async () => (tab.forget(), settled()));
    await there.evaluate(async () => (order("t2"), settled()));
    assert.equal(await there.evaluate(() => orders()), 1, "the order after it only");
    assert.equal(await orders(await open()), 1);
  });
});

test("what a tab was told before forget elsewhere, and could not commit, does not come back", async () => {
  await pages.inProfile(async (open) => {
    const here = await open();
    const there = await open(holding);
    await there.evaluate(() => delete globalThis.BroadcastChannel);
    await orders(here);
    await orders(there);
    await there.evaluate(async () => (hold(), order("before"), settled()));
    await here.evaluate(async () => (tab.forget(), settled()));
    await there.evaluate(async () => (order("after"), release(), settled()));
    assert.equal(await there.evaluate(() => orders()), 1);
    const fresh = await open();
    assert.equal(await orders(fresh), 1);
    assert.deepEqual(await fresh.evaluate(() => [order("after"), order("before")]), [false, true]);
  });
});

test("forget of what may not be kept reaches the other tab, which may", async () => {
  await pages.inProfile(async (open) => {
    const [here, there] = [await open(), await open()];
    await orders(there);
    await there.evaluate(async () => (order("t1"), settled()));
    await orders(here, { consent: { compute: "granted" } });
    await here.evaluate(() => tab.forget());
    await there.waitForFunction(() => orders() === 0);
    await there.evaluate(() => settled());
    assert.equal(await orders(await open()), 0);
  });
});

test("another profile in the record, as a logout leaves it, replaces what a tab has", async () => {
  await pages.inProfile(async (open) => {
    const [here, there] = [await open(), await open()];
    await orders(here);
    await here.evaluate(async () => (order("t1"), order("t2"), settled()));
    await there.evaluate(async () => {
      const { load } = await import("trogen");
      const visitor = (await load(program)).visitor(null, { now: Date.now(), consent: "granted" });
      visitor.track("purchase", { transaction_id: "other", value: 1 });
      await put({ ...(await record()), state: visitor.snapshot({ as: "bytes" }), by: "logout", at: Date.now() });
    });
    await here.evaluate(async () => (order("t3"), settled()));
    assert.deepEqual(await here.evaluate(() => [orders(), tab.scores().spend]), [2, 11]);
  });
});

test("a no in one tab is a no in the others, at once and also while one commits", async () => {
  await pages.inProfile(async (open) => {
    const [here, there] = [await open(), await open()];
    await orders(here);
    await orders(there);
    await Promise.all([
      there.evaluate(async () => {
        for (let i = 0; i < 50; i++) (order(`t${i}`), await new Promise((done) => setTimeout(done)));
      }),
      here.evaluate(async () => (await settled(20), tab.update({ consent: "denied" }))),
    ]);
    await here.waitForTimeout(500);
    const nothing = { cookie: "", local: [], databases: [] };
    assert.deepEqual([await here.evaluate(() => kept()), await there.evaluate(() => kept())], [nothing, nothing]);
    await there.evaluate(async () => (order("later"), settled()));
    assert.deepEqual(await there.evaluate(() => kept()), nothing);
    // And the tab that said no can say yes again.
    await here.evaluate(async () => (tab.update({ consent: "granted" }), order("new"), settled()));
    assert.equal(await orders(await open()), await here.evaluate(() => orders()));
  });
});
