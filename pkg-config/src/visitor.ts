import type { Engine } from "./engine.js";
import { Answer, type Buffer } from "./frame.js";
import { type Exports, Note, Read } from "./glue.js";
import type { Handle } from "./instance.js";
import { Chosen, Filled, type Listener, reasons, stops } from "./page.js";
import type { Consent, Context, Drops, EventName, EventParameters, Page, Permission } from "./types.js";
import type { Scores, Stage, StopCode, VisitorOptions } from "./types.js";

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
/** Slots of one page that are filled. */
const MOST_SLOTS = 100;
const PERMISSIONS: readonly Permission[] = ["pending", "granted", "denied"];

/** Keeps a visitor in step with a page: see `start`. */
export interface Host {
  now(): number;
  changed(): void;
}

/** One person in hand. Nothing here throws; what cannot be done is counted in `drops()`. */
export class Visitor implements Listener {
  private handle: Handle = { number: 0, generation: -1 };
  private saved: string | Uint8Array | null;
  private now: number;
  private consent: number;
  private context: Context;
  private restarts = 0;
  private pending: [EventName, EventParameters | undefined][] = [];
  private pages = new Map<string, Page>();
  private readonly host: Host | undefined;

  /** @internal Use `engine.visitor()`. */
  constructor(
    /** @internal */ readonly engine: Engine,
    state: string | Uint8Array | null | undefined,
    options: VisitorOptions,
    host?: Host,
  ) {
    this.saved = state ?? null;
    this.now = moment(options?.now);
    this.consent = bits(options?.consent);
    this.context = options?.context ?? {};
    this.host = host;
  }

  /** A new moment, new permissions, a new context; what is left out stays. A context replaces the one before. */
  update(options: Partial<VisitorOptions>): void {
    if (options?.now !== undefined) this.now = moment(options.now);
    if (options?.consent !== undefined) this.consent = bits(options.consent);
    this.pages.clear();
    this.call(undefined, (wasm, n) => {
      wasm.update(n, this.now, this.consent);
      if (options?.context) {
        this.context = options.context;
        this.tell(wasm, n);
      }
    });
    if (permission(this.consent, 0) === "pending") return;
    for (const [name, parameters] of this.pending.splice(0)) this.track(name, parameters);
    if (options?.consent !== undefined) this.host?.changed();
  }

  /**
   * Tells what happened. Returns whether it counted, or will once consent is given: a purchase seen before, an unknown
   * event, one from the future do not, and `drops()` says so.
   */
  track(name: EventName, parameters?: EventParameters): boolean {
    this.tick();
    if (permission(this.consent, 0) === "pending") {
      return this.hold(name, parameters);
    }
    this.pages.clear();
    const counted = this.call(false, (wasm, n) => {
      const buffer = this.request();
      try {
        buffer.event(name, parameters);
      } catch {
        // A getter or proxy of the page's threw.
        wasm.note(n, Note.Dropped, MALFORMED);
        return false;
      }
      if (buffer.cut) wasm.note(n, Note.Dropped, OVERFLOW);
      return wasm.track(n, buffer.at) === 1;
    });
    this.host?.changed();
    return counted;
  }

  /**
   * Fills slots. Changes nothing, and gives the same until the next signal or update. `take` overrides how many places
   * the program gives a slot; `fresh` decides anew although nothing changed.
   */
  choose<const Name extends string>(
    slots: readonly Name[] | Name,
    options: { take?: number; fresh?: boolean } = {},
  ): Page<Name> {
    this.tick();
    const names = (typeof slots === "string" ? [slots] : slots) as readonly Name[];
    const take = options.take === undefined ? 0 : Math.max(1, Math.min(options.take, 1000)) | 0;
    const key = options.fresh ? "" : `${take}/${names.join("/")}`;
    let page = options.fresh ? undefined : (this.pages.get(key) as Page<Name> | undefined);
    if (!page) {
      page = this.call(undefined, (wasm, n) => this.decide(wasm, n, names, take)) ?? failed(names);
      if (!options.fresh) this.pages.set(key, page);
    }
    return page;
  }

