// What consent platforms say, as Trogen's three permissions: by tables.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { dialect, garbage } from "./lab/dialects.mjs";

const { combine, consentMode, gpc, hasGpc, shopifyPrivacy, strictest, tcf } = await dialect("consent");

const [G, P, D] = ["granted", "pending", "denied"];
const all = (compute, persist = compute, emit = compute) => ({ compute, persist, emit });
/** Keeps what it is told; `last` is undefined until then. */
const target = () => {
  const told = [];
  return { told, update: ({ consent }) => told.push(consent), get last() { return told.at(-1); } };
};
const pause = (ms) => new Promise((done) => setTimeout(done, ms));
/** Node 20 has no navigator of its own. */
const signal = (globalPrivacyControl) => Object.defineProperty(globalThis, "navigator", { value: { globalPrivacyControl }, configurable: true });
beforeEach(() => {
  for (const name of ["__tcfapi", "Shopify", "dataLayer", "document"]) delete globalThis[name];
  signal(undefined);
});

const words = (function () { return arguments; });
const PERSONAL = "personalization_storage";
const CONSENT_MODE = [
  ["no command", [], undefined],
  ["a default that denies is no answer", [["default", { [PERSONAL]: D, analytics_storage: D }]], all(P)],
  ["a default that grants holds", [["default", { [PERSONAL]: G, analytics_storage: G }]], all(G)],
  ["but not while an update is awaited", [["default", { [PERSONAL]: G, analytics_storage: G, wait_for_update: 500 }]], all(P)],
  ["an update ends that", [["default", { [PERSONAL]: G, analytics_storage: G, wait_for_update: 500 }], ["update", { [PERSONAL]: D }]], all(D, D, G)],
  ["a yes", [["default", { [PERSONAL]: D, analytics_storage: D }], ["update", { [PERSONAL]: G, analytics_storage: G }]], all(G)],
  ["a no", [["default", { [PERSONAL]: D, analytics_storage: D }], ["update", { [PERSONAL]: D, analytics_storage: D }]], all(D)],
  ["a yes for analytics alone", [["default", { [PERSONAL]: D, analytics_storage: D }], ["update", { analytics_storage: G }]], all(P, P, G)],
  ["a yes withdrawn", [["update", { [PERSONAL]: G, analytics_storage: G }], ["update", { [PERSONAL]: D }]], all(D, D, G)],
  ["advertising has no say", [["default", { ad_storage: G, ad_user_data: G, ad_personalization: G }], ["update", { ad_storage: G, ad_user_data: G, ad_personalization: G }]], all(P)],
  ["a default for regions denies", [["default", { [PERSONAL]: G, analytics_storage: G }], ["default", { [PERSONAL]: D, region: ["ES", "US-AK"] }]], all(P, P, G)],
  ["in any order", [["default", { [PERSONAL]: D, region: ["ES"] }], ["default", { [PERSONAL]: G, analytics_storage: G }]], all(P, P, G)],
  ["a default for regions does not grant", [["default", { [PERSONAL]: G, analytics_storage: G, region: ["US"] }]], all(P)],
  ["an update before its default holds", [["update", { [PERSONAL]: G, analytics_storage: G }], ["default", { [PERSONAL]: D, analytics_storage: D, wait_for_update: 500 }]], all(G)],
  ["words that are none", [["update", { [PERSONAL]: "yes", analytics_storage: true }]], all(P)],
  ["commands that are none", [["declare", { [PERSONAL]: G }], ["grant", { [PERSONAL]: G }]], undefined],
];
for (const [what, commands, expected] of CONSENT_MODE) {
  test(`Consent Mode: ${what}`, () => {
    const [live, late] = [target(), target()];
    const dataLayer = [];
    const stop = consentMode(live, { dataLayer });
    for (const [command, state] of commands) dataLayer.push(words("consent", command, state));
    assert.deepEqual(live.last, expected);
    const stopLate = consentMode(late, { dataLayer });
    assert.deepEqual(late.last, expected, "said before");
    stop();
    stopLate();
  });
}

test("Consent Mode: a default that grants holds when nobody has answered in time, and not after a stop", async () => {
  const dataLayer = [words("consent", "default", { [PERSONAL]: G, analytics_storage: G, wait_for_update: 20 })];
  const [visitor, stopped] = [target(), target()];
  const stop = consentMode(visitor, { dataLayer });
  consentMode(stopped, { dataLayer })();
  assert.deepEqual(visitor.last, all(P));
  await pause(60);
  assert.deepEqual([visitor.last, stopped.last], [all(G), all(P)]);
  stop();
  dataLayer.push(words("consent", "update", { [PERSONAL]: D }));
  assert.deepEqual(visitor.last, all(G));
});

