// One adapter alone in its process, driven by messages from tasks/choose.mjs.
import * as B from "./bench.mjs";
import { wasmBytes } from "./bundle.mjs";
import * as L from "./ir.mjs";
import { compileRef, workload } from "./probe.mjs";

console.warn = () => {};
// The first n campaigns are the same however many are made.
const [, , file, n] = process.argv;
const adapter = (await import(`../adapters/${file}.mjs`)).default;
const station = B.station(workload(Number(n)), compileRef, L);

async function answer(message) {
  switch (message.op) {
    case "load":
      return station.load(adapter, message.n, wasmBytes(adapter), message.check);
    case "calibrate":
      return station.calibrate(message.mode, message.opt);
    default:
      return station.round();
  }
}

process.on("message", async (message) => {
  try {
    process.send({ ok: await answer(message) });
  } catch (error) {
    process.send({ err: String(error.stack ?? error) });
  }
});
process.send({ ok: "ready" });
