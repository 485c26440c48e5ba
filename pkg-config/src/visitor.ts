import { Answer, DROPS, drops, scores } from "./answers.js";
import { About, bits, denying, Said, said } from "./consent.js";
import type { Engine } from "./engine.js";
import { wrongBuild } from "./errors.js";
import { Dropped, type Exports, Joined, Name, Note, Read } from "./exports.js";
import { type Buffer, decode } from "./frame.js";
import { type Entry, type Host, moment, take, Told } from "./host.js";
import type { Handle } from "./instance.js";
import { empty, type Listener, page } from "./page.js";
import type { Context, Drops, EventName, EventParameters, NextItem, NextOptions, Page, Scores, VisitorOptions } from "./types.js";

/** Characters of a cookie unless more are asked for, and as many bytes as there are. */
const SHORT = 1_536;
const ALL = 0xffff_ffff;
/** Events held while nobody has said yes or no to computing. */
const MOST_PENDING = 64;

/** One person in hand. Nothing that an event, a state or a context holds can throw here; it is counted in `drops()`. */
export class Visitor implements Listener {
  /** What it was made by. */
  readonly engine: Engine;
  private readonly _host: Host | undefined;
  private _handle: Handle = { _number: 0, _generation: -1 };
  private _saved: string | BufferSource | null;
  private _now: number;
  /** @internal */
  _consent: number;
  private _context: Context | undefined;
  private _offset = 0;
  private readonly _names: (string | undefined)[];
  private _restarts = 0;
  private _malformed = 0;
  /** What was left out before the state at hand was gone on from. */
  private _before: Drops | undefined;
  private _pending: Uint8Array[] = [];
  /** @internal What was decided since the last signal, by what was asked. */
  readonly _pages = new Map<string, Page>();

  /** @internal Use `engine.visitor()`. */
  constructor(engine: Engine, state: string | BufferSource | null | undefined, options: VisitorOptions, host?: Host) {
    this.engine = engine;
    this._saved = state ?? null;
    this._now = moment(options?.now);
    this._consent = bits(options?.consent);
    this._context = options?.context;
    this._names = [options?.replica, options?.seed, options?.member];
    this._offset = options?.utcOffset ?? 0;
    this._host = host;
  }

  /** A new moment, new permissions, a new context; what is left out stays. A context replaces the one before. */
  update(options: Partial<VisitorOptions>): void {
    const { now, consent, context, utcOffset } = options ?? {};
    if (now !== undefined) this._now = moment(now);
    if (consent !== undefined) this._consent = bits(consent);
    if (context) this._context = context;
    if (utcOffset !== undefined) this._offset = utcOffset;
    this._pages.clear();
    this._call(undefined, (wasm, n) => {
      wasm.update(n, this._now, this._consent);
      wasm.note(n, Note.Offset, this._offset * 60);
      if (context) this._tell(wasm, n);
    });
    if (!this._isPending()) {
      for (const frame of this._pending.splice(0)) {
        this._call(undefined, (wasm, n) => {
          this._request()._bytes.set(frame);
          if (wasm.track(n, frame.length, 0)) this._host?._told?.(this._now, frame, Told.Event);
        });
      }
    }
    this._host?._changed?.();
  }

  /**
   * Tells what happened. Returns whether it counted, or waits for consent: a purchase seen before, an unknown event, one
   * from the future do not count, and `drops()` says so.
   */
  track(name: EventName, parameters?: EventParameters): boolean {
    this._tick();
    this._pages.clear();
    const counted = this._call(false, (wasm, n) => {
      const isPending = this._isPending();
      const buffer = this._request();
      // What waits, or may be folded in again, is written down at once: the page may change its objects meanwhile. To the
      // second, so that a purchase without an id is the same when it is told again.
      buffer._event(name, parameters, isPending || this._host?._told ? Math.floor(this._now / 1000) * 1000 : undefined);
      const isTooMuch = isPending && this._pending.length >= MOST_PENDING;
      leftOut(wasm, n, buffer, isTooMuch);
      if (isPending) return !isTooMuch && !!this._pending.push(buffer._bytes.slice(0, buffer._at));
      const frame = this._host?._told && buffer._bytes.slice(0, buffer._at);
      const counted = wasm.track(n, buffer._at, 0) === 1;
      if (counted && frame) this._host?._told?.(this._now, frame, Told.Event);
      return counted;
    });
    this._host?._changed?.();
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
    this._tick();
    let names: readonly Name[] = [];
    const chosen = this._call(undefined, (wasm, n) => {
      names = typeof slots === "string" ? [slots] : [...new Set(slots.map((name) => (typeof name === "string" ? name : ("" as Name))))];
      const wanted = options?.take;
      const take = typeof wanted === "number" && wanted !== 0 ? Math.max(1, Math.min(wanted, 1000)) : 0;
      if (options?.fresh) return this._decide(wasm, n, names, take);
      const key = JSON.stringify([take, names]);
      let page = this._pages.get(key) as Page<Name> | undefined;
      if (!page) this._pages.set(key, (page = this._decide(wasm, n, names, take)));
      return page;
    });
    return chosen ?? empty(names);
  }