/** A consent platform: what it is asked, and a way to answer. */
function platform() {
  const calls = [];
  const api = (command, version, callback, parameter) => {
    calls.push([command, version, parameter]);
    if (command === "addEventListener") api.answer = callback;
  };
  return Object.assign(api, { calls });
}
const purposes = (...ids) => ({ gdprApplies: true, eventStatus: "useractioncomplete", listenerId: 7, purpose: { consents: Object.fromEntries(ids.map((id) => [id, true])), legitimateInterests: { 5: true, 6: true, 8: true } } });
const TCF = [
  ["all purposes", purposes(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), all(G)],
  ["none", purposes(), all(D)],
  ["profiles for content, used, not stored", purposes(5, 6), all(G, D, D)],
  ["stored", purposes(1, 5, 6), all(G, G, D)],
  ["stored, without profiles", purposes(1), all(D)],
  ["profiles made, not used", purposes(1, 5, 8), all(D, D, G)],
  ["advertising profiles are others", purposes(1, 2, 3, 4, 7), all(D)],
  ["from an earlier visit", { ...purposes(1, 5, 6, 8), eventStatus: "tcloaded" }, all(G)],
  ["while the visitor is asked", { ...purposes(1, 5, 6, 8), eventStatus: "cmpuishown" }, undefined],
  ["while the platform loads", { ...purposes(), eventStatus: undefined }, undefined],
  ["nobody knows whether GDPR applies", { ...purposes(1, 5, 6, 8), gdprApplies: undefined }, undefined],
  ["GDPR does not apply", { gdprApplies: false, tcfPolicyVersion: 4, cmpId: 1000, cmpVersion: 1 }, all(G)],
  ["an answer without purposes", { gdprApplies: true, eventStatus: "tcloaded" }, undefined],
];
for (const [what, data, expected] of TCF) {
  test(`TCF: ${what}`, () => {
    const visitor = target();
    globalThis.__tcfapi = platform();
    const stop = tcf(visitor);
    __tcfapi.answer(data, true);
    assert.deepEqual(visitor.last, expected);
    stop();
  });
}

test("TCF: a platform that comes late, refuses, throws, or answers nonsense; a withdrawal; a stop", async () => {
  const visitor = target();
  const stop = tcf(visitor);
  await pause(30);
  globalThis.__tcfapi = platform();
  await pause(200);
  const api = globalThis.__tcfapi;
  assert.deepEqual(api.calls, [["addEventListener", 2, undefined]]);
  api.answer(purposes(1, 5, 6, 8), false);
  api.answer(null, false);
  for (const data of garbage()) assert.doesNotThrow(() => api.answer(data, true));
  assert.equal(visitor.last, undefined);
  api.answer(purposes(1, 5, 6, 8), true);
  api.answer({ ...purposes(), eventStatus: "cmpuishown" }, true);
  assert.deepEqual(visitor.last, all(G), "while it is asked again, the old answer holds");
  api.answer(purposes(), true);
  api.answer(purposes(), true);
  assert.deepEqual(visitor.told, [all(G), all(D)], "told when it changes");
  stop();
  assert.deepEqual(api.calls.at(-1), ["removeEventListener", 2, 7]);
  api.answer(purposes(1, 5, 6, 8), true);
  assert.deepEqual(visitor.last, all(D));
  globalThis.__tcfapi = () => { throw new Error("theirs"); };
  assert.doesNotThrow(() => tcf(visitor)());
});

/** Shopify's API, with what is allowed and what the visitor chose. */
const privacy = (preferences, analytics, choices = { preferences: "", analytics: "", marketing: "", sale_of_data: "" }) => ({
  preferencesProcessingAllowed: () => preferences, analyticsProcessingAllowed: () => analytics, marketingAllowed: () => false, saleOfDataAllowed: () => false,
  currentVisitorConsent: () => choices,
});
const SHOPIFY = [
  ["no consent needed here", privacy(true, true), all(G)],
  ["needed, and not asked yet", privacy(false, false), all(P)],
  ["a yes", privacy(true, true, { preferences: "yes", analytics: "yes" }), all(G)],
  ["a no", privacy(false, false, { preferences: "no", analytics: "no" }), all(D)],
  ["a yes for preferences alone", privacy(true, false, { preferences: "yes", analytics: "no" }), all(G, G, D)],
  ["a yes for analytics alone", privacy(false, true, { preferences: "no", analytics: "yes" }), all(D, D, G)],
  ["answers that are none", privacy("yes", 1, null), all(P)],
];
for (const [what, customerPrivacy, expected] of SHOPIFY) {
  test(`Shopify: ${what}`, () => {
    const visitor = target();
    globalThis.Shopify = { customerPrivacy };
    shopifyPrivacy(visitor)();
    assert.deepEqual(visitor.last, expected);
    const pixel = target();
    const init = { customerPrivacy: { preferencesProcessingAllowed: customerPrivacy.preferencesProcessingAllowed(), analyticsProcessingAllowed: customerPrivacy.analyticsProcessingAllowed() } };
    let collected;
    const stop = shopifyPrivacy(pixel, { init, customerPrivacy: { subscribe: (name, callback) => ((collected = callback), name) } });
    const pending = (permission) => (permission === D ? P : permission);
    assert.deepEqual(pixel.last, all(pending(expected.compute), pending(expected.persist), pending(expected.emit)), "a pixel is not told whether there was an answer");
    collected(init);
    const settled = (permission) => (permission === P ? D : permission);
    assert.deepEqual(pixel.last, all(settled(expected.compute), settled(expected.persist), settled(expected.emit)), "until there is one");
    stop();
    collected({ customerPrivacy: { preferencesProcessingAllowed: true, analyticsProcessingAllowed: true } });
    assert.deepEqual(pixel.last, all(settled(expected.compute), settled(expected.persist), settled(expected.emit)));
  });
}

