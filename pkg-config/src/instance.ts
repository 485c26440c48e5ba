import { TrogenError } from "./errors.js";
import type { EngineGlue } from "./glue.js";
import { Buffer } from "./frame.js";
import type { WasmSource } from "./types.js";

/**
 * One WebAssembly instance of one build, shared by all engines of that build.
 *
 * After a trap an instance may be in any state: `restart` swaps in a fresh one of the same module, and `generation`
 * tells engines and visitors that their handles died with the old one.
 */
export class Instance {
  readonly buffer = new Buffer();
  generation = 0;
  private memory: WebAssembly.Memory;

  private constructor(readonly glue: EngineGlue) {
    this.memory = glue.initSync().memory;
  }

  static async start(glue: EngineGlue, wasm: WasmSource | Promise<WasmSource>): Promise<Instance> {
    await instantiate(glue, wasm);
    return new Instance(glue);
  }

  /** The buffer, ready for a request. */
  request(address: number): Buffer {
    this.buffer.start(this.memory, address);
    return this.buffer;
  }

  restart(): void {
    this.generation++;
    this.glue.__wbg_reset_state();
    this.memory = this.glue.initSync().memory;
  }
}

/** Hands a module to its glue; the first one wins. */
export async function instantiate(
  glue: { default(options: { module_or_path: unknown }): Promise<unknown> },
  wasm: WasmSource | Promise<WasmSource>,
): Promise<void> {
  try {
    const source = await wasm;
    await glue.default({ module_or_path: source });
  } catch (cause) {
    throw new TrogenError(
      "wasm_failed",
      "The engine's .wasm could not be loaded. A page needs 'wasm-unsafe-eval' in its script-src; a bundler that does not copy the file needs the entry trogen/inline or the option { wasm }.",
      { cause },
    );
  }
}