  /** What is inferred of this visitor now; without permission to compute, what is said of a stranger. */
  scores(): Scores {
    this._tick();
    return this._call(scores(), (wasm, n) => {
      const length = wasm.read(n, Read.Scores, 0);
      return length === 0 ? scores() : scores(new Answer(this._request()._view), length, this.engine._names.topics);
    });
  }

  /** @internal Of other builds only. */
  next(_options?: NextOptions): readonly NextItem[] {
    return wrongBuild();
  }

  /** Everything that was left out so far. */
  drops(): Drops {
    const counts = this._call(drops(), (wasm, n) => {
      wasm.read(n, Read.Drops, 0);
      return drops(new Answer(this._request()._view));
    });
    counts.malformed += this._malformed;
    counts.restarts = this._restarts;
    for (const name of DROPS) counts[name] += this._before?.[name] ?? 0;
    return counts;
  }

  /**
   * The profile for a cookie (letters, digits, - and _) or a store; null without permission to persist. At most `maxBytes`
   * of it, 1,536 for a cookie unless said: what says least is left out first. Counts, what the purchase process needs and
   * exposures of capped campaigns never are, so that a cookie may be larger, of 3,500 characters at most.
   */
  snapshot(options: { as: "bytes"; maxBytes?: number }): Uint8Array | null;
  snapshot(options?: { as?: "cookie"; maxBytes?: number }): string | null;
  snapshot(options?: { as?: "cookie" | "bytes"; maxBytes?: number }): string | Uint8Array | null {
    const text = options?.as !== "bytes";
    const most = options?.maxBytes ?? (text ? SHORT : ALL);
    return this._call(null, (wasm, n) => {
      const length = wasm.read(n, text ? Read.Text : Read.Bytes, most);
      if (length === 0) return null;
      const { _bytes: bytes } = this._request();
      return (this._saved = text ? decode(bytes.subarray(0, length)) : bytes.slice(0, length));
    });
  }

  /**
   * Joins another copy of this profile, so that each knows what both know and nothing counts twice; with `member`, at a
   * login, what the shop has of that member. Whether it could: a copy that cannot be read, or of another member, is left.
   */
  merge(state: string | BufferSource | null | undefined, options?: { member?: string }): boolean {
    this._tick();
    const member = options?.member;
    const isKnown = typeof member === "string";
    if (isKnown) this._bring(Told.Member, member);
    const form = typeof state === "string" ? 1 : 2;
    const joined = state ? this._bring(isKnown ? form + Told.Login : form, state) : isKnown;
    this._host?._changed?.();
    return joined;
  }

  /** Starts a new profile, of nobody known; the old one lives on where the shop keeps it. */
  logout(): void {
    this._leave(Note.Part);
  }

  /** Forgets everything about this visitor, so that no older copy brings it back. */
  forget(): void {
    this._leave(Note.Forget);
  }

  private _leave(how: Note): void {
    this._tick();
    this._saved = null;
    this._names[Name.Member] = undefined;
    this._pages.clear();
    this._pending = [];
    this._call(undefined, (wasm, n) => wasm.note(n, how, 0));
    this._host?._forgotten?.();
  }

  /** Takes in a state or a member's name, and tells the host. */
  private _bring(what: number, state: string | BufferSource): boolean {
    this._pages.clear();
    return this._call(false, (wasm, n) => {
      const buffer = this._request();
      const length = buffer._state(state);
      const bytes = buffer._bytes.slice(0, length);
      const done = take(wasm, n, length, what);
      if (done) this._host?._told?.(this._now, bytes, what);
      return done;
    });
  }

