import { TrogenError } from "./errors.js";
import { Buffer } from "./frame.js";
import type { EngineGlue, Exports } from "./glue.js";
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
  private readonly _glue: EngineGlue;
  private readonly _buffer = new Buffer();
  /** What the instance exports. */
  exports: Exports;
  private _address: number;
  // Visitors that nobody closed give their memory back when they are collected.
  private readonly _forgotten =
    typeof FinalizationRegistry === "function"
      ? new FinalizationRegistry<Handle>((handle) => this.close(1, handle))
      : undefined;

  constructor(
    glue: EngineGlue,
    module: WebAssembly.Module,
  ) {
    this._glue = glue;
    this.exports = glue.initSync({ module });
    this._address = this.exports.io(0);
  }

  /** The buffer, ready for a request. */
  request(): Buffer {
    this._buffer.start(this.exports.memory, this._address);
    return this._buffer;
  }

  /** Opens an engine on the head of a program: its number, or below 16 an error's. */
  open(head: Uint8Array): number {
    const { exports } = this;
    const address = exports.io(head.length);
    new Uint8Array(exports.memory.buffer, address, head.length).set(head);
    const number = exports.open(head.length);
    this._address = exports.io(0);
    return number;
  }

  /** Closes a visitor's handle when its owner is collected. */
  watch(owner: object, handle: Handle): void {
    this._forgotten?.register(owner, handle);
  }

  /** Closes an engine's or a visitor's handle, once. */
  close(isVisitor: 0 | 1, handle: Handle): void {
    if (handle.generation !== this.generation) return;
    handle.generation = -1;
    try {
      this.exports.close(isVisitor, handle.number);
    } catch (error) {
      this.restart(error);
    }
  }

  /** Swaps in a fresh instance if `error` is a trap; whether it is. */
  restart(error: unknown): boolean {
    if (!(error instanceof WebAssembly.RuntimeError)) return false;
    this.generation++;
    try {
      this._glue.__wbg_reset_state();
      this.exports = this._glue.initSync();
      this._address = this.exports.io(0);
    } catch {
      // Not even a fresh instance: pages keep their default content.
    }
    return true;
  }
}

/** Whether something is bytes. */
export function isBytes(source: unknown): source is BufferSource {
  return source instanceof ArrayBuffer || ArrayBuffer.isView(source);
}

/** Compiles what a runtime or a caller gives for a .wasm. */
export async function compiled(wasm: WasmSource | Promise<WasmSource>): Promise<WebAssembly.Module> {
  try {
    let source = await wasm;
    if (typeof source === "string" || source instanceof URL) source = await fetch(source);
    // Bytes first: in Node the mere mention of Response loads its whole fetch, 20 ms.
    if (!isBytes(source) && typeof Response === "function" && source instanceof Response) {
      if (!source.ok) throw new Error(`${source.status} at ${source.url}`);
      const type = source.headers.get("content-type");
      if (type?.startsWith("application/wasm")) return await WebAssembly.compileStreaming(source);
      source = await source.arrayBuffer();
    }
    // A module, of this realm or another, has no bytes to compile.
    return isBytes(source) ? await WebAssembly.compile(source) : (source as WebAssembly.Module);
  } catch (cause) {
    throw new TrogenError(
      "wasm_failed",
      "The .wasm did not load. Does script-src allow 'wasm-unsafe-eval'? Did the bundler copy the file? If not: trogen/inline, or { wasm }.",
      { cause },
    );
  }
}
