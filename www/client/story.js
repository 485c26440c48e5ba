// "Play the year": the chapters, played through the same engine, profile, clock and slots as everything else here.
// Any chapter can be opened, since the whole year up to it is played again from nothing: same events, same choices.
import { html } from "../shop/html.js";
import { dateText, DAY } from "../shop/clock.js";
import { choiceTitle } from "../shop/slots.js";
import { cartCookie } from "../shop/cookies.js";
import { announce } from "./announce.js";
import { showCount } from "./buying.js";
import { chapters } from "./chapters.js";
import { setClock } from "./clock.js";
import { grant } from "./consent.js";
import { campaignsById } from "./program.js";
import { clearStanding, refresh, standing } from "./slots.js";
import { because, stageName } from "./words.js";

const KEY = "story";
const MINUTE = 60_000;

/** Shows the button, and goes on with a story that a page load has interrupted. */
export function storyPanel(shop) {
  const panel = document.getElementById("story");
  const button = document.querySelector('[data-open="story"]');
  button.hidden = false;
  button.addEventListener("click", () => begin(0));
  panel.addEventListener("click", (event) => {
    const { chapter, end } = event.target.closest("button")?.dataset ?? {};
    if (chapter !== undefined) begin(Number(chapter));
    if (end !== undefined) finish();
  });
  panel.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = Number(sessionStorage.getItem(KEY));
    if (step && chapters[at + step]) begin(at + step);
    if (event.key === "Escape") finish();
  });
  const waiting = sessionStorage.getItem(KEY);
  if (waiting !== null && chapters[waiting] && document.body.dataset.page === "home") begin(Number(waiting));

  function begin(index) {
    sessionStorage.setItem(KEY, index);
    // The story stands on the home page, which has all three slots.
    if (document.body.dataset.page !== "home") return location.assign("/");
    if (shop.consent !== "granted") return ask();
    return show(shop, panel, index);
  }

  function finish() {
    sessionStorage.removeItem(KEY);
    panel.hidden = true;
    button.focus();
  }

  function ask() {
    panel.innerHTML = html`<div class="story-in"><div class="story-top"><h2 id="story-title" tabindex="-1">A year needs a memory</h2><p>The story plays in the shop's own profile cookie on this device. Any profile already there is replaced.</p><p class="go"><button class="button" data-allow>Allow and play</button><button class="button quiet" data-end>Not now</button></p></div></div>`.text;
    panel.hidden = false;
    panel.querySelector("h2").focus();
    panel.querySelector("[data-allow]").addEventListener("click", () => {
      grant(shop);
      begin(Number(sessionStorage.getItem(KEY)));
    });
  }
}

/** Plays the year up to this chapter and tells it. */
async function show(shop, panel, index) {
  document.cookie = cartCookie([]);
  showCount([]);
  shop.startOver();
  clearStanding();
  for (const chapter of chapters.slice(0, index + 1)) play(shop, chapter);
  const campaigns = await campaignsById();
  panel.innerHTML = tell(index, shop.scores(), campaigns).text;
  panel.hidden = false;
  document.querySelector("[data-consent]")?.remove();
  // On a telephone the panel leaves room for the slot alone, not for what stands above it.
  if (innerWidth < 760) document.querySelector('[data-trogen-slot="hero"]').scrollIntoView({ block: "start" });
  else window.scrollTo({ top: 0 });
  panel.querySelector("h2").focus({ preventScroll: true });
  announce("");
}

function play(shop, { date, weather, events }) {
  const evening = Date.parse(`${date}T17:00:00Z`);
  setClock(shop, { offset: evening - Date.now(), weather });
  events.forEach(([name, params, , daysAgo = 0], i) => {
    const minutes = events.length - i;
    shop.track(name, { ...params, time: evening - daysAgo * DAY - minutes * MINUTE });
  });
  refresh(shop);
}

function tell(index, scores, campaigns) {
  const { date, weather, title, tell: text, events } = chapters[index];
  const dot = (chapter, i) => html`<button data-chapter="${i}" class="${i < index ? "past" : ""}"${i === index ? html` aria-current="step"` : ""} aria-label="Chapter ${i + 1}: ${chapter.title}"></button>`;
  const go = (to, label, kind) => (chapters[to] ? html`<button class="button ${kind}" data-chapter="${to}">${label}</button>` : "");
  return html`<div class="story-in"><div class="story-top"><h2 id="story-title" tabindex="-1">${title}</h2><span class="because">${dateText(Date.parse(date))}, ${weather}</span><span class="dots">${chapters.map(dot)}</span>
<span class="go">${go(index - 1, "Back", "quiet")}${go(index + 1, "Next", "")}<button class="button quiet" data-end>Close</button></span></div>
<p>${text}</p>
<div class="she"><h3>She</h3><ul class="events">${events.map(([name, , words]) => html`<li><span>${words}</span> <code>${name}</code></li>`)}</ul></div>
<div><h3>The shop takes her for: ${stageName(scores.stage).toLowerCase()}</h3><ul class="shows">${standing().map((s) => shown(s, campaigns))}</ul></div></div>`;
}

function shown({ choices }, campaigns) {
  if (choices.length === 0) return html`<li><b>The default</b></li>`;
  const [{ id, reasons }] = choices;
  const why = choices.length === 1 ? html`<span class="because">since ${because(campaigns.get(id), reasons)}</span>` : "";
  return html`<li><b>${choices.map((choice) => choiceTitle(campaigns.get(choice.id)?.payload)).join(", ")}</b> ${why}</li>`;
}
