// Slots that live on after the edge has filled them: chosen again after each signal, and drawn again only when the
// choice has changed.
import { reasonsText, slotHtml } from "../shop/slots.js";

const elements = () => [...document.querySelectorAll("[data-trogen-slot]")];
const nameOf = (element) => element.dataset.trogenSlot;

/** What each slot of this page shows now, as the edge or the page decided it; without choices, why there are none. */
export function standing() {
  return elements().map((element) => {
    const reasons = (element.dataset.trogenReasons ?? "").split(" ").map((codes) => codes.split(",").filter(Boolean));
    const ids = element.dataset.trogenChoice?.split(" ").filter(Boolean) ?? [];
    return { slot: nameOf(element), choices: ids.map((id, i) => ({ id, reasons: reasons[i] ?? [] })), empty: ids.length ? [] : reasons[0] };
  });
}

/** Forgets what stands in the slots, so that whatever comes next is drawn, and counted as shown. */
export function clearStanding() {
  for (const element of elements()) delete element.dataset.trogenChoice;
}

/** Chooses again for all slots of the page and draws those that changed. Gives the names of these. */
export function refresh(shop) {
  const page = shop.choose(elements().map(nameOf));
  return elements().filter((element) => draw(element, page[nameOf(element)])).map(nameOf);
}

function draw(element, decision) {
  const ids = decision.choices.map((choice) => choice.id).join(" ");
  element.dataset.trogenReasons = reasonsText(decision);
  if (ids === (element.dataset.trogenChoice ?? "")) return false;
  try {
    element.innerHTML = slotHtml(nameOf(element), decision.choices.map((choice) => choice.payload));
  } catch (error) {
    console.warn("the slot keeps what it had:", error);
    return false;
  }
  element.dataset.trogenChoice = ids;
  // The class is taken off and on again, so that the same animation runs for a second change.
  element.classList.remove("fresh");
  requestAnimationFrame(() => element.classList.add("fresh"));
  decision.shown();
  return true;
}

/** A click on what a slot shows is its outcome. */
export function watchClicks(shop) {
  document.addEventListener("click", (event) => {
    const element = event.target.closest?.("[data-trogen-slot] a")?.closest("[data-trogen-slot]");
    if (!element?.dataset.trogenChoice) return;
    const decision = shop.choose([nameOf(element)])[nameOf(element)];
    const same = decision.choices.map((choice) => choice.id).join(" ") === element.dataset.trogenChoice;
    if (same) decision.outcome("click");
  });
}
