import { type Card, card } from "./card.js";
import type { FullEngine, FullVisitor, Needs } from "./full.js";
import { type Held, held } from "./export.js";
import type { InsightExports } from "./exports.js";
import type { Instance } from "./instance.js";
import type { Candidate, PurchasePast, PurchaseProcess, VisitorOptions } from "./types.js";
import type { Host } from "./host.js";

/** One thing that moved a score. */
export interface ScoreReason {
  /** What it is; stable. */
  readonly code: string;
  /** What it was; missing where that cannot be said. */
  readonly value?: number;
  /** How much it moved the score. */
  readonly effect?: number;
}

/** A product that was bought. */
export interface OwnedProduct {
  /** The 32-bit FNV-1a hash of its `item_id`: profiles keep no ids. */
  readonly key: number;
  readonly topic: string | undefined;
  /** Days since it was bought last. */
  readonly bought: number;
  /** Whether it is time for another, by the gap of its topic or how long it lasts. */
  readonly due: "unknown" | "too_early" | "due" | "overdue";
  readonly due_in: number | undefined;
}

/** A visitor whose decisions can be explained. */
export interface InsightVisitor extends FullVisitor {
  readonly engine: InsightEngine;
  /** Why each candidate of the last slot stands or not, the slots before it being filled first. */
  explain(slots: string | readonly string[]): readonly Candidate[];
  /**
   * What moved each score: `return28`, or `interest.tea` where it is of a topic. Effects are in the unit of the score, or in
   * log-odds where a program carries fitted weights.
   */
  explainScores(): Readonly<Record<string, readonly ScoreReason[]>>;
  /** The products that were bought and are not known to be gone, the latest first: 16 at most. */
  products(): readonly OwnedProduct[];
  /**
   * What staff may see of this visitor, or the visitor of herself (`{ for: "customer" }`: what was earned and bought, no risk, no
   * worth), in plain words and as data.
   */
  card(options?: { for?: "staff" | "customer" }): Card;
  /** Everything that is held of this visitor, in plain words and as data; null without permission to compute. */
  export(): Held | null;
}

/** An engine that can say why: the insight build. */
export interface InsightEngine extends FullEngine {
  visitor(state: string | BufferSource | null | undefined, options: VisitorOptions): InsightVisitor;
  /** Evaluates a purchase process: P(alive), and expected purchases within `past.t`. */
  model(
    kind: "bg_nbd" | "mbg_nbd",
    process: PurchaseProcess,
    past: PurchasePast & { t: number },
  ): { alive: number; expected: number };
}

/** What the engine says of scores and products, topics by number; see `src/bindings/export.rs`. */
interface Told {
  reasons: (ScoreReason & { score: string; topic?: number })[];
  products: { key: number; topic?: number; bought: number; due?: number; due_in?: number }[];
}

/** In the order of `Due` in `src/scores/replenish.rs`. */
const DUE = ["unknown", "too_early", "due", "overdue"] as const;

/** The full build's classes, which those of the insight build extend. */
export interface Classes {
  Full: new (instance: Instance, bytes: Uint8Array) => FullEngine;
  Predicting: new (...args: ConstructorParameters<Needs["_visitor"]>) => FullVisitor;
}

/** Makes the insight build's engine of the full build's classes. */
export function insight({ _answer: Answer, _decode: decode, _stops }: Needs, { Full, Predicting }: Classes, instance: Instance, bytes: Uint8Array): InsightEngine {
  class Explaining extends Predicting implements InsightVisitor {
    declare readonly engine: InsightEngine;

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
          candidates.push({ id, stopped: _stops[stop] ?? null, score, fit, settled });
        }
        return candidates;
      });
    }

    /** The text of an answer; null if it is empty, or did not come. */
    private _answered(ask: (wasm: InsightExports, number: number) => number): string | null {
      this._tick();
      return this._call(null, (wasm, number) => {
        const n = ask(wasm as InsightExports, number);
        const { _view: view } = this._request();
        return n === 0 ? null : decode(new Uint8Array(view.buffer, view.byteOffset, n));
      });
    }

    private _told(): Told {
      return JSON.parse(this._answered((wasm, number) => wasm.reasons(number)) ?? '{"reasons":[],"products":[]}');
    }

    products(): readonly OwnedProduct[] {
      const { topics } = engine._names;
      return this._told().products.map(({ key, topic, bought, due, due_in }) => ({
        key,
        topic: topic === undefined ? undefined : topics[topic],
        bought,
        due: DUE[due ?? 0] ?? "unknown",
        due_in,
      }));
    }

    explainScores(): Readonly<Record<string, readonly ScoreReason[]>> {
      const found: Record<string, ScoreReason[]> = {};
      for (const { score, topic, ...reason } of this._told().reasons) {
        const name = topic === undefined ? score : `${score}.${engine._names.topics[topic] ?? topic}`;
        (found[name] ??= []).push(reason);
      }
      return found;
    }

    card(options?: { for?: "staff" | "customer" }): Card {
      return card(this.scores(), engine, options?.for === "customer" ? "customer" : "staff");
    }

    export(): Held | null {
      const text = this._answered((wasm, number) => wasm.held(number));
      return text === null ? null : held(text, engine);
    }
  }

  class Insight extends Full implements InsightEngine {
    override readonly build = "insight";

    override visitor(state: string | BufferSource | null | undefined, options: VisitorOptions, host?: Host): InsightVisitor {
      return new Explaining(this, state, options, host);
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
