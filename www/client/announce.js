// One polite line for screen readers, used when something on the page changed because of what the visitor did.

const NAMES = { hero: "the large picture", grid: "the chosen goods", product: "the shop's note" };

export function announce(text) {
  document.getElementById("live").textContent = text;
}

/** Says which slots changed; says nothing when none did. */
export function announceSlots(changed, lead = "") {
  const list = changed.map((name) => NAMES[name]).join(" and ");
  const words = [lead, list && `Changed: ${list}.`].filter(Boolean).join(" ");
  if (words) announce(words);
}
