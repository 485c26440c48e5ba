// The page's start. Each step works on what the server sent; when the engine does not load, that is all there is.
import { readClock } from "../shop/clock.js";
import { takeOverForms, trackView } from "./buying.js";
import { watchClock } from "./clock.js";
import { currentConsent, watchConsent } from "./consent.js";
import { inspectorPanel } from "./inspector.js";
import { openShop } from "./shop.js";
import { watchClicks } from "./slots.js";
import { storyPanel } from "./story.js";

document.documentElement.classList.add("scripted");

try {
  const shop = await openShop(currentConsent(), readClock(document.cookie));
  takeOverForms(shop);
  watchConsent(shop);
  watchClock(shop);
  watchClicks(shop);
  inspectorPanel(shop);
  storyPanel(shop);
  // What the edge has filled stands until the visitor does something: looking at the page is counted, not answered.
  if (shop.consent === "granted") trackView(shop);
  document.documentElement.dataset.trogen = "ready";
} catch (error) {
  document.documentElement.dataset.trogen = "failed";
  console.warn("the shop goes on without personalisation:", error);
}
