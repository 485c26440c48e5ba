/**
 * The boundary: what an instance exports; see `src/bindings` for the meaning of each. Only numbers go over, so these are
 * called without wrappers in between.
 */

/** What needs no answer; see `note` in `src/bindings/engine.rs`. */
export const enum Note {
  Shown,
  Clicked,
  Forget,
  Dropped,
  Part,
  Offset,
  Dismissed,
}

/** What the host left out, as `Note.Dropped` counts it; places in `DROPS`. */
export const enum Dropped {
  Overflow = 4,
  Malformed = 7,
}

/** What a name is of; see `name` in `src/bindings/engine.rs`. */
export const enum Name {
  Replica,
  Seed,
  Member,
}

/** What joining came to: it could not be, it gave nothing new, it did. */
export const enum Joined {
  Not,
  Same,
  More,
}

/** What is answered; see `read` in `src/bindings/engine.rs`. */
export const enum Read {
  Drops,
  Scores,
  Text,
  Bytes,
}

/** A running instance. */
export interface Exports {
  readonly memory: WebAssembly.Memory;
  io(n: number): number;
  open(n: number): number;
  close(number: number): void;
  visitor(engine: number, form: number, n: number, now: number, consent: number): number;
  update(visitor: number, now: number, consent: number): void;
  context(visitor: number, n: number): void;
  track(visitor: number, n: number, isImport: 0 | 1): 0 | 1;
  join(visitor: number, form: number, n: number, isLogin: 0 | 1): Joined;
  choose(visitor: number, n: number): number;
  note(visitor: number, what: Note, argument: number): void;
  name(visitor: number, what: Name, n: number): void;
  read(visitor: number, what: Read, most: number): number;
}

type Process = [mbg: 0 | 1, r: number, alpha: number, a: number, b: number, x: number, t_x: number, t: number];

/** What the full build has besides. */
export interface FullExports extends Exports {
  adopt(engine: number, n: number): number;
  next(visitor: number, engine: number, n: number, remembered: 0 | 1, repeat: 0 | 1, take: number): number;
}

/** What the insight build has besides. */
export interface InsightExports extends FullExports {
  explain(visitor: number, n: number): number;
  held(visitor: number): number;
  reasons(visitor: number): number;
  alive(...process: Process): number;
  expected(...processAndHorizon: [...Process, horizon: number]): number;
}
