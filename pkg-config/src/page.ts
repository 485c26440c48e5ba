import type { Answer } from "./answers.js";
import type { CampaignText, Engine } from "./engine.js";
import { Note } from "./exports.js";
import type { Choice, Page, ReasonCode, Slot, StopCode } from "./types.js";

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
  _note(what: Note.Shown | Note.Clicked | Note.Dismissed, campaign: number): void;
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
    if (what === "dismiss") this._listener._note(Note.Dismissed, this._campaign);
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

const reasons = named(REASONS);
const stops = named(STOPS);

/** @internal Reads the slots of an answer of so many bytes; one that is not in it is empty and says so. */
export function page<Name extends string>(
  answer: Answer,
  length: number,
  names: readonly Name[],
  listener: Listener,
  engine: Engine,
): Page<Name> {
  const page = empty(names);
  for (const name of names) {
    if (!answer._more(length)) break;
    const count = answer._u16();
    const why = stops(answer._u32());
    const choices: Chosen[] = [];
    for (let i = 0; i < count; i++) {
      const campaign = answer._u32();
      const codes = reasons(answer._u32());
      const score = answer._f64();
      const text = engine._campaign(campaign, answer._u8(), answer._u32(), answer._u32());
      choices.push(new Chosen(listener, campaign, text, score, codes));
    }
    page[name] = new Filled(choices, why);
  }
  return page;
}

/** @internal A page of which nothing was decided. */
export function empty<Name extends string>(names: readonly Name[]): Record<Name, Slot> {
  const page: Record<Name, Slot> = Object.create(null);
  for (const name of names) page[name] = new Filled([], ["failed"]);
  return page;
}

/** Codes of a set of bits, each set made once. */
function named<Code>(codes: readonly Code[]): (bits: number) => readonly Code[] {
  const made = new Map<number, readonly Code[]>();
  return (bits) => {
    let list = made.get(bits);
    if (!list) made.set(bits, (list = Object.freeze(codes.filter((_, i) => (bits >>> i) & 1))));
    return list;
  };
}
