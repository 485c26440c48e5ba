// The cookies of the shop, by their names:
//   spar_consent  "granted" once the visitor has said yes; a refusal is not stored in any cookie
//   trogen        the profile; only ever set after a yes
//   spar_cart     what lies in the cart, "vidde-2*1.havre*2"; set when something is put there
//   demo_now      the demo's clock (clock.js)
import { product } from "./catalog.js";

export const YEAR = 31_536_000;

export function readCookie(cookies, name) {
  for (const pair of (cookies ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim();
  }
  return null;
}

export const setCookie = (name, value, age) => `${name}=${value}; Path=/; Max-Age=${age}; SameSite=Lax`;

/** Consent as the engine takes it. Until a yes is read, nothing may be kept. */
export const readConsent = (cookies) => (readCookie(cookies, "spar_consent") === "granted" ? "granted" : "pending");

/** The cart: a list of [product, quantity]. Unknown goods and silly quantities are left out. */
export function readCart(cookies) {
  const lines = (readCookie(cookies, "spar_cart") ?? "").split(".");
  return lines.flatMap((text) => {
    const [id, count] = text.split("*");
    const found = product(id);
    const quantity = Number(count);
    return found && quantity >= 1 && quantity <= 9 ? [[found, quantity]] : [];
  });
}

export function cartCookie(lines) {
  const text = lines.map(([entry, quantity]) => `${entry.id}*${quantity}`).join(".");
  return setCookie("spar_cart", text, text ? 7 * 86_400 : 0);
}

/** The cart with one more (or, with -9, none) of a product. */
export function withItem(lines, entry, change) {
  const others = lines.filter(([p]) => p.id !== entry.id);
  const had = lines.find(([p]) => p.id === entry.id)?.[1] ?? 0;
  const quantity = Math.max(0, Math.min(9, had + change));
  return quantity > 0 ? [...others, [entry, quantity]] : others;
}

export const cartCount = (lines) => lines.reduce((sum, [, quantity]) => sum + quantity, 0);
export const cartTotal = (lines) => lines.reduce((sum, [entry, quantity]) => sum + entry.price * quantity, 0);
