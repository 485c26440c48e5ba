import type { CampaignText } from "./engine.js";
import { Note } from "./exports.js";
import type { Choice, ReasonCode, Slot, StopCode } from "./types.js";

const REASONS: readonly ReasonCode[] = ["when", "always", "interest"];
/** In the order of the numbers in `src/decision/reason.rs`. */
export const STOPS: readonly StopCode[] = [
  "unknown_slot",
  "no_campaigns",
  "consent",
  "when_failed",
  "capped",
  "just_bought",
  "elsewhere",
  "outranked",
  "memory_full",
];

/** What a choice tells back. */
export interface Listener {
  /** @internal */
  _note(what: Note.Shown | Note.Clicked, campaign: number): void;
}

/** @internal */
export class Chosen implements Choice {
  private readonly _listener: Listener;
  private readonly _campaign: number;
  private readonly _text: CampaignText;
  private _seen = false;

  constructor(
    listener: Listener,
    campaign: number,
    text: CampaignText,
    readonly score: number,
    readonly reasons: readonly ReasonCode[],
  ) {
    this._listener = listener;
    this._campaign = campaign;
    this._text = text;
  }

  get id(): string {
    return this._text.id;
  }

  get kind(): Choice["kind"] {
    return this._text.kind;
  }

  get payload(): unknown {
    return this._text.payload;
  }

  /** For logs: without the way back to the visitor. */
  toJSON(): object {
    return { id: this.id, kind: this.kind, payload: this.payload, score: this.score, reasons: this.reasons };
  }

  shown(): void {
    if (!this._seen) this._listener._note(Note.Shown, this._campaign);
    this._seen = true;
  }

  outcome(what: "click" | "dismiss"): void {
    if (what === "click") this._listener._note(Note.Clicked, this._campaign);
  }
}

/** @internal */
export class Filled implements Slot {
  private readonly _stops: readonly StopCode[];

  constructor(
    readonly choices: readonly Choice[],
    stops: readonly StopCode[],
  ) {
    this._stops = stops;
  }

  get id(): string | undefined {
    return this.choices[0]?.id;
  }

  get kind(): Slot["kind"] {
    return this.choices[0]?.kind;
  }

  get payload(): unknown {
    return this.choices[0]?.payload;
  }

  get reasons(): readonly (ReasonCode | StopCode)[] {
    return this.choices[0]?.reasons ?? this._stops;
  }

  toJSON(): object {
    return { reasons: this.reasons, choices: this.choices };
  }

  shown(): void {
    for (const choice of this.choices) choice.shown();
  }

  outcome(what: "click" | "dismiss"): void {
    this.choices[0]?.outcome(what);
  }
}

/** @internal */
export const reasons = named(REASONS);
/** @internal */
export const stops = named(STOPS);

/** Codes of a set of bits, each set made once. */
function named<Code>(codes: readonly Code[]): (bits: number) => readonly Code[] {
  const made = new Map<number, readonly Code[]>();
  return (bits) => {
    let list = made.get(bits);
    if (!list) made.set(bits, (list = Object.freeze(codes.filter((_, i) => (bits >>> i) & 1))));
    return list;
  };
}
