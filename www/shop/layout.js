// The document around every page: demo bar, header, footer, consent, and the panels that the script opens.
import { categories } from "./catalog.js";
import { cartCount } from "./cookies.js";
import { dateText, WEATHERS } from "./clock.js";
import { html } from "./html.js";

const WEATHER_NAMES = { sun: "Sun", rain: "Rain", snow: "Snow" };

/** A whole document. `page` is what a page function returns; `view` is who looks at it, and when. */
export function layout(page, view) {
  const title = page.title ? `${page.title} · Spår` : "Spår · a small running shop";
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<meta name="description" content="${page.description}">
<meta name="theme-color" content="#16302c">
<link rel="icon" href="/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/styles/base.css"><link rel="stylesheet" href="/styles/shop.css"><link rel="stylesheet" href="/styles/demo.css">
${view.importMap}
<script type="module" src="/client/main.js"></script>
</head>
<body data-page="${page.kind}" data-item="${page.item ?? ""}">
<a class="skip" href="#main">Skip to content</a>
${demoBar(view)}
<header class="site">
<a class="logo" href="/" aria-label="Spår, home"><img src="/mark.svg" alt="" width="28" height="28">Spår</a>
<nav aria-label="Shop">${categories.map((c) => html`<a href="/shop/${c.id}"${c.id === page.category ? html` aria-current="page"` : ""}>${c.name}</a>`)}</nav>
<a class="cart" href="/cart"${page.kind === "cart" ? html` aria-current="page"` : ""}>Cart <span class="count" data-cart-count>${cartCount(view.cart)}</span></a>
</header>
<main id="main" tabindex="-1">${page.body}</main>
<footer class="site"><p><strong>Spår</strong> is a made-up shop. Everything else here is real: your profile lives in one cookie on this device, and the choice of what to show is made at the edge and in your browser.</p><p><a href="/guide/wednesday-run">The Wednesday run</a><a href="/guide/winter-running">Winter guide</a><a href="/guide/find-your-shoe">Find your shoe</a></p></footer>
${view.consent === "granted" ? "" : consentBanner()}
<div id="live" class="unseen" role="status" aria-live="polite"></div>
<aside id="story" class="story" aria-labelledby="story-title" hidden></aside>
<dialog id="inspector" class="inspector" aria-labelledby="inspector-title"></dialog>
</body>
</html>`;
}

function demoBar(view) {
  const step = (days, label, short) => html`<button name="days" value="${days}" aria-label="${label} forward">${short}</button>`;
  return html`<aside class="demo" aria-label="Demo: clock and weather"><form method="post" action="/demo" data-demo>
<p class="today"><span class="unseen">Demo date: </span><time data-demo-date>${dateText(view.now)}</time></p>
<fieldset><legend class="unseen">Move the clock</legend>${step(1, "One day", "+1 day")}${step(7, "One week", "+1 week")}${step(30, "One month", "+1 month")}</fieldset>
<fieldset><legend class="unseen">Weather</legend>${WEATHERS.map((w) => html`<button name="weather" value="${w}" aria-pressed="${w === view.weather}">${WEATHER_NAMES[w]}</button>`)}</fieldset>
<p class="open"><button type="button" data-open="story" class="play" hidden>Play the year</button><button type="button" data-open="inspector" aria-expanded="false" aria-controls="inspector" hidden>Inspector</button></p>
</form></aside>`;
}

function consentBanner() {
  return html`<section class="consent" aria-labelledby="consent-title" data-consent><div><h2 id="consent-title">May the shop remember you?</h2><p>If you say yes, this browser keeps what you look at and buy here, and no other place does. If you say no, you see the same shop as everyone, and nothing about you is stored.</p></div>
<form method="post" action="/consent"><button class="button" name="choice" value="granted">Yes, remember me</button><button class="button quiet" name="choice" value="denied">No</button></form></section>`;
}
