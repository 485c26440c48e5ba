import { failing } from "./errors.js";
import { Buffer, view } from "./frame.js";
import type { Exports } from "./exports.js";
import type { WasmSource } from "./types.js";

/** A number that an instance knows something by, until it is closed or the instance is restarted. */
export interface Handle {
  readonly _number: number;
  _generation: number;
}

/**
 * One WebAssembly instance of one build, shared by all engines of that build.
 *
 * After a trap an instance may be in any state: `restart` swaps in a fresh one of the same module, and `generation`
 * tells engines and visitors that their numbers died with the old one.
 */
export class Instance {
  _generation = 0;
  private readonly _module: WebAssembly.Module;
  private _buffer = new Buffer();
  /** What the instance exports. */
  _exports: Exports;
  /** Where the buffer lies; asked for anew after what may have moved it. */
  _address: number;
  // Engines and visitors that nobody closed give their memory back when they are collected.
  private readonly _forgotten =
    typeof FinalizationRegistry === "function"
      ? new FinalizationRegistry<Handle>((handle) => this.close(handle))
      : undefined;

  constructor(module: WebAssembly.Module) {
    this._module = module;
    this._exports = this._start();
    this._address = this._exports.io(0);
  }

  /** The buffer, ready for a request. */
  _request(): Buffer {
    this._buffer._start(this._exports.memory, this._address);
    return this._buffer;
  }

  /** Opens an engine on the head of a program: its number, or below 16 an error's. */
  open(head: Uint8Array): number {
    const { _exports: exports } = this;
    const address = exports.io(head.length);
    new Uint8Array(exports.memory.buffer, address, head.length).set(head);
    const number = exports.open(head.length);
    this._address = exports.io(0);
    return number;
  }

  /** Closes a handle when its owner is collected. */
  _watch(owner: object, handle: Handle): void {
    this._forgotten?.register(owner, handle);
  }

  /** Closes a handle, once. */
  close(handle: Handle): void {
    if (handle._generation !== this._generation) return;
    handle._generation = -1;
    try {
      this._exports.close(handle._number);
    } catch (error) {
      this._restart(error);
    }
  }

  /** Swaps in a fresh instance if `error` is a trap; whether it is. */
  _restart(error: unknown): boolean {
    if (!(error instanceof WebAssembly.RuntimeError)) return false;
    this._generation++;
    try {
      this._exports = this._start();
      // Of the new memory.
      this._buffer = new Buffer();
      this._address = this._exports.io(0);
    } catch {
      // Not even a fresh instance: pages keep their default content.
    }
    return true;
  }

  private _start(): Exports {
    return new WebAssembly.Instance(this._module).exports as unknown as Exports;
  }
}

/** Catches what keeps a .wasm from starting. */
export const noWasm = failing(
  "wasm_failed",
  "The .wasm did not load. Does script-src allow 'wasm-unsafe-eval'? Did the bundler copy the file? If not: trogen/inline, or { wasm }.",
);

/** Compiles what a runtime or a caller gives for a .wasm. */
export async function compiled(wasm: WasmSource | Promise<WasmSource>): Promise<WebAssembly.Module> {
  let source = await wasm;
  if (typeof source === "string" || source instanceof URL) source = await fetch(source);
  // Bytes first: in Node the mere mention of Response loads its whole fetch, 20 ms.
  let bytes = view(source);
  if (!bytes && typeof Response === "function" && source instanceof Response) {
    if (!source.ok) throw new Error(`${source.status} at ${source.url}`);
    const type = source.headers.get("content-type");
    if (type?.startsWith("application/wasm")) return WebAssembly.compileStreaming(source);
    bytes = new Uint8Array(await source.arrayBuffer());
  }
  // A module, of this realm or another, has no bytes to compile.
  return bytes ? WebAssembly.compile(bytes as BufferSource) : (source as WebAssembly.Module);
}