test("Shopify: one that is not there, throws, or answers nonsense leaves things as they were", () => {
  for (const Shopify of [undefined, {}, { loadFeatures() { throw new Error("theirs"); } }, { customerPrivacy: { preferencesProcessingAllowed() { throw new Error("theirs"); } } }]) {
    globalThis.Shopify = Shopify;
    const visitor = target();
    assert.doesNotThrow(() => shopifyPrivacy(visitor)());
    assert.equal(visitor.last, undefined);
  }
  for (const pixel of [{}, { init: null, customerPrivacy: null }, { init: {}, customerPrivacy: { subscribe: () => Promise.reject(new Error("theirs")) } }]) assert.doesNotThrow(() => shopifyPrivacy(target(), pixel)());
});

test("GPC denies everything; without it there is no say", () => {
  for (const [value, expected] of [[true, D], ["1", D], [false, undefined], ["0", undefined], [undefined, undefined], [null, undefined]]) {
    signal(value);
    const visitor = target();
    gpc(visitor)();
    assert.equal(visitor.last, expected);
  }
});

test("Sec-GPC: 1, and nothing else, in headers of any kind", () => {
  assert.equal(hasGpc(new Headers({ "Sec-GPC": "1" })), true);
  assert.equal(hasGpc({ "sec-gpc": "1", get: "x" }), true);
  for (const headers of [new Headers(), new Headers({ "Sec-GPC": "0" }), new Headers({ "Sec-GPC": "1, 1" }), new Headers({ DNT: "1" }), {}, { "sec-gpc": "0" }]) {
    assert.equal(hasGpc(headers), false);
  }
});

const COMBINED = [
  [[], all(P)],
  [[undefined], all(P)],
  [[G], all(G)],
  [[G, undefined], all(G)],
  [[G, P], all(P)],
  [[P, D, G], all(D)],
  [[G, { compute: G, persist: D }], all(G, D, P)],
  [[{ compute: G, persist: G, emit: G }, { compute: D, persist: G, emit: P }], all(D, G, P)],
  [["yes", null, G], all(P)],
];
for (const [answers, expected] of COMBINED) {
  test(`the most restrictive of ${JSON.stringify(answers)}`, () => assert.deepEqual(combine(...answers), expected));
}

test("strictest(): each source can only take away, live", () => {
  const visitor = target();
  const tell = [];
  const source = (first) => (proxy) => {
    tell.push((consent) => proxy.update({ consent }));
    if (first) proxy.update({ consent: first });
    return () => {};
  };
  const stop = strictest(visitor, [source(G), source(), source({ compute: G, persist: G, emit: D })]);
  assert.deepEqual(visitor.told, [all(P, P, D)], "one has not answered yet");
  tell[1](G);
  assert.deepEqual(visitor.last, all(G, G, D));
  tell[0](D);
  tell[2](G);
  assert.deepEqual(visitor.last, all(D));
  tell[0](G);
  assert.deepEqual(visitor.last, all(G));
  tell[1]({});
  assert.deepEqual(visitor.last, all(P));
  stop();
  tell[1](G);
  assert.deepEqual(visitor.last, all(P));
});

test("strictest(): a source that throws is pending, GPC wins over any grant, and nobody's say changes nothing", () => {
  const [broken, signalled, free, none] = [target(), target(), target(), target()];
  const grant = (visitor) => (visitor.update({ consent: G }), () => {});
  strictest(broken, [grant, () => { throw new Error("theirs"); }])();
  assert.deepEqual(broken.last, all(P));
  strictest(free, [grant, gpc])();
  assert.deepEqual(free.last, all(G));
  strictest(none, [gpc])();
  assert.equal(none.last, undefined);
  signal(true);
  strictest(signalled, [grant, gpc])();
  assert.deepEqual(signalled.last, all(D));
});

test("nothing that a page pushes, and nothing a visitor throws, comes out of an adapter", () => {
  const dataLayer = garbage();
  consentMode(target(), { dataLayer })();
  consentMode({ update() { throw new Error("ours"); } }, { dataLayer });
  for (const entry of garbage()) assert.doesNotThrow(() => dataLayer.push(entry));
  assert.doesNotThrow(() => dataLayer.push(words("consent", "update", { [PERSONAL]: G })));
});
