export { trogen, type TrogenPlugin } from "../plugins/vite.js";
