// Pages of a shop that start Trogen, and what they keep.
import { browser, importMap, serve } from "./chromium.mjs";
import { shop } from "./package.mjs";

/** A browser and a server whose pages have `begin(options)`, `order(id)`, `settled()` and `kept()`. */
export async function lab(...flags) {
  const html = `<!doctype html><title>tab</title>${importMap}<script type="module">
    globalThis.program = ${JSON.stringify(shop)};
    globalThis.begin = async (options = {}) => {
      const { start } = await import("trogen");
      return (globalThis.tab = await start({ program, consent: "granted", clock: () => Date.now() + (globalThis.ahead ?? 0), ...options }));
    };
    globalThis.order = (id) => tab.track("purchase", { transaction_id: id, value: 10 });
    globalThis.orders = () => tab.scores().orders;
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    // Transactions queue: behind ours, those asked for before it are done. Where storage is broken there is nothing to wait for.
    globalThis.settled = async (ms = 60) => {
      for (let i = 0; i < 2; i++) {
        await pause(ms / 2);
        await Promise.race([(async () => record())().catch(() => {}), pause(400)]);
      }
    };
    const id = "trogen:trogen";
    const inStore = (work) => new Promise((done) => {
      const request = indexedDB.open(id);
      request.onupgradeneeded = () => request.transaction.abort();
      request.onerror = () => done(null);
      request.onsuccess = () => {
        const asked = work(request.result.transaction(id, "readwrite").objectStore(id));
        request.result.close();
        asked.onsuccess = () => done(asked.result ?? null);
      };
    });
    globalThis.record = () => inStore((store) => store.get(0));
    globalThis.put = (value) => inStore((store) => store.put(value, 0));
    globalThis.kept = async () => ({
      cookie: document.cookie,
      local: Object.keys(localStorage).sort(),
      databases: (await indexedDB.databases()).map(({ name }) => name),
    });
    globalThis.ready = true;
  </script>`;
  const chromium = await browser(...flags);
  const server = await serve({ pages: { "/": html, "/other": "<!doctype html><title>other</title>", "/clear": { html: "<!doctype html>", headers: { "clear-site-data": '"storage"' } } } });
  /** Opens one more page of this context, after `init` has run in it. */
  const open = async (context, init, argument) => {
    const page = await context.newPage();
    page.on("pageerror", (error) => page.errors.push(String(error)));
    page.errors = [];
    if (init) await page.addInitScript(init, argument);
    await visit(page);
    return page;
  };
  const visit = async (page) => {
    await page.goto(server.url);
    await page.waitForFunction(() => globalThis.ready);
  };
  return {
    chromium,
    url: server.url,
    visit,
    /** Runs `work(open, context)` in a fresh profile. */
    async inProfile(work) {
      const context = await chromium.newContext();
      try {
        return await work((init, argument) => open(context, init, argument), context);
      } finally {
        await context.close();
      }
    },
    async close() {
      await chromium.close();
      await server.close();
    },
  };
}

/** Starts in a page and gives the orders it knows. */
export const orders = (page, options) => page.evaluate(async (options) => (await begin(options)).scores().orders, options);

/** To run before a page's own scripts: from `hold()` to `release()` it cannot open a database. */
export function holding() {
  const { open } = IDBFactory.prototype;
  let held;
  globalThis.hold = () => (held = new Promise((done) => (globalThis.release = done)));
  IDBFactory.prototype.open = function (name) {
    const asked = {};
    Promise.resolve(held).then(() => {
      const real = open.call(this, name);
      for (const on of ["onupgradeneeded", "onsuccess", "onerror"]) {
        real[on] = () => (Object.assign(asked, { result: real.result, transaction: real.transaction }), asked[on]?.());
      }
    });
    return asked;
  };
}
