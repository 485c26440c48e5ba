// The dialects' declarations, with a real visitor, with analytics.js's own and as a bundler sees them.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { build } from "esbuild";
import { consumer, folder, require, scratch } from "./lab/package.mjs";

const USE = `
import type { Plugin } from "@segment/analytics-next";
import { start, type Visitor } from "trogen";
import { combine, consentMode, gpc, hasGpc, shopifyPrivacy, strictest, tcf, type Permissions, type Source } from "trogen/consent";
import { fromGa4, listen, type Stop } from "trogen/ga4";
import { fromSegment, plugin, type TrackedEvent } from "trogen/segment";
import { fromShopify, listen as listenToPixel } from "trogen/shopify";

export function use(visitor: Visitor, request: Request, analytics: { subscribe(name: string, callback: (event: unknown) => void): Promise<void> }): void {
  const stops: Stop[] = [listen(visitor), listen(start({ program: "/p", consent: "pending" }), { dataLayer: [] }), listenToPixel(visitor, analytics)];
  const plugins: Plugin[] = [plugin(visitor), plugin(start({ program: "/p", consent: "pending" }))];
  const events: (TrackedEvent | undefined)[] = [fromGa4("purchase", { value: 1 }), fromSegment(null), fromShopify({})];
  for (const event of events) if (event) visitor.track(...event);
  const layered: Source = (v) => consentMode(v, { dataLayer: [] });
  stops.push(strictest(visitor, [layered, consentMode, tcf, shopifyPrivacy, gpc]), tcf(visitor), gpc(visitor));
  const consent: Permissions = combine("granted", hasGpc(request.headers) ? "denied" : undefined, { compute: "granted" });
  visitor.update({ consent });
  // @ts-expect-error a visitor is needed
  listen({});
  // @ts-expect-error a permission has three states
  combine("yes");
  void [stops, plugins];
}
`;

for (const [module, moduleResolution] of [["esnext", "bundler"], ["nodenext", "nodenext"]]) {
  test(`strict TypeScript uses the dialects, resolved as ${moduleResolution}`, () => {
    const here = join(scratch, `dialects-${moduleResolution}`);
    rmSync(here, { recursive: true, force: true });
    mkdirSync(join(here, "node_modules/@segment"), { recursive: true });
    symlinkSync(folder, join(here, "node_modules/trogen"));
    symlinkSync(dirname(require.resolve("@segment/analytics-next/package.json")), join(here, "node_modules/@segment/analytics-next"));
    writeFileSync(join(here, "package.json"), '{ "type": "module" }');
    writeFileSync(join(here, "use.ts"), USE);
    const options = { module, moduleResolution, target: "es2022", lib: ["es2022", "dom", "esnext.disposable"], types: [], strict: true, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true, skipLibCheck: true, noEmit: true };
    writeFileSync(join(here, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["use.ts"] }));
    try {
      execFileSync(process.execPath, [join(dirname(require.resolve("typescript/package.json")), "bin/tsc"), "-p", here], { encoding: "utf8" });
    } catch (error) {
      assert.fail(error.stdout);
    }
  });
}

test("an entry is alone: no runtime, no .wasm, and what is not used is left out", async () => {
  const bundle = async (contents) => {
    const { outputFiles, metafile } = await build({ stdin: { contents, resolveDir: consumer }, bundle: true, minify: true, write: false, metafile: true, format: "esm", target: "es2022", platform: "neutral", logLevel: "error" });
    return { size: outputFiles[0].contents.length, files: Object.keys(metafile.inputs) };
  };
  for (const name of ["ga4", "segment", "shopify", "consent"]) {
    const { size, files } = await bundle(`export * from "trogen/${name}";`);
    assert.ok(size < 4096, `${name} has ${size} bytes`);
    assert.ok(files.every((file) => !/wasm|glue|browser|node\.js/.test(file)), files.join());
    const text = readFileSync(join(folder, `${name}.js`), "utf8");
    assert.ok(!/["']node:/.test(text));
  }
  const [gpcOnly, whole] = [await bundle('export { hasGpc } from "trogen/consent";'), await bundle('export * from "trogen/consent";')];
  assert.ok(4 * gpcOnly.size < whole.size, `${gpcOnly.size} of ${whole.size}`);
  assert.equal((await bundle('import "trogen/ga4"; import "trogen/segment"; import "trogen/shopify"; import "trogen/consent";')).size, 0);
});
