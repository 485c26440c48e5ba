// Behaviour as data in Chromium: the package as it stands, no bundler.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, importMap, serve } from "./lab/chromium.mjs";
import { golden } from "./lab/package.mjs";

let chromium, server, page;

before(async () => {
  server = await serve({ pages: { "/": `<!doctype html><title>golden</title>${importMap}` } });
  chromium = await browser();
  page = await chromium.newPage();
  await page.goto(server.url);
});

after(async () => {
  await chromium?.close();
  await server?.close();
});

for (const entry of ["trogen", "trogen/inline"]) {
  test(`golden cases in Chromium, ${entry}`, async () => {
    const results = await page.evaluate(async ([golden, entry]) => {
      const { load } = await import(entry);
      // The inlined runtime brings no compiler; programs come as bytes.
      const { compile } = await import("trogen/compiler");
      const { play } = await import("/js/golden.mjs");
      const all = [];
      for (const [name, file] of Object.entries(golden)) {
        const open = entry === "trogen" ? load : async (program) => load(await compile(program));
        for (const result of await play(file, open)) all.push({ ...result, name: `${name}: ${result.name}` });
      }
      return all;
    }, [golden, entry]);
    const wrong = results.flatMap(({ name, wrong }) => wrong.map((problem) => `${name}: ${problem}`));
    assert.ok(wrong.length === 0, wrong.join("\n"));
    assert.ok(results.length >= 130, `only ${results.length} cases were played`);
  });
}
