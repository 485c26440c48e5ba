import type { Answer } from "./answers.js";
import type { Engine } from "./engine.js";
import type { TrogenError } from "./errors.js";
import type { FullExports } from "./exports.js";
import type { Host } from "./host.js";
import { idsLength, idsOf } from "./ids.js";
import type { InsightEngine } from "./insight.js";
import type { Handle, Instance } from "./instance.js";
import type { IndexSource, NextItem, NextOptions, StopCode, VisitorOptions } from "./types.js";
import type { Visitor } from "./visitor.js";

/** Items of a visit that count. */
const REACH = 16;
const MOST = 100;

/** A visitor whose next item can be predicted. */
export interface FullVisitor extends Visitor {
  readonly engine: FullEngine;
  /**
   * What this visitor looks at next, best first: what others looked at around the products of this visit. Nothing before
   * `engine.nextItems()` has its index, for products that no session had, and without permission to compute. Never throws.
   */
  next(options?: NextOptions): readonly NextItem[];
}

/** An engine that can predict the next item: the full build. */
export interface FullEngine extends Engine {
  visitor(state: string | BufferSource | null | undefined, options: VisitorOptions): FullVisitor;
  /**
   * Takes in the index that `visitor.next()` answers from, for all visitors of this engine, in place of the one before.
   * Rejects with a `TrogenError`: `fetch_failed`, `not_an_index`, `bad_argument`, or `wrong_build` if `wasm` led to another
   * build. The index before stays then.
   */
  nextItems(index: IndexSource | Promise<IndexSource>): Promise<void>;
}

/** What this module needs of the one that loads it. It imports nothing of it, so that a page stays one file. */
export interface Needs {
  _engine: typeof Engine;
  _visitor: typeof Visitor;
  _answer: typeof Answer;
  _error: typeof TrogenError;
  _decode(bytes: Uint8Array): string;
  _view(source: unknown): Uint8Array | undefined;
  /** Bytes of what is bytes, a response or an address. */
  _bytes(source: IndexSource): Promise<Uint8Array>;
  _noWasm(cause: unknown): never;
  _stops: readonly StopCode[];
}

/** Makes the engine of the full or the insight build of the runtime's classes. */
export async function full(needs: Needs, instance: Instance, bytes: Uint8Array, build: string): Promise<FullEngine | InsightEngine> {
  const { _engine: Engine, _visitor: Visitor, _answer: Answer, _error: TrogenError, _decode: decode, _view: view } = needs;

  class Predicting extends Visitor implements FullVisitor {
    declare readonly engine: Full;

    next(options?: NextOptions): readonly NextItem[] {
      this._tick();
      return this._call<NextItem[]>([], (wasm, number) => {
        // Asked for first: it may have to be opened, which moves the buffer.
        const engine = this.engine._number();
        const { take = 10, repeat, items } = options ?? {};
        const buffer = this._request();
        for (const id of items?.slice(-REACH) ?? []) buffer._text(String(id));
        const most = Math.min(Math.max(Math.floor(take) || 1, 1), MOST);
        const n = (wasm as FullExports).next(number, engine, buffer._at, items ? 0 : 1, repeat ? 1 : 0, most);
        const answer = new Answer(this._request()._view);
        const found: NextItem[] = [];
        while (answer._more(n)) {
          const [key, score] = [answer._u32(), answer._u32()];
          found.push({ id: this.engine._itemIds?.get(key), key, score });
        }
        return found;
      });
    }
  }

  class Full extends Engine implements FullEngine {
    override readonly build: "full" | "insight" = "full";
    /** The index without its ids; kept to be adopted anew. Nothing is set here: the engine opens before. */
    declare _index: Uint8Array | undefined;
    declare _itemIds: Map<number, string> | undefined;

    override visitor(state: string | BufferSource | null | undefined, options: VisitorOptions, host?: Host): FullVisitor {
      return new Predicting(this, state, options, host);
    }

    override async nextItems(given: IndexSource | Promise<IndexSource>): Promise<void> {
      const failed = (cause: unknown): never => {
        throw new TrogenError("fetch_failed", "The index could not be fetched: check its address.", { cause });
      };
      const source = await Promise.resolve(given).catch(failed);
      // Bytes first: in Node the mere mention of Response loads its whole fetch, 20 ms.
      const isKnown = view(source) || typeof source === "string" || source instanceof URL;
      if (!isKnown && !(typeof Response === "function" && (source as unknown) instanceof Response)) {
        throw new TrogenError("bad_argument", "nextItems() takes bytes, a Response or an address.");
      }
      if (!("adopt" in this._instance._exports)) {
        throw new TrogenError("wrong_build", "This .wasm predicts nothing: pass that of trogen-full or trogen-insight as { wasm }.");
      }
      const bytes = await needs._bytes(source).catch(failed);
      const end = bytes.length - idsLength(bytes);
      // A copy: the page may use its bytes again.
      const index = bytes.slice(0, end);
      try {
        if (end < 0 || this._adopt(this._number(), index)) throw new TrogenError("not_an_index", "No index, or cut off: fetch it again, or write it with trogen-learn fit nextitem.");
      } catch (cause) {
        if (instance._restart(cause)) throw new TrogenError("not_an_index", "The engine stopped on it: it may be too large for its memory.", { cause });
        throw cause;
      }
      this._index = index;
      this._itemIds = end < bytes.length ? idsOf(bytes.subarray(end), decode) : undefined;
    }

    protected override _open(): Handle {
      const handle = super._open();
      const index = this._index;
      if (index) {
        // One that stops the engine is not tried again.
        this._index = undefined;
        this._adopt(handle._number, index);
        this._index = index;
      }
      return handle;
    }

    /** Gives an index to the engine of that number; 0, or an error's number. */
    private _adopt(number: number, index: Uint8Array): number {
      const instance = this._instance;
      const exports = instance._exports as FullExports;
      const address = exports.io(index.length);
      new Uint8Array(exports.memory.buffer, address, index.length).set(index);
      const error = exports.adopt(number, index.length);
      instance._address = exports.io(0);
      return error;
    }
  }

  if (build === "insight") {
    const { insight } = await import("./insight.js").catch(needs._noWasm);
    return insight(needs, { Full, Predicting }, instance, bytes);
  }
  if (build !== "full") throw new TrogenError("bad_argument", 'build is "runtime", "full" or "insight".');
  return new Full(instance, bytes);
}
