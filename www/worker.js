// The shop as one worker on the edge: assets, forms for pages without scripts, and pages whose three slots are filled
// for the visitor while the HTML streams. Whatever fails on the personal path, the page goes out as it stands.
import { picture } from "./art/index.js";
import { act } from "./edge/actions.js";
import { personalize } from "./edge/personalize.js";
import { nowOf, readClock } from "./shop/clock.js";
import { readCart, readConsent } from "./shop/cookies.js";
import { trusted } from "./shop/html.js";
import { layout } from "./shop/layout.js";
import { pageAt } from "./shop/pages.js";
import program from "./program.trogen";

const STATIC = /^\/(?:client|shop|styles)\/[a-z]+\.(?:js|css)$|^\/pkg\/|^\/(?:catalog\.json|program\.json|mark\.svg)$/;

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (request.method === "POST") return act(request, program);
    if (request.method !== "GET" && request.method !== "HEAD") return new Response("Method not allowed", { status: 405, headers: { allow: "GET, HEAD, POST" } });
    if (pathname.startsWith("/art/")) return art(pathname);
    if (pathname === "/program.trogen") return new Response(program, { headers: { "content-type": "application/octet-stream", "cache-control": "public, max-age=60" } });
    if (STATIC.test(pathname)) return env.ASSETS.fetch(request);
    return page(request, env, pathname);
  },
};

async function page(request, env, pathname) {
  const cookies = request.headers.get("cookie");
  const clock = readClock(cookies);
  const cart = readCart(cookies);
  const view = { cart, consent: readConsent(cookies), now: nowOf(clock), weather: clock.weather, importMap: importMap(env) };
  const found = pageAt(pathname, cart);
  const response = new Response(layout(found, view).text, { status: found.status ?? 200, headers: headers(env, cookies) });
  // A HEAD is nobody looking: it must not count as shown.
  if (view.consent !== "granted" || request.method === "HEAD") return response;
  return personalize(response, { cookies, clock, slots: found.slots, program });
}

/** Pages without any cookie are the same for all; with one they hold a cart, a date or a choice, and are nobody else's. */
function headers(env, cookies) {
  return {
    "content-type": "text/html; charset=utf-8",
    "cache-control": cookies ? "private, no-store" : "public, max-age=0, must-revalidate",
    vary: "Cookie",
    // WebAssembly needs 'wasm-unsafe-eval'; the one inline script is the import map, allowed by its hash.
    "content-security-policy": `default-src 'self'; script-src 'self' 'wasm-unsafe-eval' '${env.IMPORT_MAP_HASH}'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'`,
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
  };
}

// Set down unescaped: the hash is of these very bytes, which the server itself has made.
const importMap = (env) => trusted(`<script type="importmap">${env.IMPORT_MAP}</script>`);

function art(pathname) {
  const drawn = picture(/^\/art\/([a-z-]+)\.svg$/.exec(pathname)?.[1]);
  if (drawn === null) return new Response("No such picture", { status: 404 });
  return new Response(drawn, { headers: { "content-type": "image/svg+xml", "cache-control": "public, max-age=300" } });
}
