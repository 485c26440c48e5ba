// Consent platforms that grant and withdraw, live in a page with a real visitor.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importMap, pageLab } from "./lab/chromium.mjs";
import { shop } from "./lab/package.mjs";

const inPage = pageLab(`<!doctype html><title>consent</title>${importMap}`);

/** A page with a visitor that has bought once and waits for consent; each step's cookie and orders. */
async function live(script) {
  return inPage((page) => page.evaluate(`(async () => {
      const { start } = await import("trogen");
      const consent = await import("trogen/consent");
      const visitor = await start({ program: ${JSON.stringify(shop)}, consent: "pending" });
      visitor.track("purchase", { transaction_id: "t1", value: 10 });
      const seen = [];
      const look = async () => {
        await new Promise((done) => setTimeout(done, 20));
        seen.push([document.cookie.startsWith("trogen="), visitor.scores().orders, visitor.choose("hero").hero.reasons[0]]);
      };
      ${script}
      return seen;
    })()`));
}
const WAITING = [false, 0, "consent"];
const GRANTED = [true, 1, "always"];
const WITHDRAWN = [false, 0, "consent"];

test("Chromium: Consent Mode grants and withdraws", async () => {
  assert.deepEqual(await live(`
    window.dataLayer = [];
    function gtag() { dataLayer.push(arguments); }
    gtag("consent", "default", { ad_storage: "denied", personalization_storage: "denied", analytics_storage: "denied", wait_for_update: 500 });
    const stop = consent.consentMode(visitor);
    await look();
    gtag("consent", "update", { personalization_storage: "granted", analytics_storage: "granted" });
    await look();
    gtag("consent", "update", { personalization_storage: "denied" });
    await look();
    stop();
    gtag("consent", "update", { personalization_storage: "granted" });
    await look();
  `), [WAITING, GRANTED, WITHDRAWN, WITHDRAWN]);
});

test("Chromium: a TCF platform that comes late grants and withdraws", async () => {
  assert.deepEqual(await live(`
    const stop = consent.tcf(visitor);
    await look();
    let answer;
    window.__tcfapi = (command, version, callback) => { if (command === "addEventListener") answer = callback; };
    while (!answer) await new Promise((done) => setTimeout(done, 10));
    const said = (status, consents) => answer({ gdprApplies: true, eventStatus: status, listenerId: 1, purpose: { consents } }, true);
    said("cmpuishown", {});
    await look();
    said("useractioncomplete", { 1: true, 5: true, 6: true, 8: true });
    await look();
    said("useractioncomplete", { 1: false, 5: false, 6: false });
    await look();
    stop();
  `), [WAITING, WAITING, GRANTED, WITHDRAWN]);
});

test("Chromium: Shopify's privacy, loaded when asked for, grants and withdraws", async () => {
  assert.deepEqual(await live(`
    const asked = [];
    let allowed = false;
    const api = { preferencesProcessingAllowed: () => allowed, analyticsProcessingAllowed: () => allowed, currentVisitorConsent: () => ({ preferences: "", analytics: "" }) };
    window.Shopify = { loadFeatures: (features, done) => { asked.push(features[0].name); setTimeout(() => { Shopify.customerPrivacy = api; done(); }, 10); } };
    const stop = consent.shopifyPrivacy(visitor);
    await look();
    const collect = (value) => {
      allowed = value;
      document.dispatchEvent(new CustomEvent("visitorConsentCollected", { detail: { preferencesAllowed: value, analyticsAllowed: value, marketingAllowed: value, saleOfDataAllowed: value } }));
    };
    while (!Shopify.customerPrivacy) await new Promise((done) => setTimeout(done, 10));
    collect(true);
    await look();
    collect(false);
    await look();
    stop();
    collect(true);
    await look();
    if (asked.join() !== "consent-tracking-api") throw new Error(asked.join());
  `), [WAITING, GRANTED, WITHDRAWN, WITHDRAWN]);
});

test("Chromium: with GPC, no platform's yes is one", async () => {
  assert.deepEqual(await live(`
    Object.defineProperty(navigator, "globalPrivacyControl", { value: true });
    window.dataLayer = [];
    function gtag() { dataLayer.push(arguments); }
    consent.strictest(visitor, [consent.consentMode, consent.gpc]);
    await look();
    gtag("consent", "update", { personalization_storage: "granted", analytics_storage: "granted" });
    await look();
  `), [WAITING, WAITING]);
});
