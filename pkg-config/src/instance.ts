import { TrogenError } from "./errors.js";
import { Buffer } from "./frame.js";
import type { EngineGlue } from "./glue.js";
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

  constructor(
    readonly glue: EngineGlue,
    module: WebAssembly.Module,
  ) {
    this.memory = glue.initSync({ module }).memory;
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

/** Compiles what a runtime or a caller gives for a .wasm. */
export async function compiled(wasm: WasmSource | Promise<WasmSource>): Promise<WebAssembly.Module> {
  try {
    let source = await wasm;
    if (typeof source === "string" || source instanceof URL) source = await fetch(source);
    if (typeof Response === "function" && source instanceof Response) {
      if (!source.ok) throw new Error(`${source.status} at ${source.url}`);
      const type = source.headers.get("content-type");
      if (type?.startsWith("application/wasm")) return await WebAssembly.compileStreaming(source);
      source = await source.arrayBuffer();
    }
    // A module, of this realm or another, has no bytes to compile.
    return source instanceof ArrayBuffer || ArrayBuffer.isView(source)
      ? await WebAssembly.compile(source as BufferSource)
      : (source as WebAssembly.Module);
  } catch (cause) {
    throw new TrogenError(
      "wasm_failed",
      "The .wasm could not be loaded. A page's script-src needs 'wasm-unsafe-eval'; a bundler that does not copy the file needs trogen/inline or { wasm }.",
      { cause },
    );
  }
}
