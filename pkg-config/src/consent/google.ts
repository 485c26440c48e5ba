import { command, watch } from "../dialects/data-layer.js";
import type { Stop } from "../dialects/tracker.js";
import type { Permission } from "../types.js";
import { type Consenting, reporter } from "./permissions.js";

/**
 * Google Consent Mode v2, from the `gtag("consent", …)` commands of a data layer, those before and those to come.
 * `personalization_storage` answers for compute and persist, `analytics_storage` for emit. A default is no answer: one that
 * denies is `pending` until an update, one that grants holds once its `wait_for_update` (milliseconds) is over. The page does
 * not know which region it is in, so defaults for a region count only where they deny.
 * https://developers.google.com/tag-platform/security/guides/consent
 */
export function consentMode(visitor: Consenting, options?: { dataLayer?: unknown[] }): Stop {
  const report = reporter(visitor);
  const updates = new Map<string, Permission>();
  const defaults = new Map<string, Permission>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const of = (type: string): Permission =>
    updates.get(type) ?? (timer === undefined && defaults.get(type) === "granted" ? "granted" : "pending");
  const tell = () => {
    const profile = of("personalization_storage");
    report({ compute: profile, persist: profile, emit: of("analytics_storage") });
  };

  const stop = watch(options?.dataLayer, (entry) => {
    const words = command(entry);
    if (words?.[0] !== "consent") return;
    const { region, wait_for_update: wait } = words[2];
    const isUpdate = words[1] === "update";
    if (!isUpdate && words[1] !== "default") return;
    for (const type of ["personalization_storage", "analytics_storage"]) {
      const state = words[2][type];
      if (state !== "granted" && state !== "denied") continue;
      if (isUpdate) updates.set(type, state);
      else if (state === "denied" || (!region && !defaults.has(type))) defaults.set(type, state);
    }
    if (isUpdate) timer = clearTimeout(timer) as undefined;
    else if (wait > 0 && !updates.size) {
      timer ??= setTimeout(() => {
        timer = undefined;
        tell();
      }, wait);
    }
    tell();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
