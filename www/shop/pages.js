// The shop's pages: pure functions of the path and the cart. What is personal in them is three slots, filled later.
import { categories, category, guide, price, product, products } from "./catalog.js";
import { cartTotal } from "./cookies.js";
import { html } from "./html.js";
import { card, slot } from "./slots.js";

/** The page at a path, `{ kind, title, description, body, slots, status? }`. */
export function pageAt(path, cart) {
  const [, section, id, rest] = path.split("/");
  if (path === "/") return home();
  if (rest === undefined) {
    if (section === "shop" && category(id)) return categoryPage(category(id));
    if (section === "product" && product(id)) return productPage(product(id));
    if (section === "guide" && guide(id)) return guidePage(guide(id));
    if (section === "cart" && id === undefined) return cartPage(cart);
    if (section === "thanks" && id === undefined) return thanksPage();
  }
  return missing();
}

function home() {
  return {
    kind: "home", description: "Ten things for running, chosen by people who run.", slots: ["hero", "grid", "product"],
    body: html`<h1 class="unseen">Spår, a small running shop</h1>${slot("hero", "Today")}
<div class="wrap"><div class="heading"><h2>Chosen for the day</h2><a href="/shop/shoes">All shoes</a></div>${slot("grid", "Chosen goods")}
${slot("product", "From the shop")}
<div class="heading"><h2>The whole shop</h2></div><ul class="shelves">${categories.map(shelf)}</ul></div>`,
  };
}

function shelf(c) {
  const goods = products.filter((p) => p.category === c.id);
  return html`<li><a href="/shop/${c.id}"><img src="/art/${goods[0].art}.svg" alt="" width="480" height="360" loading="lazy"><span class="name">${c.name}</span> <span class="note">${goods.map((p) => p.name).join(", ")}</span></a></li>`;
}

function categoryPage(c) {
  return {
    kind: "category", category: c.id, item: c.id, title: c.name, description: c.intro, slots: ["product"],
    body: html`<div class="wrap"><div class="intro"><h1>${c.name}</h1><p>${c.intro}</p></div>
<ul class="cards">${products.filter((p) => p.category === c.id).map((p) => card(p))}</ul>${slot("product", "From the shop")}</div>`,
  };
}

function productPage(p) {
  const shelfOf = category(p.category);
  return {
    kind: "product", category: p.category, item: p.id, title: p.name, description: p.text, slots: ["product", "grid"],
    body: html`<div class="wrap"><nav class="crumbs" aria-label="Breadcrumb"><a href="/">Home</a><a href="/shop/${shelfOf.id}">${shelfOf.name}</a><span aria-current="page">${p.name}</span></nav>
<div class="detail"><img src="/art/${p.art}.svg" alt="${p.alt}" width="480" height="360"><div><p class="eyebrow">${p.line}</p><h1>${p.name}</h1><p class="price">${price(p.price)}</p><p>${p.text}</p>
<form method="post" action="/cart/add" data-add><input type="hidden" name="item" value="${p.id}"><button class="button">Put in the cart</button><p class="added" data-added role="status"></p></form>
<ul class="facts">${p.facts.map((f) => html`<li>${f}</li>`)}</ul></div></div>
${slot("product", "From the shop")}
<div class="heading"><h2>Also for you</h2></div>${slot("grid", "Chosen goods")}</div>`,
  };
}

function guidePage(g) {
  return {
    kind: "guide", item: g.id, title: g.name, description: g.lead, slots: ["grid"],
    body: html`<div class="wrap"><article class="guide"><img src="/art/${g.art}.svg" alt="" width="960" height="640"><div><p class="eyebrow">Guide</p><h1>${g.name}</h1><p class="lead">${g.lead}</p>
${g.parts.map(([name, text]) => html`<h2>${name}</h2><p>${text}</p>`)}</div></article>
<div class="heading"><h2>For the run</h2></div>${slot("grid", "Chosen goods")}</div>`,
  };
}

function cartPage(cart) {
  const line = ([p, quantity]) => html`<li><img src="/art/${p.art}.svg" alt="" width="120" height="90"><a href="/product/${p.id}">${p.name}</a><span>${quantity} × ${price(p.price)}</span><form method="post" action="/cart/remove" data-remove><input type="hidden" name="item" value="${p.id}"><button class="plain" aria-label="Remove ${p.name}">Remove</button></form></li>`;
  const full = html`<ul class="lines">${cart.map(line)}</ul><form class="sum" method="post" action="/checkout" data-checkout><p><span>Total</span><strong>${price(cartTotal(cart))}</strong></p><button class="button">Buy now</button><p class="fine">A demo: nothing is charged and nothing is sent.</p></form>`;
  const empty = html`<p>Nothing here yet. <a href="/shop/shoes">See the shoes</a></p>`;
  return {
    kind: "cart", title: "Your cart", description: "What you are about to buy.", slots: ["product", "hero"],
    body: html`<div class="wrap"><div data-cart><h1>Your cart</h1>${cart.length ? full : empty}</div>${slot("product", "From the shop")}</div>${slot("hero", "Today")}`,
  };
}

function thanksPage() {
  return {
    kind: "thanks", title: "Thank you", description: "Your order is on its way.", slots: ["hero", "product"],
    body: html`<div class="wrap"><div class="intro">${thanks()}</div></div>${slot("hero", "For you now")}<div class="wrap">${slot("product", "From the shop")}</div>`,
  };
}

/** What the cart becomes once it is bought; the page puts it there itself when scripts run. */
export function thanks() {
  return html`<h1>Thank you.</h1><p>Your things leave Östersund tomorrow morning. From here on we will not try to sell you the same again.</p>`;
}

function missing() {
  return { kind: "missing", status: 404, title: "Off the path", description: "There is no such page.", slots: [], body: html`<div class="wrap"><div class="intro"><h1>Off the path</h1><p>There is no such page. <a href="/">Back to the shop</a></p></div></div>` };
}
