// The demo bar: moves the day and the weather, for the page and, by the cookie, for the edge.
import { clockCookie, dateText, DAY, nowOf } from "../shop/clock.js";
import { announceSlots } from "./announce.js";
import { refresh } from "./slots.js";

/** Sets the clock everywhere it is seen or used. */
export function setClock(shop, clock) {
  document.cookie = clockCookie(clock);
  shop.setClock(clock);
  document.querySelector("[data-demo-date]").textContent = dateText(nowOf(clock));
  for (const button of document.querySelectorAll("[data-demo] [name=weather]")) {
    button.setAttribute("aria-pressed", button.value === clock.weather);
  }
}

export function watchClock(shop) {
  document.querySelector("[data-demo]").addEventListener("submit", (event) => {
    const { name, value } = event.submitter ?? {};
    if (name !== "days" && name !== "weather") return;
    event.preventDefault();
    const clock = { ...shop.clock };
    if (name === "days") clock.offset += Number(value) * DAY;
    else clock.weather = value;
    setClock(shop, clock);
    announceSlots(refresh(shop), name === "days" ? `It is ${dateText(nowOf(clock))}.` : `Weather: ${value}.`);
  });
}
