// A fresh process with --expose-gc: live memory after loading the packed rules (source text dropped) and 100 decisions.
import { readFileSync } from "node:fs";
import vm from "node:vm";
const [, , bundle, payload, wasmPath, visitors] = process.argv;
console.warn = () => {};

const memories = new Map(); // each wasm memory with its size at the start
function note({ exports }) {
  for (const value of Object.values(exports)) {
    if (value instanceof WebAssembly.Memory) memories.set(value, value.buffer.byteLength);
  }
}
const { instantiate, Instance } = WebAssembly;
WebAssembly.instantiate = async (...args) => {
  const result = await instantiate(...args);
  note(result.instance ?? result);
  return result;
};
WebAssembly.Instance = new Proxy(Instance, {
  construct(target, args) {
    const instance = Reflect.construct(target, args);
    note(instance);
    return instance;
  },
});

const wasmSize = () => [...memories.keys()].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);

async function settled() {
  for (let i = 0; i < 6; i++) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
  return { heapUsed, arrayBuffers, rss };
}

const read = () =>
  payload.endsWith(".bin") ? new Uint8Array(readFileSync(payload)) : JSON.parse(readFileSync(payload, "utf8"));

new vm.Script(readFileSync(bundle, "utf8") + "\n;globalThis.__A=A.default;").runInThisContext();
const people = JSON.parse(visitors);
const before = await settled();
let wasm = wasmPath ? new Uint8Array(readFileSync(wasmPath)) : undefined;
const engine = await globalThis.__A.load(read(), { wasm });
wasm = undefined;
let n = 0;
for (let i = 0; i < 100; i++) {
  const h = engine.prepare(people[i % people.length]);
  n += engine.choose(h, "hero", 1).length;
  engine.release?.(h);
}
const after = await settled();
const megabytes = (bytes) => bytes / 1048576;
const wasmNow = wasmSize();
console.log(
  JSON.stringify({
    heapMB: megabytes(after.heapUsed - before.heapUsed),
    // Rules kept as bytes beside the heap.
    bufferMB: megabytes(Math.max(0, after.arrayBuffers - before.arrayBuffers)),
    wasmMB: megabytes(wasmNow),
    emptyWasmMB: megabytes([...memories.values()].reduce((sum, bytes) => sum + bytes, 0)),
    rssMB: megabytes(after.rss - before.rss),
    n,
  }),
);
// Keeps the engine alive until here.
if (!engine) console.log(engine);
