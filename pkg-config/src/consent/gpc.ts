import { type Stop, quiet } from "../dialects/tracker.js";
import type { Consenting } from "./permissions.js";

/** `true`, and `"1"` as the header and older browsers have it. */
const isOn = (signal: unknown) => signal === true || signal === "1";

/**
 * Global Privacy Control in a page: where the browser signals it, all three permissions are denied. Without the signal it has
 * no say: it grants nothing. Beside other sources use `strictest`.
 * https://w3c.github.io/gpc/
 */
export function gpc(visitor: Consenting): Stop {
  quiet(() => visitor.update(isOn((globalThis.navigator as any)?.globalPrivacyControl) ? { consent: "denied" } : {}));
  return () => {};
}

/**
 * Whether a request says `Sec-GPC: 1`: then its consent is `"denied"`, whatever a cookie says. Takes `Headers`, or an object
 * of names in small letters, as Node has it.
 */
export function hasGpc(headers: { get(name: string): string | null } | { readonly [name: string]: unknown }): boolean {
  return isOn(typeof headers.get === "function" ? headers.get("sec-gpc") : (headers as any)["sec-gpc"]);
}
