// A server for one page's files, and Chromium on it.
import http from "node:http";
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";

export const CHROMIUM = "/usr/bin/chromium";
export const hasChromium = () => existsSync(CHROMIUM);

const QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"];

export function launch() {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", ...QUIET],
  });
}

/** `files`: path -> [content type, content]. Cross-origin isolated, for the finest clock a page can have. */
export async function serve(files) {
  const server = http.createServer((request, response) => {
    const file = files.get(request.url.split("?")[0]);
    if (!file) {
      response.writeHead(404);
      return response.end();
    }
    response.writeHead(200, {
      "content-type": file[0],
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
      "cache-control": "no-store",
    });
    response.end(file[1]);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { base: `http://localhost:${server.address().port}/`, close: () => server.close() };
}