  /** What is inferred of this visitor now. */
  scores(): Scores {
    this.tick();
    const { topics } = this.engine.text();
    const none: Scores = {
      stage: "new",
      alive: undefined,
      expected28: undefined,
      orders: 0,
      spend: 0,
      sessions: 0,
      interests: [],
    };
    return this.call(none, (wasm, n) => {
      const length = wasm.read(n, Read.Scores);
      const answer = new Answer(this.request().view);
      const scores = {
        stage: STAGES[answer.u8()] ?? "new",
        alive: known(answer.f64()),
        expected28: known(answer.f64()),
        orders: answer.u32(),
        spend: answer.f64(),
        sessions: answer.u32(),
        interests: [] as { topic: string; share: number }[],
      };
      while (answer.more(length)) scores.interests.push({ topic: topics[answer.u16()] ?? "", share: answer.f64() });
      scores.interests.sort((a, b) => b.share - a.share || (a.topic < b.topic ? -1 : 1));
      return scores;
    });
  }

  /** Everything that was left out so far. */
  drops(): Drops {
    const counts = { restarts: this.restarts } as Drops;
    for (const name of DROPS) counts[name] = 0;
    return this.call(counts, (wasm, n) => {
      wasm.read(n, Read.Drops);
      const answer = new Answer(this.request().view);
      for (const name of DROPS) counts[name] = answer.u32();
      return counts;
    });
  }

  /** The profile for a cookie (letters, digits, - and _) or a store; null without permission to persist. */
  snapshot(options: { as: "bytes" }): Uint8Array | null;
  snapshot(options?: { as?: "cookie" }): string | null;
  snapshot(options: { as?: "cookie" | "bytes" } = {}): string | Uint8Array | null {
    const text = options.as !== "bytes";
    const state = this.call(null, (wasm, n) => {
      const length = wasm.read(n, text ? Read.Text : Read.Bytes);
      const bytes = this.request().bytes.slice(0, length);
      return length === 0 ? null : text ? String.fromCharCode(...bytes) : bytes;
    });
    if (state !== null) this.saved = state;
    return state;
  }

  /** Forgets everything about this visitor. */
  forget(): void {
    this.saved = null;
    this.pages.clear();
    this.pending = [];
    this.call(undefined, (wasm, n) => wasm.note(n, Note.Forget, 0));
    this.host?.changed();
  }

