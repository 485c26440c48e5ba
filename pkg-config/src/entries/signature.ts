export { keys, sign, verify } from "../signature.js";
