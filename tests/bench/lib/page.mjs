// Runs inside the browser's page: one adapter a page, the same workload and timing core as in Node.
import * as B from "./bench.mjs";
import * as L from "./ir.mjs";
import { compileRef, workload } from "./probe.mjs";

console.warn = () => {};
const station = B.station(workload(globalThis.__campaigns), compileRef, L);
const bytes = async (url) => (url ? new Uint8Array(await (await fetch(url)).arrayBuffer()) : undefined);

globalThis.refLoad = async (n, check, wasmUrl, packedUrl) =>
  station.load(globalThis.__A, n, await bytes(wasmUrl), check, await bytes(packedUrl));
globalThis.refCal = (mode, opt) => station.calibrate(mode, opt);
globalThis.refRound = () => station.round();
