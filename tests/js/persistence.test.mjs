// What is kept of a visitor where storage is full, blocked or taken away, without consent, and over leaving and crashes.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { holding, lab, orders } from "./lab/tabs.mjs";

let pages;
before(async () => (pages = await lab()));
after(() => pages?.close());

const buy = (page, id) => page.evaluate(async (id) => (order(id), settled()), id);
const NOTHING = { cookie: "", local: [], databases: [] };

/** Ways in which storage fails, put in place before the page's own scripts. */
const failing = {
  "localStorage throws": () => Object.defineProperty(globalThis, "localStorage", { get: () => { throw new DOMException("", "SecurityError"); } }),
  "localStorage is full": () => {
    for (let size = 2 ** 22; size >= 1; size /= 2) {
      try {
        for (let i = 0; i < 9; i++) localStorage.setItem(`${size}.${i}`, "x".repeat(size));
      } catch {
        // To the last letter.
      }
    }
  },
  "IndexedDB is missing": () => Object.defineProperty(globalThis, "indexedDB", { value: undefined }),
  "IndexedDB throws": () => Object.defineProperty(globalThis, "indexedDB", { get: () => { throw new DOMException("", "SecurityError"); } }),
  "IndexedDB refuses": () => (IDBFactory.prototype.open = () => {
    const request = { error: new DOMException("", "UnknownError") };
    setTimeout(() => request.onerror?.({ target: request }));
    return request;
  }),
  "IndexedDB hangs": () => (IDBFactory.prototype.open = () => ({})),
  "IndexedDB is full": () => (IDBObjectStore.prototype.put = () => { throw new DOMException("", "QuotaExceededError"); }),
  "IndexedDB aborts": () => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (...given) {
      const request = put.apply(this, given);
      this.transaction.abort();
      return request;
    };
  },
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
      // TODO: with both gone, the cookie alone knows; it is heard once profiles can be joined.
      if (!what.includes("localStorage") || what.startsWith("localStorage")) assert.equal(await orders(await open()), 4);
    });
  });
}

test("IndexedDB hangs for good: after 5 s the record is in localStorage", async () => {
  await pages.inProfile(async (open) => {
    const page = await open(() => (IDBFactory.prototype.open = () => ({})));
    await orders(page, { cookie: false });
    await buy(page, "t1");
    await page.waitForFunction(() => Object.keys(localStorage).join() === "trogen:trogen");
    assert.equal(await orders(await open(), { cookie: false }), 1);
  });
});

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

test("leaving right after an event keeps it, also where no commit is made in time", async () => {
  await pages.inProfile(async (open) => {
    const page = await open(holding);
    for (const [held, topic] of [[false, "tea"], [true, "cups"]]) {
      await orders(page, { cookie: false });
      await page.evaluate(([held, topic]) => {
        if (held) hold();
        for (let i = 0; i < 3; i++) tab.track("view_item", { item_category: topic });
        location.href = "/other";
      }, [held, topic]);
      await page.waitForURL("**/other");
      await pages.visit(page);
      await orders(page, { cookie: false });
      assert.ok((await page.evaluate(() => tab.scores().interests)).some((interest) => interest.topic === topic), topic);
      assert.deepEqual((await page.evaluate(() => kept())).local, []);
    }
  });
});

test("what was left behind is folded in once, by whichever tab starts first", async () => {
  await pages.inProfile(async (open) => {
    const page = await open(() => (IDBFactory.prototype.open = () => ({})));
    await orders(page, { cookie: false });
    const left = await page.evaluate(() => {
      for (let i = 0; i < 5; i++) order(`t${i}`);
      return { ...localStorage };
    });
    assert.equal(Object.keys(left).length, 5);
    await page.close();
    const tabs = await Promise.all([open(), open(), open()]);
    await Promise.all(tabs.map((tab) => orders(tab, { cookie: false })));
    await tabs[0].waitForTimeout(100);
    // A journal that somebody failed to delete says nothing new.
    const late = await open((left) => Object.assign(localStorage, left), left);
    await orders(late, { cookie: false });
    for (const tab of [...tabs, late]) assert.deepEqual(await tab.evaluate(() => [orders(), tab.drops().duplicate]), [5, 0]);
    assert.deepEqual((await late.evaluate(() => kept())).local, []);
  });
});

