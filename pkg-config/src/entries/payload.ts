export { type PayloadOptions, payloadOf, type PayloadReference } from "../payload.js";
