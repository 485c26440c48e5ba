export { trogen, type TrogenPlugin } from "../plugins/esbuild.js";
