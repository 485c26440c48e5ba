import { type Stop, quiet } from "../dialects/tracker.js";
import type { Permission } from "../types.js";
import { type Consenting, reporter, whenThere } from "./permissions.js";

type Api = (command: string, version: number, callback: (data: any, success?: boolean) => void, parameter?: unknown) => void;

const find = () => (globalThis as { __tcfapi?: Api }).__tcfapi;

/**
 * IAB TCF v2.2, from the page's `__tcfapi`, whenever that appears. Consent to purposes 5 and 6 (profiles for personalised
 * content, and their use) answers for compute; with purpose 1 (storing on a device) as well for persist; purpose 8 (measuring
 * content) for emit. Legitimate interest does not count. Where GDPR does not apply, all is granted. While the visitor is
 * being asked, what was said before stays.
 * https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
 */
export function tcf(visitor: Consenting): Stop {
  const report = reporter(visitor);
  let isOn = true;
  let listener: unknown;
  const remove = () => {
    // The first answer may come after the stop, and it is what names the listener.
    if (listener !== undefined) quiet(() => find()?.("removeEventListener", 2, () => {}, listener));
  };
  const stop = whenThere(find, (api) =>
    api("addEventListener", 2, (data, success) =>
      quiet(() => {
        listener = data?.listenerId ?? listener;
        if (!isOn) return remove();
        if (!success) return;
        // tcloaded or useractioncomplete: neither while the visitor is asked (cmpuishown) nor while the platform loads.
        const isFree = data.gdprApplies === false;
        if (!isFree && (!data.gdprApplies || !/^tcl|^user/.test(data.eventStatus))) return;
        const all = (...purposes: number[]): Permission =>
          isFree || purposes.every((purpose) => data.purpose.consents[purpose] === true) ? "granted" : "denied";
        report({ compute: all(5, 6), persist: all(1, 5, 6), emit: all(8) });
      }),
    ),
  );
  return () => {
    isOn = false;
    stop();
    remove();
  };
}
