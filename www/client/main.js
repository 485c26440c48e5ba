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
  // The edge counts the page for those who said yes; for those who have not answered the engine holds it here. What the
  // edge has filled stands until the visitor does something: looking is counted, not answered.
  if (shop.consent === "pending") shop.track("page_view");
  if (shop.consent !== "denied") trackView(shop);
  document.documentElement.dataset.trogen = "ready";
} catch (error) {
  document.documentElement.dataset.trogen = "failed";
  console.warn("the shop goes on without personalisation:", error);
}