test("a tab whose journal another folded in does not tell it again", async () => {
  await pages.inProfile(async (open) => {
    const page = await open(holding);
    await orders(page);
    await page.evaluate(() => {
      hold();
      for (let i = 0; i < 3; i++) order(`t${i}`);
    });
    const other = await open();
    assert.equal(await orders(other), 3);
    await page.evaluate(async () => (order("t3"), release(), settled()));
    for (const tab of [page, other]) assert.deepEqual(await tab.evaluate(() => [orders(), tab.drops().duplicate]), [4, 0]);
  });
});

test("a renderer that is killed in the very turn of a purchase keeps it", async () => {
  await pages.inProfile(async (open) => {
    const page = await open();
    await orders(page, { cookie: false });
    await buy(page, "t1");
    const crashed = page.waitForEvent("crash");
    const cdp = await pages.chromium.newBrowserCDPSession();
    const renderers = async () => (await cdp.send("SystemInfo.getProcessInfo")).processInfo.filter(({ type }) => type === "renderer");
    const before = new Map((await renderers()).map(({ id, cpuTime }) => [id, cpuTime]));
    // The turn never ends, and its process is the busy one: no microtask, commit or event of leaving runs after it.
    page.evaluate(() => {
      order("t2");
      for (;;);
    }).catch(() => {});
    let busy;
    for (let spent = 0; spent < 0.7; spent = busy[0][0]) {
      await new Promise((done) => setTimeout(done, 100));
      busy = (await renderers()).map(({ id, cpuTime }) => [cpuTime - (before.get(id) ?? cpuTime), id]).sort(([a], [b]) => b - a);
    }
    process.kill(busy[0][1], "SIGKILL");
    await crashed;
    assert.equal(await orders(await open(), { cookie: false }), 2);
  });
});

test("a page that crashes keeps what it committed", async () => {
  await pages.inProfile(async (open, context) => {
    const page = await open();
    await orders(page, { cookie: false });
    await page.evaluate(async () => (tab.track("view_item", { item_category: "tea" }), settled()));
    const crashed = page.waitForEvent("crash");
    (await context.newCDPSession(page)).send("Page.crash").catch(() => {});
    await crashed;
    const next = await open();
    await orders(next, { cookie: false });
    assert.equal(await next.evaluate(() => tab.scores().interests[0]?.topic), "tea");
  });
});

test("the back/forward cache: the page is kept there, and goes on from what happened meanwhile", async () => {
  // Playwright turns it off unless told not to.
  const cached = await lab([], ["--disable-back-forward-cache"]);
  try {
    for (const meanwhile of ["an order", "forget", "denied"]) {
      await cached.inProfile(async (open) => {
        const page = await open();
        await orders(page);
        await page.evaluate(() => {
          addEventListener("pageshow", ({ persisted }) => (globalThis.restored ||= persisted));
          order("t1");
        });
        // A commit under way may keep the page out of the cache; it is loaded anew then.
        await page.evaluate(async () => (order("t2"), await settled(), (location.href = "/other")));
        await page.waitForURL("**/other");
        const there = await open();
        assert.equal(await orders(there), 2);
        await there.evaluate(async (meanwhile) => {
          if (meanwhile === "an order") order("t3");
          else if (meanwhile === "forget") tab.forget();
          else tab.update({ consent: "denied" });
          await settled();
        }, meanwhile);
        await page.evaluate(() => history.back());
        await page.waitForFunction(() => globalThis.restored);
        await page.evaluate(async () => (await settled(), order("t4"), settled()));
        assert.equal(await page.evaluate(() => orders()), meanwhile === "an order" ? 4 : 1, meanwhile);
      });
    }
  } finally {
    await cached.close();
  }
});

