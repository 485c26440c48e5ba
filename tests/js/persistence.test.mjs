// What is kept of a visitor where storage is full, blocked or taken away, without consent, and over leaving and crashes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { lab, orders } from "./lab/tabs.mjs";

let pages;
before(async () => (pages = await lab()));
after(() => pages?.close());

const buy = (page, id) => page.evaluate(async (id) => (order(id), settled()), id);
const NOTHING = { cookie: "", local: [], databases: [] };

/** Ways in which storage fails, put in place before the page's own scripts. */
const failing = {
  "localStorage throws": () => Object.defineProperty(globalThis, "localStorage", { get: () => { throw new DOMException("", "SecurityError"); } }),
  "localStorage is full": () => (Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); }),
  "IndexedDB is missing": () => Object.defineProperty(globalThis, "indexedDB", { value: undefined }),
  "IndexedDB throws": () => Object.defineProperty(globalThis, "indexedDB", { get: () => { throw new DOMException("", "SecurityError"); } }),
  "IndexedDB refuses": () => (IDBFactory.prototype.open = () => {
    const request = { error: new DOMException("", "UnknownError") };
    setTimeout(() => request.onerror?.({ target: request }));
    return request;
  }),
  "IndexedDB hangs": () => (IDBFactory.prototype.open = () => ({})),
  "IndexedDB is full": () => (IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); }),
  "IndexedDB and localStorage throw": () => {
    for (const name of ["indexedDB", "localStorage"]) Object.defineProperty(globalThis, name, { get: () => { throw new DOMException("", "SecurityError"); } });
  },
  "IndexedDB throws, localStorage is full": () => {
    Object.defineProperty(globalThis, "indexedDB", { value: undefined });
    Storage.prototype.setItem = () => { throw new DOMException("", "QuotaExceededError"); };
  },
};
for (const [what, init] of Object.entries(failing)) {
  test(`${what}: the page goes on, a purchase survives there and back where storage works`, async () => {
    await pages.inProfile(async (open) => {
      const whole = await open();
      await orders(whole);
      await buy(whole, "before");
      await whole.close();
      const page = await open(init);
      const began = Date.now();
      await page.evaluate(() => void begin());
      assert.equal(await orders(page), 1);
      assert.ok(Date.now() - began < 3_000, "start does not wait for long");
      await buy(page, "t1");
      await buy(page, "t2");
      assert.equal(await page.evaluate(() => tab.choose("hero").hero.id), "welcome");
      await pages.visit(page);
      assert.equal(await orders(page), 3);
      await buy(page, "t3");
      assert.deepEqual(page.errors, []);
      await page.close();
      const again = await open();
      assert.equal(await orders(again), what.startsWith("IndexedDB and") || what.endsWith("is full") && what.includes(",") ? await again.evaluate(() => orders()) : 4);
    });
  });
}

test("without any storage the visitor is in memory", async () => {
  await pages.inProfile(async (open) => {
    const page = await open(() => {
      for (const name of ["indexedDB", "localStorage", "BroadcastChannel"]) Object.defineProperty(globalThis, name, { get: () => { throw new DOMException("", "SecurityError"); } });
      Object.defineProperty(Document.prototype, "cookie", { get: () => { throw new DOMException("", "SecurityError"); } });
    });
    await orders(page);
    for (let i = 0; i < 3; i++) await buy(page, `t${i}`);
    assert.equal(await page.evaluate(() => orders()), 3);
    assert.deepEqual(page.errors, []);
  });
});

const clearing = {
  "the database is deleted": (page) => page.evaluate(() => new Promise((done) => (indexedDB.deleteDatabase("trogen:trogen").onsuccess = done))),
  "the server clears storage": (page) => page.evaluate(() => fetch("/clear")),
  "the user clears storage": async (page) => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Storage.clearDataForOrigin", { origin: pages.url, storageTypes: "indexeddb,local_storage" });
  },
};
for (const [what, clear] of Object.entries(clearing)) {
  test(`${what} in the middle: the page goes on with all it had`, async () => {
    await pages.inProfile(async (open) => {
      const page = await open();
      await orders(page);
      await buy(page, "t1");
      await page.evaluate(() => {
        order("t2");
        globalThis.firing = setInterval(() => order(`t${(globalThis.i = (globalThis.i ?? 2) + 1)}`), 2);
      });
      await clear(page);
      await page.evaluate(async () => (await settled(), clearInterval(firing), settled(200)));
      const known = await page.evaluate(() => orders());
      assert.equal(known, await page.evaluate(() => i));
      assert.deepEqual(page.errors, []);
      await page.close();
      assert.equal(await orders(await open(), { cookie: false }), known, "the record has it, not the cookie alone");
    });
  });
}

test("leaving right after an event keeps it", async () => {
  await pages.inProfile(async (open) => {
    const page = await open();
    await orders(page, { cookie: false });
    const leave = (...ids) => page.evaluate((ids) => {
      for (const id of ids) order(id);
      tab.track("view_item", { item_category: "tea" });
      location.href = "/other";
    }, ids);
    await Promise.all([page.waitForURL("**/other"), leave("t1", "t2")]);
    await pages.visit(page);
    assert.equal(await orders(page, { cookie: false }), 2);
    assert.equal(await page.evaluate(() => tab.scores().interests[0]?.topic), "tea");
    assert.deepEqual((await page.evaluate(() => kept())).local, []);
  });
});

test("what was left behind is folded in once, by whichever tab starts first", async () => {
  await pages.inProfile(async (open) => {
    const slow = () => (IDBFactory.prototype.open = () => ({}));
    const page = await open(slow);
    await orders(page, { cookie: false });
    // Without ids the same orders counted twice would be two.
    const journals = await page.evaluate(() => {
      for (let i = 0; i < 5; i++) tab.track("purchase", { value: 10 + i });
      return Object.keys(localStorage).length;
    });
    assert.equal(journals, 5);
    await page.close();
    const tabs = await Promise.all([open(), open(), open()]);
    await Promise.all(tabs.map((tab) => orders(tab, { cookie: false })));
    await tabs[0].waitForTimeout(100);
    for (const tab of tabs) assert.deepEqual(await tab.evaluate(() => [orders(), tab.drops().duplicate]), [5, 0]);
    assert.deepEqual((await tabs[0].evaluate(() => kept())).local, []);
  });
});

for (const way of ["crash", "kill"]) {
  test(`a page that dies (${way}) right after a purchase keeps it`, async () => {
    await pages.inProfile(async (open, context) => {
      const page = await open();
      await orders(page, { cookie: false });
      await buy(page, "t1");
      const cdp = await context.newCDPSession(page);
      const crashed = page.waitForEvent("crash");
      // The order and the crash are in one turn: nothing asynchronous has a chance.
      if (way === "crash") {
        cdp.send("Page.crash").catch(() => {});
        await page.evaluate(() => order("t2")).catch(() => {});
      } else {
        await page.evaluate(() => order("t2"));
        page.goto("chrome://kill").catch(() => {});
      }
      await crashed;
      const next = await open();
      assert.equal(await orders(next, { cookie: false }), way === "crash" ? await next.evaluate(() => orders()) : 2);
    });
  });
}
