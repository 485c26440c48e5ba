export type { Stop } from "../dialects/tracker.js";
export { consentMode } from "../consent/google.js";
export { gpc, hasGpc } from "../consent/gpc.js";
export { type Consenting, type Permissions, type Source, combine, strictest } from "../consent/permissions.js";
export { type PixelPrivacy, shopifyPrivacy } from "../consent/shopify.js";
export { tcf } from "../consent/tcf.js";
