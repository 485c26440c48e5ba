// What the forms do when no script runs: cart, checkout, consent, the demo's clock. With scripts the page does the same
// itself, without a reload.
import { item, product } from "../shop/catalog.js";
import { clockCookie, DAY, readClock, WEATHERS } from "../shop/clock.js";
import { cartCookie, cartTotal, readCart, readConsent, setCookie, withItem, YEAR } from "../shop/cookies.js";
import { withVisitor } from "./visitor.js";

const actions = {
  "/cart/add": (form, state) => change(form, state, 1, "add_to_cart", "/cart"),
  "/cart/remove": (form, state) => change(form, state, -9, "remove_from_cart", "/cart"),
  "/checkout": checkout,
  "/consent": consent,
  "/demo": demo,
};

/** Answers a form with a redirect. Never throws; a form from another site, or a broken one, changes nothing. */
export async function act(request, program) {
  const url = new URL(request.url);
  const action = Object.hasOwn(actions, url.pathname) ? actions[url.pathname] : null;
  if (!action) return new Response("No such action", { status: 404 });
  const origin = request.headers.get("origin");
  if (origin && origin !== "null" && origin !== url.origin) return new Response("Not from here", { status: 403 });
  const cookies = request.headers.get("cookie");
  const form = await request.formData().catch(() => new FormData());
  const { to, set, event } = action(form, { cookies, cart: readCart(cookies), clock: readClock(cookies) });
  const headers = new Headers({ location: to ?? back(request, url), "cache-control": "no-store" });
  for (const cookie of set) headers.append("set-cookie", cookie);
  if (event && readConsent(cookies) === "granted") {
    try {
      const { cookie } = await withVisitor(program, cookies, readClock(cookies), (visitor) => visitor.track(...event));
      if (cookie) headers.append("set-cookie", cookie);
    } catch (error) {
      console.error("the shop goes on without the event:", error);
    }
  }
  return new Response(null, { status: 303, headers });
}

/** The page the form stood on, by path alone, so that nobody can be sent elsewhere. */
function back(request, url) {
  try {
    const from = new URL(request.headers.get("referer"));
    return from.origin === url.origin ? from.pathname : "/";
  } catch {
    return "/";
  }
}

function change(form, { cart }, amount, name, to) {
  const entry = product(form.get("item"));
  if (!entry) return { to, set: [] };
  return { to, set: [cartCookie(withItem(cart, entry, amount))], event: [name, { currency: "SEK", value: entry.price, items: [item(entry)] }] };
}

function checkout(form, { cart }) {
  if (cart.length === 0) return { to: "/cart", set: [] };
  const items = cart.map(([entry, quantity]) => item(entry, quantity));
  return { to: "/thanks", set: [cartCookie([])], event: ["purchase", { transaction_id: crypto.randomUUID(), currency: "SEK", value: cartTotal(cart), items }] };
}

function consent(form) {
  if (form.get("choice") === "granted") return { set: [setCookie("spar_consent", "granted", YEAR)] };
  return { set: [setCookie("spar_consent", "", 0), setCookie("trogen", "", 0)] };
}

function demo(form, { clock }) {
  const days = Number(form.get("days"));
  const weather = form.get("weather");
  const moved = { offset: clock.offset + (days > 0 && days <= 31 ? days * DAY : 0), weather: WEATHERS.includes(weather) ? weather : clock.weather };
  return { set: [clockCookie(moved)] };
}