  /** Lets go of the visitor's memory; later calls start over from the last snapshot. */
  close(): void {
    this.engine._instance.close(this._handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal */
  _note(what: Note.Shown | Note.Clicked | Note.Dismissed, campaign: number): void {
    this._tick();
    // What was decided stays until the next signal; an outcome is one, being shown is none.
    if (what !== Note.Shown) this._pages.clear();
    this._call(undefined, (wasm, n) => {
      wasm.note(n, what, campaign);
      this._host?._told?.(this._now, what, campaign);
    });
    this._host?._changed?.();
  }

  /** @internal Calls into the engine. If it traps, a fresh instance goes on from the last snapshot. */
  _call<T>(fallback: T, f: (wasm: Exports, n: number) => T): T {
    const instance = this.engine._instance;
    try {
      return f(instance._exports, this._number());
    } catch (error) {
      if (instance._restart(error)) this._restarts++;
      else this._malformed++;
      return fallback;
    }
  }

  /** @internal */
  _request(): Buffer {
    return this.engine._instance._request();
  }

  /** @internal Asks for slots, as many as the buffer takes. */
  protected _ask(names: readonly string[], take: number): Buffer {
    const buffer = this._request();
    for (const name of names) {
      if (buffer._isFull()) break;
      buffer._u16(take);
      buffer._text(name);
    }
    return buffer;
  }

  /** @internal */
  protected _tick(): void {
    if (!this._host) return;
    this._now = this._host._now();
    this._call(undefined, (wasm, n) => wasm.update(n, this._now, this._consent));
  }

  /** The visitor's number, opened again if it was closed or the instance restarted. */
  private _number(): number {
    const instance = this.engine._instance;
    if (this._handle._generation === instance._generation) return this._handle._number;
    const engine = this.engine._number();
    const state = this._saved;
    let form = 0;
    let n = 0;
    if (state !== null && state !== "") {
      const buffer = this._request();
      form = typeof state === "string" ? 1 : 2;
      n = buffer._state(state);
    }
    const number = instance._exports.visitor(engine, form, n, this._now, this._consent);
    this._handle = { _number: number, _generation: instance._generation };
    instance._watch(this, this._handle);
    this._tell(instance._exports, number);
    this._names.forEach((name, what) => name && this._as(what, name));
    instance._exports.note(number, Note.Offset, this._offset * 60);
    return number;
  }

  /** @internal Tells who writes, what the visitor's number is drawn from, or which member this is; what was told before. */
  _as(what: Name, name: string): string {
    const before = this._names[what] ?? "";
    this._names[what] = name;
    this._call(undefined, (wasm, n) => wasm.name(n, what, this._request()._state(name)));
    return before;
  }

  private _tell(wasm: Exports, n: number): void {
    const buffer = this._request();
    buffer._pairs(this._context);
    leftOut(wasm, n, buffer);
    wasm.context(n, buffer._at);
  }

  private _decide<Name extends string>(wasm: Exports, n: number, names: readonly Name[], take: number): Page<Name> {
    const length = wasm.choose(n, this._ask(names, take)._at);
    const answer = new Answer(this._request()._view);
    return page(answer, length, names, this, this.engine);
  }

  /** @internal Goes on from another state. What was left out so far stays counted. */
  _adopt(state: string | BufferSource | null): void {
    this._before = this.drops();
    this._malformed = 0;
    this._saved = state;
    this._pages.clear();
    this.close();
  }

  /** @internal Folds in what was told before, at its own time. */
  _fold([, at, what, of]: Entry): void {
    this._pages.clear();
    this._call(undefined, (wasm, n) => {
      wasm.update(n, at, this._consent);
      if (typeof what === "number") return wasm.note(n, what, of);
      this._request()._bytes.set(what);
      take(wasm, n, what.length, of);
    });
  }

  /** @internal Joins what a cookie or a record has and the profile does not; whether there was anything. */
  _join(state: string | Uint8Array): boolean {
    this._pages.clear();
    const form = typeof state === "string" ? 1 : 2;
    return this._call(false, (wasm, n) => wasm.join(n, form, this._request()._state(state), 0) === Joined.More);
  }

  /** @internal Another tab was told no: so was this one, of the same. */
  _deny(consent: number): void {
    this._consent = denying(this._consent, consent);
    this.update({});
  }

  /** @internal What was said about persisting, or computing. */
  _said(about: About): Said {
    return said(this._consent, about);
  }

  private _isPending(): boolean {
    return this._said(About.Computing) === Said.Pending;
  }
}

/** Counts what was left out of a request. */
function leftOut(wasm: Exports, n: number, { _cut, _threw }: Buffer, isTooMuch = false): void {
  if (_cut || isTooMuch) wasm.note(n, Note.Dropped, Dropped.Overflow);
  if (_threw) wasm.note(n, Note.Dropped, Dropped.Malformed);
}