  /** Lets go of the visitor's memory; later calls start over from the last snapshot. */
  close(): void {
    this.engine.instance.close(1, this.handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal */
  exposed(campaign: number): void {
    this.tick();
    this.call(undefined, (wasm, n) => wasm.note(n, Note.Shown, campaign));
    this.host?.changed();
  }

  /** @internal */
  clicked(campaign: number): void {
    this.tick();
    this.pages.clear();
    this.call(undefined, (wasm, n) => wasm.note(n, Note.Clicked, campaign));
    this.host?.changed();
  }

  /** @internal Calls into the engine. If it traps, a fresh instance goes on from the last snapshot, and `fallback` is returned. */
  protected call<T>(fallback: T, f: (wasm: Exports, n: number) => T): T {
    try {
      return f(this.engine.instance.exports, this.number());
    } catch {
      this.restarts++;
      try {
        this.engine.instance.restart();
      } catch {
        // Not even a fresh instance: the page keeps its default content.
      }
      return fallback;
    }
  }

  /** The visitor's number, opened again if it was closed or the instance restarted. */
  private number(): number {
    const { instance } = this.engine;
    if (this.handle.generation === instance.generation) return this.handle.number;
    const engine = this.engine.number();
    const [form, n] = this.put(this.saved);
    const number = instance.exports.visitor(engine, form, n, this.now, this.consent);
    this.handle = { number, generation: instance.generation };
    instance.watch(this, this.handle);
    this.tell(instance.exports, number);
    return number;
  }

  /** Puts a state into the buffer; one too large for it is as torn as any other. */
  private put(state: string | Uint8Array | null): [form: number, n: number] {
    if (state === null || state === "") return [0, 0];
    const buffer = this.request();
    if (typeof state === "string") {
      const { read, written } = new TextEncoder().encodeInto(state, buffer.bytes);
      return [1, read < state.length ? buffer.bytes.length : written];
    }
    const bytes = ArrayBuffer.isView(state) ? state : new Uint8Array(1);
    if (bytes.length > buffer.bytes.length) return [2, 1];
    buffer.bytes.set(bytes);
    return [2, bytes.length];
  }

  private tell(wasm: Exports, n: number): void {
    const buffer = this.request();
    try {
      buffer.pairs(this.context);
    } catch {
      wasm.note(n, Note.Dropped, MALFORMED);
    }
    wasm.context(n, buffer.at);
  }

  /** @internal */
  protected request(): Buffer {
    return this.engine.instance.request();
  }

  /** @internal */
  protected ask(names: readonly string[], take: number): number {
    const buffer = this.request();
    for (const name of names.slice(0, MOST_SLOTS)) {
      buffer.u16(take);
      buffer.text(typeof name === "string" ? name : "");
    }
    return buffer.at;
  }

  private decide<Name extends string>(wasm: Exports, n: number, names: readonly Name[], take: number): Page<Name> {
    if (wasm.choose(n, this.ask(names, take)) === 0) return failed(names);
    const answer = new Answer(this.request().view);
    const page = Object.create(null) as Record<Name, Filled>;
    for (const name of names.slice(0, MOST_SLOTS)) {
      const count = answer.u16();
      const why = stops(answer.u32());
      const choices: Chosen[] = [];
      for (let i = 0; i < count; i++) {
        const campaign = answer.u32();
        const codes = reasons(answer.u32());
        const score = answer.f64();
        const text = this.engine.campaign(campaign, answer.u8(), answer.u32(), answer.u32());
        choices.push(new Chosen(this, campaign, text, score, codes));
      }
      page[name] = new Filled(choices, why);
    }
    return names.length > MOST_SLOTS ? { ...failed(names), ...page } : page;
  }

  /** Keeps an event until somebody says yes or no. */
  private hold(name: EventName, parameters: EventParameters | undefined): boolean {
    if (this.pending.length >= MOST_PENDING) {
      this.call(undefined, (wasm, n) => wasm.note(n, Note.Dropped, OVERFLOW));
      return false;
    }
    try {
      this.pending.push([name, { time: this.now, ...parameters }]);
      return true;
    } catch {
      this.call(undefined, (wasm, n) => wasm.note(n, Note.Dropped, MALFORMED));
      return false;
    }
  }

  /** @internal */
  protected tick(): void {
    if (!this.host) return;
    this.now = this.host.now();
    this.call(undefined, (wasm, n) => wasm.update(n, this.now, this.consent));
  }
}

function failed<Name extends string>(names: readonly Name[]): Page<Name> {
  const why: readonly StopCode[] = ["failed"];
  return Object.fromEntries(names.map((name) => [name, new Filled([], why)])) as unknown as Page<Name>;
}

/** @internal */
export function known(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function moment(now: unknown): number {
  return now instanceof Date ? now.getTime() : typeof now === "number" ? now : Number.NaN;
}

/** Two bits a permission, as `src/signals/consent.rs` reads them. */
function bits(consent: Consent | undefined): number {
  const one = (p: Permission | undefined) => Math.max(0, PERMISSIONS.indexOf(p ?? "pending"));
  if (typeof consent === "string") return one(consent) * 0b010101;
  return one(consent?.compute) | (one(consent?.persist) << 2) | (one(consent?.emit) << 4);
}

/** @internal */
export function permission(consent: number, shift: number): Permission {
  return PERMISSIONS[(consent >>> shift) & 3] ?? "denied";
}
