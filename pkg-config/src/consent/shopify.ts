import { type Stop, quiet } from "../dialects/tracker.js";
import type { Permission } from "../types.js";
import { type Consenting, reporter, whenThere } from "./permissions.js";

const COLLECTED = "visitorConsentCollected";

/** What a Web Pixel gets of Shopify, as far as it is about consent. */
export interface PixelPrivacy {
  init: { customerPrivacy: unknown };
  customerPrivacy: { subscribe(name: string, callback: (event: any) => void): unknown };
}

/**
 * Shopify's customer privacy, of the page, which is asked to load it, or of a Web Pixel, which hands in its API. Preferences
 * answer for compute and persist, analytics for emit. What is not allowed is denied once the visitor has answered, and until
 * then `pending`.
 * https://shopify.dev/docs/api/customer-privacy
 */
export function shopifyPrivacy(visitor: Consenting, pixel?: PixelPrivacy): Stop {
  const report = reporter(visitor);
  let isOn = true;
  // A pixel gets booleans where a page has functions. Without the visitor's choices, they were just made.
  const tell = (privacy: any, choices?: { preferences?: string; analytics?: string }) => {
    const of = (kind: "preferences" | "analytics"): Permission => {
      const name = `${kind}ProcessingAllowed`;
      const isAllowed = typeof privacy[name] === "function" ? privacy[name]() : privacy[name];
      return isAllowed === true ? "granted" : !choices || choices[kind] === "no" ? "denied" : "pending";
    };
    const profile = of("preferences");
    if (isOn) report({ compute: profile, persist: profile, emit: of("analytics") });
  };

  const page = globalThis as { Shopify?: any; document?: Document };
  const collected = (event?: any) => quiet(() => tell(event.customerPrivacy ?? page.Shopify.customerPrivacy));
  let isAsked = false;
  const find = () => {
    if (pixel) return pixel.init.customerPrivacy;
    const { customerPrivacy } = page.Shopify;
    if (customerPrivacy?.preferencesProcessingAllowed) return customerPrivacy;
    if (!isAsked) page.Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], () => {});
    isAsked = true;
  };
  if (pixel) (async () => pixel.customerPrivacy.subscribe(COLLECTED, collected))().catch(() => {});
  else page.document?.addEventListener(COLLECTED, collected);
  const stop = whenThere<any>(find, (privacy) => tell(privacy, privacy.currentVisitorConsent?.() ?? {}));
  return () => {
    isOn = false;
    stop();
  };
}
