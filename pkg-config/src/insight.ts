import type { Engine } from "./engine.js";
import { type Held, held } from "./export.js";
import type { Answer } from "./answers.js";
import type { InsightExports } from "./exports.js";
import type { Instance } from "./instance.js";
import type { Candidate, PurchasePast, PurchaseProcess, StopCode, VisitorOptions } from "./types.js";
import type { Visitor } from "./visitor.js";

/** A visitor whose decisions can be explained. */
export interface InsightVisitor extends Visitor {
  /** Why each candidate of the last slot stands or not, the slots before it being filled first. */
  explain(slots: string | readonly string[]): readonly Candidate[];
  /** Everything that is held of this visitor, in plain words and as data; null without permission to compute. */
  export(): Held | null;
}

/** An engine that can say why: the insight build. */
export interface InsightEngine extends Engine {
  visitor(state: string | BufferSource | null | undefined, options: VisitorOptions): InsightVisitor;
  /** Evaluates a purchase process: P(alive), and expected purchases within `past.t`. */
  model(
    kind: "bg_nbd" | "mbg_nbd",
    process: PurchaseProcess,
    past: PurchasePast & { t: number },
  ): { alive: number; expected: number };
}

/** What this module needs of the one that loads it. It imports nothing of it, so that a page stays one file. */
export interface Needs {
  Engine: typeof Engine;
  Visitor: typeof Visitor;
  Answer: typeof Answer;
  decode(bytes: Uint8Array): string;
  stops: readonly StopCode[];
}

/** Makes the insight build's engine of the runtime's classes. */
export function insight(
  { Engine, Visitor, Answer, decode, stops }: Needs,
  instance: Instance,
  bytes: Uint8Array,
): InsightEngine {
  class Explaining extends Visitor implements InsightVisitor {
    explain(slots: string | readonly string[]): readonly Candidate[] {
      this._tick();
      const { attributes } = engine._names;
      return this._call([], (wasm, number) => {
        const n = (wasm as InsightExports).explain(number, this._ask(typeof slots === "string" ? [slots] : slots, 0)._at);
        const answer = new Answer(this._request()._view);
        if (n > 0) answer._u32();
        const candidates: Candidate[] = [];
        while (answer._more(n)) {
          const [campaign, stop, score, fit] = [answer._u32(), answer._u8(), answer._f64(), answer._f64()];
          const [attribute, value] = [attributes[answer._u16()], answer._f64()];
          const { id } = engine._campaign(campaign, answer._u8(), answer._u32(), answer._u32());
          const known = Number.isNaN(value) ? undefined : value;
          const settled = attribute === undefined ? undefined : { attribute, value: known };
          candidates.push({ id, stopped: stops[stop] ?? null, score, fit, settled });
        }
        return candidates;
      });
    }

    export(): Held | null {
      this._tick();
      return this._call(null, (wasm, number) => {
        const n = (wasm as InsightExports).held(number);
        const { _view: view } = this._request();
        return n === 0 ? null : held(decode(new Uint8Array(view.buffer, view.byteOffset, n)), engine);
      });
    }
  }

  class Insight extends Engine implements InsightEngine {
    override readonly build = "insight";

    override visitor(state: string | BufferSource | null | undefined, options: VisitorOptions): InsightVisitor {
      return new Explaining(this, state, options);
    }

    model(kind: "bg_nbd" | "mbg_nbd", p: PurchaseProcess, past: PurchasePast & { t: number }) {
      const { alive, expected } = this._instance._exports as InsightExports;
      const process = [kind === "mbg_nbd" ? 1 : 0, p.r, p.alpha, p.a, p.b, past.x, past.t_x, past.T] as const;
      return { alive: alive(...process), expected: expected(...process, past.t) };
    }
  }

  const engine = new Insight(instance, bytes);
  return engine;
}
