// The inspector: what the engine makes of this visitor, what each slot shows and why, and what was stopped.
import { price } from "../shop/catalog.js";
import { choiceTitle } from "../shop/slots.js";
import { html } from "../shop/html.js";
import { campaignsById } from "./program.js";
import { standing } from "./slots.js";
import { because, stageName, stopped, stopWords, topicName } from "./words.js";

const SLOT_NAMES = { hero: "Top of the page", grid: "Chosen goods", product: "Note from the shop" };

/** Readies the panel and shows the button that opens it. */
export function inspectorPanel(shop) {
  const dialog = document.getElementById("inspector");
  const button = document.querySelector('[data-open="inspector"]');
  const panel = new Inspector(shop, dialog);
  button.hidden = false;
  button.addEventListener("click", () => (dialog.open ? close() : open()));
  shop.addEventListener("change", () => dialog.open && queueMicrotask(() => panel.draw()));
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && close());
  dialog.addEventListener("click", (event) => event.target.closest("[data-close]") && close());
  dialog.addEventListener("toggle", (event) => event.target.matches("details") && panel.explain(event.target), true);

  async function open() {
    await panel.draw();
    // Not modal: the shop beside it stays in use while one watches. It closes with Escape all the same.
    dialog.show();
    document.body.classList.add("inspecting");
    button.setAttribute("aria-expanded", "true");
    dialog.querySelector("h2").focus();
  }

  function close() {
    dialog.close();
    document.body.classList.remove("inspecting");
    button.setAttribute("aria-expanded", "false");
    button.focus();
  }
}

// The slots of a page are filled in its order, and a campaign that stands in one is taken for the next.
function upTo(slot) {
  const slots = standing().map((s) => s.slot);
  return slots.slice(0, slots.indexOf(slot) + 1);
}

class Inspector {
  constructor(shop, dialog) {
    this.shop = shop;
    this.dialog = dialog;
  }

  async draw() {
    const campaigns = await campaignsById();
    const open = [...this.dialog.querySelectorAll("details[open]")].map((details) => details.dataset.slot);
    const within = this.dialog.contains(document.activeElement);
    const scores = this.shop.scores();
    this.dialog.innerHTML = html`<div class="inspector-top"><h2 id="inspector-title" tabindex="-1">Inspector</h2><button class="plain" data-close>Close</button></div>
${this.#figures(scores)}${interests(scores.interests)}
<section><h3>On this page</h3>${standing().map((s) => chosen(s, campaigns))}</section>
<section><h3>Why not the others?</h3>${standing().map(({ slot }) => html`<details data-slot="${slot}"><summary>${SLOT_NAMES[slot]}</summary><div></div></details>`)}</section>
${this.#kept()}`.text;
    for (const bar of this.dialog.querySelectorAll("[data-part]")) bar.style.width = `${bar.dataset.part}%`;
    for (const slot of open) this.dialog.querySelector(`details[data-slot="${slot}"]`)?.setAttribute("open", "");
    if (within) this.dialog.querySelector("h2").focus();
  }

  /** Fills a section of "Why not the others?" when it is opened. */
  async explain(details) {
    if (!details.open) return;
    const [campaigns, candidates] = await Promise.all([campaignsById(), this.shop.explain(upTo(details.dataset.slot))]);
    const ranked = [...candidates].sort((a, b) => Number(Boolean(a.stopped)) - Number(Boolean(b.stopped)) || b.score - a.score);
    const row = (c) => {
      const campaign = campaigns.get(c.id);
      return html`<tr${c.stopped ? "" : html` class="won"`}><th scope="row">${choiceTitle(campaign?.payload)}</th><td>${c.stopped ? stopped(c, campaign) : "chosen"}</td><td>${c.score?.toFixed(1) ?? ""}</td></tr>`;
    };
    details.lastElementChild.innerHTML = html`<table><thead><tr><th scope="col">Campaign</th><th scope="col">Outcome</th><th scope="col">Score</th></tr></thead><tbody>${ranked.map(row)}</tbody></table>`.text;
  }

  #figures({ stage, return28, "stage.margin": margin, orders, spend, due }) {
    const chance = return28 === undefined ? "not yet" : `${Math.round(return28 * 100)} %`;
    const left = margin === undefined ? "no" : `in ${Math.ceil(margin)} ${Math.ceil(margin) === 1 ? "day" : "days"} of silence`;
    const ripe = due.filter((entry) => entry.due === "due" || entry.due === "overdue").map((entry) => topicName(entry.topic));
    return html`<section><h3>This visitor</h3><dl class="figures">
<div><dt>Stage</dt><dd>${stageName(stage)}</dd></div><div><dt>Orders</dt><dd>${orders}${spend ? ` · ${price(Math.round(spend))}` : ""}</dd></div>
<div><dt>Orders again within 28 days</dt><dd>${chance}</dd></div><div><dt>A stage down</dt><dd>${left}</dd></div>
<div><dt>Due again</dt><dd>${ripe.length ? ripe.join(", ") : "nothing"}</dd></div></dl></section>`;
  }

  #kept() {
    const drops = Object.entries(this.shop.drops()).filter(([, count]) => count > 0);
    const bytes = this.shop.profileBytes();
    return html`<section><h3>Kept and dropped</h3><ul class="fine-list"><li>${bytes ? `The whole profile: ${bytes} bytes in one cookie` : "No profile is kept"}</li>
<li>${drops.length ? `Events dropped: ${drops.map(([name, count]) => `${count} ${name.replaceAll("_", " ")}`).join(", ")}` : "No event was dropped"}</li></ul></section>`;
  }
}

function interests(list) {
  // Topics stand under their parents, each level with the strongest first.
  const share = new Map((list ?? []).map((entry) => [entry.topic, entry.share]));
  const path = (topic) => topic.split("/").map((_, i, parts) => parts.slice(0, i + 1).join("/"));
  const order = (a, b) => {
    const [left, right] = [path(a), path(b)];
    const fork = left.findIndex((topic, i) => topic !== right[i]);
    if (fork < 0) return -1;
    return right[fork] === undefined ? 1 : share.get(right[fork]) - share.get(left[fork]) || (left[fork] < right[fork] ? -1 : 1);
  };
  const shown = [...share.keys()].filter((topic) => share.get(topic) > 0.005).sort(order);
  const bar = (topic) => {
    const part = Math.round(share.get(topic) * 100);
    return html`<li${topic.includes("/") ? html` class="sub"` : ""}><span>${topicName(topic)}</span><span class="bar"><i data-part="${part}"></i></span><span class="part">${part} %</span></li>`;
  };
  return html`<section><h3>Interests</h3>${shown.length ? html`<ul class="bars">${shown.map(bar)}</ul>` : html`<p>None yet. Look at something.</p>`}</section>`;
}

function chosen({ slot, choices, empty }, campaigns) {
  const line = ({ id, reasons }) => html`<p><strong>${choiceTitle(campaigns.get(id)?.payload)}</strong> <span class="because">${because(campaigns.get(id), reasons)}</span></p>`;
  const none = html`<p><strong>The default</strong> <span class="because">${empty.map(stopWords).join(", ") || "nobody has chosen here yet"}</span></p>`;
  return html`<div class="chosen"><h4>${SLOT_NAMES[slot]} <code>${slot}</code></h4>${choices.length ? choices.map(line) : none}</div>`;
}
