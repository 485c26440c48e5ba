// The banner's answer. A yes is kept in a cookie; a no only in this tab, so that a refusal stores nothing to speak of.
import { readConsent, setCookie, YEAR } from "../shop/cookies.js";
import { announce, announceSlots } from "./announce.js";
import { refresh } from "./slots.js";

const banner = () => document.querySelector("[data-consent]");

/** What the visitor has answered so far. */
export function currentConsent() {
  const given = readConsent(document.cookie);
  return given === "pending" && sessionStorage.getItem("refused") ? "denied" : given;
}

export function watchConsent(shop) {
  if (shop.consent === "denied") banner()?.remove();
  // Fixed over the page it is the first thing seen, so it is the first thing reached too.
  if (banner()) document.querySelector(".skip").after(banner());
  banner()?.addEventListener("submit", (event) => {
    event.preventDefault();
    if (event.submitter?.value === "granted") grant(shop);
    else refuse(shop);
    document.getElementById("main").focus({ preventScroll: true });
  });
}

/** Says yes on the visitor's word. What they did on this page until now was held by the engine, and counts now. */
export function grant(shop) {
  sessionStorage.removeItem("refused");
  document.cookie = setCookie("spar_consent", "granted", YEAR);
  banner()?.remove();
  shop.setConsent("granted");
  announceSlots(refresh(shop), "Thank you.");
}

function refuse(shop) {
  sessionStorage.setItem("refused", "1");
  document.cookie = setCookie("spar_consent", "", 0);
  banner()?.remove();
  shop.setConsent("denied");
  refresh(shop);
  announce("Nothing about you is stored. The shop is the same for everyone.");
}
