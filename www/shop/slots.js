// How each slot looks, for the edge (into the HTML stream) and for the page (without a reload): the same markup from
// the same payload. What stands in DEFAULTS is in the HTML before anyone is known, and stays when nothing is chosen.
import { price, product } from "./catalog.js";
import { html } from "./html.js";

const DEFAULTS = {
  hero: [{ tone: "mist", art: "dawn", eyebrow: "A running shop in Östersund", title: "Made for the long way home.", text: "Ten things for running, chosen by people who run. That is the whole shop.", cta: "See the shoes", href: "/shop/shoes" }],
  product: [{ title: "Come by the shop", text: "Open every day until seven, and until nine on Wednesdays, when the whole shop goes running.", cta: "The Wednesday run", href: "/guide/wednesday-run", art: "together" }],
  grid: [{ item: "vidde-2", note: "Most bought" }, { item: "ull-150", note: "Worn by the staff" }, { item: "takt", note: "Three weeks a charge" }],
};

const renderers = {
  hero: ([p]) => html`<div class="hero" data-tone="${p.tone}"><div class="hero-text"><p class="eyebrow">${p.eyebrow}</p><h2>${p.title}</h2><p>${p.text}</p><a class="button" href="${p.href}">${p.cta}</a></div><img src="/art/${p.art}.svg" alt="" width="960" height="640"></div>`,
  product: ([p]) => html`<div class="strip"><img src="/art/${p.art}.svg" alt="" width="480" height="360" loading="lazy"><div><h2>${p.title}</h2><p>${p.text}</p></div><a class="button quiet" href="${p.href}">${p.cta}</a></div>`,
  grid: (payloads) => html`<ul class="cards">${payloads.map((p) => card(product(p.item), p.note))}</ul>`,
};

export const SLOTS = Object.keys(DEFAULTS);

/** The markup of a slot for these payloads; the default for an empty list. Throws on a payload it cannot show. */
export function slotHtml(name, payloads) {
  const usable = payloads?.length ? payloads : DEFAULTS[name];
  return renderers[name](usable).text;
}

/** A slot as it stands in a page before anyone is known. */
export function slot(name, label) {
  return html`<section class="slot slot-${name}" data-trogen-slot="${name}" aria-label="${label}">${renderers[name](DEFAULTS[name])}</section>`;
}

export function card(entry, note) {
  return html`<li class="card"><a href="/product/${entry.id}"><img src="/art/${entry.art}.svg" alt="${entry.alt}" width="480" height="360" loading="lazy"><span class="name">${entry.name}</span> <span class="price">${price(entry.price)}</span> <span class="note">${note ?? entry.line}</span></a></li>`;
}

/** Why each choice of a slot stands, "when,interest always"; for an empty slot why it is empty. */
export function reasonsText({ choices, reasons }) {
  return choices.length ? choices.map((choice) => choice.reasons.join(",")).join(" ") : reasons.join(",");
}

/** What a choice is called in the inspector: its title, or the product on its card. */
export function choiceTitle(payload) {
  return payload?.title ?? product(payload?.item)?.name ?? "default";
}
