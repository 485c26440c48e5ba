import type { Engine } from "./engine.js";
import { Answer, type Buffer } from "./frame.js";
import { type Exports, Note, Read } from "./glue.js";
import type { Handle } from "./instance.js";
import { Chosen, Filled, type Listener, reasons, stops } from "./page.js";
import type { Consent, Context, Drops, EventName, EventParameters, Page, Permission } from "./types.js";
import type { Scores, Stage, VisitorOptions } from "./types.js";

const STAGES: readonly Stage[] = [
  "new",
  "explorer",
  "considering",
  "cart",
  "first_purchase",
  "repeat",
  "loyal",
  "at_risk",
  "lapsed",
];
const DROPS = ["unknown_event", "bad_value", "future", "duplicate", "overflow", "consent", "torn", "malformed"] as const;
const OVERFLOW = 4;
const MALFORMED = 7;
/** Events held while nobody has said yes or no to computing. */
const MOST_PENDING = 64;
const PERMISSIONS: readonly Permission[] = ["pending", "granted", "denied"];

/** Keeps a visitor in step with a page: see `start`. */
export interface Host {
  now(): number;
  changed(): void;
}

/** One person in hand. Nothing here throws; what cannot be done is counted in `drops()`. */
export class Visitor implements Listener {
  readonly #engine: Engine;
  readonly #host: Host | undefined;
  #handle: Handle = { number: 0, generation: -1 };
  #saved: string | Uint8Array | null;
  #now: number;
  #consent: number;
  #context: Context | undefined;
  #restarts = 0;
  #malformed = 0;
  #pending: [EventName, EventParameters][] = [];
  #pages = new Map<string, Page>();

  /** @internal Use `engine.visitor()`. */
  constructor(engine: Engine, state: string | Uint8Array | null | undefined, options: VisitorOptions, host?: Host) {
    this.#engine = engine;
    this.#saved = state ?? null;
    this.#now = moment(options?.now);
    this.#consent = bits(options?.consent);
    this.#context = options?.context;
    this.#host = host;
  }