/** Everything that this page writes or asks for from here on. */
async function watch(page) {
  const seen = [];
  page.on("request", (request) => /\/pkg\//.test(request.url()) || seen.push(request.url()));
  await page.exposeFunction("wrote", (what) => void seen.push(what));
  await page.evaluate(() => {
    const watched = (object, name) => {
      const real = object[name];
      object[name] = function (...given) {
        wrote(name);
        return real.apply(this, given);
      };
    };
    watched(Storage.prototype, "setItem");
    watched(IDBObjectStore.prototype, "put");
    watched(IDBDatabase.prototype, "createObjectStore");
    watched(Navigator.prototype, "sendBeacon");
    const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
    Object.defineProperty(document, "cookie", { get, set(value) { wrote("cookie"); set.call(this, value); } });
  });
  return seen;
}

const busy = async () => {
  tab.track("view_item", { item_category: "tea" });
  order("t1");
  tab.choose("bar").bar.shown();
  dispatchEvent(new PageTransitionEvent("pagehide"));
  await settled();
};

for (const [what, consent] of [
  ["denied", () => "denied"],
  ["pending", () => "pending"],
  ["Global Privacy Control", () => (navigator.globalPrivacyControl ? "denied" : "granted")],
  ["computing alone", () => ({ compute: "granted", persist: "denied", emit: "denied" })],
]) {
  test(`consent, ${what}: nothing is written or sent`, async () => {
    await pages.inProfile(async (open) => {
      const page = await open(() => Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true }));
      const seen = await watch(page);
      await orders(page, { consent: await page.evaluate(consent) });
      await page.evaluate(busy);
      await page.evaluate(() => tab.forget());
      await page.evaluate(busy);
      assert.deepEqual(seen, []);
      assert.deepEqual(await page.evaluate(() => kept()), NOTHING);
    });
  });
}

test("consent: a yes writes at once, a no deletes at once, also what a commit in flight writes", async () => {
  await pages.inProfile(async (open) => {
    const page = await open();
    await orders(page, { consent: "pending" });
    await page.evaluate(() => order("t1"));
    assert.deepEqual(await page.evaluate(() => kept()), NOTHING);
    await page.evaluate(async () => (tab.update({ consent: "granted" }), settled()));
    const yes = await page.evaluate(() => kept());
    assert.match(yes.cookie, /^trogen=[\w-]+$/);
    assert.deepEqual([yes.local, yes.databases], [[], ["trogen:trogen"]]);
    // Told no at each stage of a commit.
    for (let delay = 0; delay < 8; delay++) {
      await page.evaluate(async (delay) => {
        tab.update({ consent: "granted" });
        order(`more-${delay}`);
        await new Promise((done) => (delay ? setTimeout(done, delay - 1) : done()));
        tab.update({ consent: "denied" });
        await settled();
      }, delay);
      assert.deepEqual(await page.evaluate(() => kept()), NOTHING, `after ${delay}`);
    }
  });
});

test("consent: pending reads and leaves what an earlier yes left; a no at the start deletes it", async () => {
  await pages.inProfile(async (open) => {
    const first = await open();
    await orders(first);
    await buy(first, "t1");
    const left = await first.evaluate(async () => ({ ...(await kept()), record: JSON.stringify(await record()) }));
    await first.close();
    const page = await open();
    const seen = await watch(page);
    assert.equal(await orders(page, { consent: { compute: "granted" } }), 1);
    await page.evaluate(() => settled());
    assert.deepEqual(seen, []);
    assert.deepEqual(await page.evaluate(async () => ({ ...(await kept()), record: JSON.stringify(await record()) })), left);
    await page.evaluate(async () => (order("t2"), tab.update({ consent: "granted" }), settled()));
    assert.equal(await orders(await open()), 2, "what was told while pending counts, once there is a yes");
    await pages.visit(page);
    await orders(page, { consent: "denied" });
    await page.evaluate(() => settled());
    assert.deepEqual(await page.evaluate(() => kept()), NOTHING);
  });
});
