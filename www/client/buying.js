// Looking and buying: events of the page, and the forms of cart and checkout without a reload.
import { category, guide, item, price, product, products } from "../shop/catalog.js";
import { cartCookie, cartCount, cartTotal, readCart, withItem } from "../shop/cookies.js";
import { thanks } from "../shop/pages.js";
import { announce, announceSlots } from "./announce.js";
import { refresh } from "./slots.js";

/** Tells the engine what this page is about. The edge has counted the page itself; the page counts what is on it. */
export function trackView(shop) {
  const { page, item: id } = document.body.dataset;
  if (page === "product") shop.track("view_item", { currency: "SEK", value: product(id).price, items: [item(product(id))] });
  if (page === "guide") shop.track("view_item", { items: [item(guide(id))] });
  if (page === "category") {
    const items = products.filter((p) => p.category === category(id).id).map((p) => item(p));
    shop.track("view_item_list", { item_list_id: id, items });
  }
}

/** Takes over the forms. Only called once the engine runs: until then, and without it, they post to the edge. */
export function takeOverForms(shop) {
  const handlers = { "[data-add]": add, "[data-remove]": remove, "[data-checkout]": checkout };
  document.addEventListener("submit", (event) => {
    for (const [selector, handle] of Object.entries(handlers)) {
      if (!event.target.matches(selector)) continue;
      event.preventDefault();
      handle(shop, event.target);
    }
  });
}

function change(shop, entry, amount, name) {
  const cart = withItem(readCart(document.cookie), entry, amount);
  document.cookie = cartCookie(cart);
  showCount(cart);
  shop.track(name, { currency: "SEK", value: entry.price, items: [item(entry)] });
  return cart;
}

function add(shop, form) {
  const entry = product(new FormData(form).get("item"));
  const cart = change(shop, entry, 1, "add_to_cart");
  form.querySelector("[data-added]").textContent = `In the cart: ${cart.find(([p]) => p === entry)[1]}.`;
  refresh(shop);
}

function remove(shop, form) {
  const entry = product(new FormData(form).get("item"));
  const cart = change(shop, entry, -9, "remove_from_cart");
  if (cart.length === 0) {
    form.closest("[data-cart]").querySelector("[data-checkout]").outerHTML = "<p>Nothing here any more.</p>";
  } else {
    document.querySelector("[data-checkout] strong").textContent = price(cartTotal(cart));
  }
  form.closest("li").remove();
  document.querySelector("[data-cart] h1").tabIndex = -1;
  document.querySelector("[data-cart] h1").focus();
  announceSlots(refresh(shop), `${entry.name} removed.`);
}

function checkout(shop, form) {
  const cart = readCart(document.cookie);
  const items = cart.map(([entry, quantity]) => item(entry, quantity));
  shop.track("purchase", { transaction_id: crypto.randomUUID(), currency: "SEK", value: cartTotal(cart), items });
  document.cookie = cartCookie([]);
  showCount([]);
  const place = form.closest("[data-cart]");
  place.innerHTML = thanks().text;
  place.querySelector("h1").tabIndex = -1;
  place.querySelector("h1").focus();
  refresh(shop);
  announce("The order is placed. The shop now shows what helps with it.");
}

/** The number beside "Cart". */
export function showCount(cart) {
  document.querySelector("[data-cart-count]").textContent = cartCount(cart);
}
