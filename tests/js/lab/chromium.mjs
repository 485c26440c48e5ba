// The installed Chromium, and a server of files for its pages.
import { createServer } from "node:http";
import { after, before } from "node:test";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { chromium } from "playwright-core";
import { entry, folder, root } from "./package.mjs";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };

/** Starts the browser. */
export function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
  });
}

/**
 * Serves `roots` by their first path segment, the package under /pkg/ and the suites under /js/, and `pages` by path:
 * each is HTML, or { html, csp }.
 */
export async function serve({ pages = {}, roots = {} } = {}) {
  const folders = { pkg: folder, js: join(root, "tests/js"), ...roots };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const page = pages[pathname];
    if (page !== undefined) {
      const { html, csp } = typeof page === "string" ? { html: page } : page;
      return response.writeHead(200, { "content-type": TYPES[".html"], ...(csp && { "content-security-policy": csp }) }).end(html);
    }
    const [, first, ...rest] = pathname.split("/");
    const base = folders[first];
    const file = normalize(join(base ?? "", rest.join("/")));
    try {
      if (!base || !file.startsWith(base + sep)) throw new Error("not served");
      const body = await readFile(file);
      response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => new Promise((done) => (server.closeAllConnections(), server.close(done))) };
}

/** An import map that leads to the package's browser entries. */
export const importMap = `<script type="importmap">${JSON.stringify({
  imports: {
    trogen: `/pkg/${entry(".", ["browser"]).slice(2)}`,
    "trogen/compiler": `/pkg/${entry("./compiler", ["browser"]).slice(2)}`,
    "trogen/inline": `/pkg/${entry("./inline", ["browser"]).slice(2)}`,
    "trogen/ga4": `/pkg/${entry("./ga4", ["browser"]).slice(2)}`,
    "trogen/segment": `/pkg/${entry("./segment", ["browser"]).slice(2)}`,
    "trogen/consent": `/pkg/${entry("./consent", ["browser"]).slice(2)}`,
  },
})}</script>`;

/**
 * Opens a browser and a server of `page` for the suite that calls it. Gives what runs `work(page, url)` on that page in a
 * fresh browser profile.
 */
export function pageLab(page) {
  let chromium, server;
  before(async () => {
    server = await serve({ pages: { "/": page } });
    chromium = await browser();
  });
  after(async () => {
    await chromium?.close();
    await server?.close();
  });
  return async (work) => {
    const context = await chromium.newContext();
    try {
      const page = await context.newPage();
      page.errors = [];
      page.on("pageerror", (error) => page.errors.push(String(error)));
      await page.goto(server.url);
      return await work(page, server.url);
    } finally {
      await context.close();
    }
  };
}