  /** A new moment, new permissions, a new context; what is left out stays. A context replaces the one before. */
  update(options: Partial<VisitorOptions>): void {
    const { now, consent, context } = options ?? {};
    if (now !== undefined) this.#now = moment(now);
    if (consent !== undefined) this.#consent = bits(consent);
    if (context) this.#context = context;
    this.#pages.clear();
    this.call(undefined, (wasm, n) => {
      wasm.update(n, this.#now, this.#consent);
      if (context) this.#tell(wasm, n);
    });
    if (!this.#isPending()) for (const [name, parameters] of this.#pending.splice(0)) this.track(name, parameters);
    this.#host?.changed();
  }

  /**
   * Tells what happened. Returns whether it counted, or will once consent is given: a purchase seen before, an unknown
   * event, one from the future do not, and `drops()` says so.
   */
  track(name: EventName, parameters?: EventParameters): boolean {
    this.tick();
    this.#pages.clear();
    const counted = this.call(false, (wasm, n) => {
      if (this.#isPending()) {
        if (this.#pending.length < MOST_PENDING) return !!this.#pending.push([name, { time: this.#now, ...parameters }]);
        wasm.note(n, Note.Dropped, OVERFLOW);
        return false;
      }
      const buffer = this.request();
      buffer.event(name, parameters);
      if (buffer.cut) wasm.note(n, Note.Dropped, OVERFLOW);
      if (buffer.threw) wasm.note(n, Note.Dropped, MALFORMED);
      return wasm.track(n, buffer.at) === 1;
    });
    this.#host?.changed();
    return counted;
  }

  /**
   * Fills slots. Changes nothing, and gives the same until the next signal or update. `take` overrides how many places
   * the program gives a slot; `fresh` decides anew although nothing changed.
   */
  choose<const Name extends string>(
    slots: readonly Name[] | Name,
    options?: { take?: number; fresh?: boolean },
  ): Page<Name> {
    this.tick();
    let names: readonly Name[] = [];
    const page = this.call(undefined, (wasm, n) => {
      names = typeof slots === "string" ? [slots] : slots.map((name) => String(name) as Name);
      const take = options?.take ? Math.max(1, Math.min(options.take, 1000)) : 0;
      if (options?.fresh) return this.#decide(wasm, n, names, take);
      const key = JSON.stringify([take, names]);
      let page = this.#pages.get(key) as Page<Name> | undefined;
      if (!page) this.#pages.set(key, (page = this.#decide(wasm, n, names, take)));
      return page;
    });
    return page ?? fill(Object.create(null), names);
  }

  /** What is inferred of this visitor now; without permission to compute, what is said of a stranger. */
  scores(): Scores {
    this.tick();
    const { topics } = this.#engine.text();
    const interests: { topic: string; share: number }[] = [];
    const none = { alive: undefined, expected28: undefined, orders: 0, spend: 0, sessions: 0, interests };
    return this.call({ stage: "new", ...none }, (wasm, n) => {
      const length = wasm.read(n, Read.Scores);
      if (length === 0) return { stage: "new", ...none };
      const answer = new Answer(this.request().view);
      const scores: Scores = {
        stage: STAGES[answer.u8()] ?? "new",
        alive: known(answer.f64()),
        expected28: known(answer.f64()),
        orders: answer.u32(),
        spend: answer.f64(),
        sessions: answer.u32(),
        interests,
      };
      while (answer.more(length)) interests.push({ topic: topics[answer.u16()] ?? "", share: answer.f64() });
      interests.sort((a, b) => b.share - a.share || (a.topic < b.topic ? -1 : 1));
      return scores;
    });
  }

  /** Everything that was left out so far. */
  drops(): Drops {
    const counts = {} as Drops;
    for (const name of DROPS) counts[name] = 0;
    this.call(undefined, (wasm, n) => {
      wasm.read(n, Read.Drops);
      const answer = new Answer(this.request().view);
      for (const name of DROPS) counts[name] = answer.u32();
    });
    counts.malformed += this.#malformed;
    counts.restarts = this.#restarts;
    return counts;
  }

  /** The profile for a cookie (letters, digits, - and _) or a store; null without permission to persist. */
  snapshot(options: { as: "bytes" }): Uint8Array | null;
  snapshot(options?: { as?: "cookie" }): string | null;
  snapshot(options?: { as?: "cookie" | "bytes" }): string | Uint8Array | null {
    const text = options?.as !== "bytes";
    return this.call(null, (wasm, n) => {
      const length = wasm.read(n, text ? Read.Text : Read.Bytes);
      if (length === 0) return null;
      const bytes = this.request().bytes.slice(0, length);
      return (this.#saved = text ? String.fromCharCode(...bytes) : bytes);
    });
  }

  /** Forgets everything about this visitor. */
  forget(): void {
    this.#saved = null;
    this.#pages.clear();
    this.#pending = [];
    this.call(undefined, (wasm, n) => wasm.note(n, Note.Forget, 0));
    this.#host?.changed();
  }

  /** Lets go of the visitor's memory; later calls start over from the last snapshot. */
  close(): void {
    this.#engine.instance.close(1, this.#handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal */
  note(what: Note.Shown | Note.Clicked, campaign: number): void {
    this.tick();
    // What was decided stays until the next signal; a click is one, being shown is none.
    if (what === Note.Clicked) this.#pages.clear();
    this.call(undefined, (wasm, n) => wasm.note(n, what, campaign));
    this.#host?.changed();
  }

  /** @internal Calls into the engine. If it traps, a fresh instance goes on from the last snapshot. */
  protected call<T>(fallback: T, f: (wasm: Exports, n: number) => T): T {
    const { instance } = this.#engine;
    try {
      return f(instance.exports, this.#number());
    } catch (error) {
      if (instance.restart(error)) this.#restarts++;
      else this.#malformed++;
      return fallback;
    }
  }

  /** @internal */
  protected request(): Buffer {
    return this.#engine.instance.request();
  }

  /** @internal Asks for slots, as many as the buffer takes. */
  protected ask(names: readonly string[], take: number): Buffer {
    const buffer = this.request();
    for (const name of names) {
      if (buffer.isFull()) break;
      buffer.u16(take);
      buffer.text(name);
    }
    return buffer;
  }

  /** @internal */
  protected tick(): void {
    if (!this.#host) return;
    this.#now = this.#host.now();
    this.call(undefined, (wasm, n) => wasm.update(n, this.#now, this.#consent));
  }

  /** The visitor's number, opened again if it was closed or the instance restarted. */
  #number(): number {
    const { instance } = this.#engine;
    if (this.#handle.generation === instance.generation) return this.#handle.number;
    const engine = this.#engine.number();
    const state = this.#saved;
    let form = 0;
    let n = 0;
    if (state !== null) {
      const buffer = this.request();
      form = typeof state === "string" ? 1 : 2;
      n = buffer.state(state);
    }
    const number = instance.exports.visitor(engine, form, n, this.#now, this.#consent);
    this.#handle = { number, generation: instance.generation };
    instance.watch(this, this.#handle);
    this.#tell(instance.exports, number);
    return number;
  }

  #tell(wasm: Exports, n: number): void {
    const buffer = this.request();
    buffer.pairs(this.#context);
    if (buffer.cut) wasm.note(n, Note.Dropped, OVERFLOW);
    if (buffer.threw) wasm.note(n, Note.Dropped, MALFORMED);
    wasm.context(n, buffer.at);
  }

  #decide<Name extends string>(wasm: Exports, n: number, names: readonly Name[], take: number): Page<Name> {
    const length = wasm.choose(n, this.ask(names, take).at);
    const answer = new Answer(this.request().view);
    const page: Record<Name, Filled> = Object.create(null);
    for (const name of names) {
      if (!answer.more(length)) break;
      const count = answer.u16();
      const why = stops(answer.u32());
      const choices: Chosen[] = [];
      for (let i = 0; i < count; i++) {
        const campaign = answer.u32();
        const codes = reasons(answer.u32());
        const score = answer.f64();
        const text = this.#engine.campaign(campaign, answer.u8(), answer.u32(), answer.u32());
        choices.push(new Chosen(this, campaign, text, score, codes));
      }
      // Of a slot asked for twice, the first filling stands.
      page[name] ??= new Filled(choices, why);
    }
    return fill(page, names);
  }

  #isPending(): boolean {
    return (this.#consent & 3) === 0;
  }
}

/** Gives every slot that was not decided an empty one that says so. */
function fill<Name extends string>(page: Record<Name, Filled>, names: readonly Name[]): Page<Name> {
  for (const name of names) page[name] ??= new Filled([], ["failed"]);
  return page;
}

function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function moment(now: unknown): number {
  return now instanceof Date ? +now : typeof now === "number" ? now : Number.NaN;
}

/** Two bits a permission, as `src/signals/consent.rs` reads them. */
function bits(consent: Consent | undefined): number {
  const one = (p: Permission | undefined) => Math.max(0, PERMISSIONS.indexOf(p as Permission));
  if (typeof consent === "string") return one(consent) * 0b010101;
  return one(consent?.compute) | (one(consent?.persist) << 2) | (one(consent?.emit) << 4);
}
