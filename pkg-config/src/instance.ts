import { TrogenError } from "./errors.js";
import { Buffer } from "./frame.js";
import type { EngineGlue } from "./glue.js";
import type { WasmSource } from "./types.js";

/** A number that an instance knows something by, until it is closed or the instance is restarted. */
export interface Handle {
  number: number;
  generation: number;
}

/**
 * One WebAssembly instance of one build, shared by all engines of that build.
 *
 * After a trap an instance may be in any state: `restart` swaps in a fresh one of the same module, and `generation`
 * tells engines and visitors that their numbers died with the old one.
 */
export class Instance {
  generation = 0;
  private readonly buffer = new Buffer();
  private memory: WebAssembly.Memory;
  private address: number;
  // Visitors that nobody closed give their memory back when they are collected.
  private readonly forgotten =
    typeof FinalizationRegistry === "function"
      ? new FinalizationRegistry<Handle>((handle) => this.close(true, handle))
      : undefined;

  constructor(
    readonly glue: EngineGlue,
    module: WebAssembly.Module,
  ) {
    this.memory = glue.initSync({ module }).memory;
    this.address = glue.io(0);
  }

  /** The buffer, ready for a request. */
  request(): Buffer {
    this.buffer.start(this.memory, this.address);
    return this.buffer;
  }

  /** Opens an engine on the head of a program: its number, or below 16 an error's. */
  open(head: Uint8Array): number {
    const address = this.glue.io(head.length);
    new Uint8Array(this.memory.buffer, address, head.length).set(head);
    const number = this.glue.open(head.length);
    this.address = this.glue.io(0);
    return number;
  }

  /** Closes a visitor's handle when its owner is collected. */
  watch(owner: object, handle: Handle): void {
    this.forgotten?.register(owner, handle);
  }

  /** Closes an engine's or a visitor's handle, once. */
  close(visitor: boolean, handle: Handle): void {
    if (handle.generation !== this.generation) return;
    handle.generation = -1;
    this.glue.close(visitor, handle.number);
  }

  restart(): void {
    this.generation++;
    this.glue.__wbg_reset_state();
    this.memory = this.glue.initSync().memory;
    this.address = this.glue.io(0);
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
