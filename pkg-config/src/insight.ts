import { Engine } from "./engine.js";
import { Answer } from "./frame.js";
import type { EngineGlue } from "./glue.js";
import { STOPS } from "./page.js";
import * as generated from "./trogen-insight_glue.js";
import type { Candidate, PurchasePast, PurchaseProcess, VisitorOptions } from "./types.js";
import { known, Visitor } from "./visitor.js";

/** @internal */
export const glue = generated as unknown as EngineGlue;

/** An engine that can say why: the insight build. */
export class InsightEngine extends Engine {
  override readonly build = "insight";

  override visitor(state: string | Uint8Array | null | undefined, options: VisitorOptions): InsightVisitor {
    return new InsightVisitor(this, state, options);
  }

  /** Evaluates a purchase process: P(alive), and expected purchases within `past.t`. */
  model(
    kind: "bg_nbd" | "mbg_nbd",
    p: PurchaseProcess,
    past: PurchasePast & { t: number },
  ): { alive: number; expected: number } {
    const { alive, expected } = this.instance.glue as Required<EngineGlue>;
    const process = [kind === "mbg_nbd", p.r, p.alpha, p.a, p.b, past.x, past.t_x, past.T] as const;
    return { alive: alive(...process), expected: expected(...process, past.t) };
  }
}

/** A visitor whose decisions can be explained. */
export class InsightVisitor extends Visitor {
  /** Why each candidate of the last slot stands or not, the slots before it being filled first. */
  explain(slots: string | readonly string[]): readonly Candidate[] {
    this.tick();
    const { attributes } = this.engine.text();
    return this.call([], (raw) => {
      const n = raw.explain?.(this.ask(typeof slots === "string" ? [slots] : slots, 0)) ?? 0;
      const answer = new Answer(this.request().view);
      answer.u32();
      const candidates: Candidate[] = [];
      while (answer.more(n)) {
        const [campaign, stop, score, fit] = [answer.u32(), answer.u8(), answer.f64(), answer.f64()];
        const [attribute, value] = [attributes[answer.u16()], known(answer.f64())];
        const { id } = this.engine.campaign(campaign, answer.u8(), answer.u32(), answer.u32());
        const settled = attribute === undefined ? undefined : { attribute, value };
        candidates.push({ id, stopped: STOPS[stop] ?? null, score, fit, settled });
      }
      return candidates;
    });
  }
}
