/** The shape of what wasm-bindgen generates; see `src/bindings` for the meaning of each call. */

export interface RawVisitor {
  free(): void;
  update(now: number, consent: number): void;
  context(n: number): void;
  track(n: number): boolean;
  choose(n: number): number;
  note(what: Note, argument: number): void;
  read(what: Read): number;
  explain?(n: number): number;
}

/** What needs no answer; see `note` in `src/bindings/engine.rs`. */
export const enum Note {
  Shown,
  Clicked,
  Forget,
  Dropped,
}

/** What is answered; see `read` in `src/bindings/engine.rs`. */
export const enum Read {
  Drops,
  Scores,
  Text,
  Bytes,
}

export interface RawEngine {
  free(): void;
  io(): number;
  visitor(form: number, n: number, now: number, consent: number): RawVisitor | undefined;
}

type Process = [mbg: boolean, r: number, alpha: number, a: number, b: number, x: number, t_x: number, t: number];

export interface EngineGlue {
  /** Without a module: the exports of the running instance. */
  initSync(options?: { module: WebAssembly.Module }): { memory: WebAssembly.Memory };
  __wbg_reset_state(): void;
  Engine: new (head: Uint8Array) => RawEngine;
  alive?(...process: Process): number;
  expected?(...processAndHorizon: [...Process, horizon: number]): number;
}

export interface CompilerGlue {
  initSync(options: { module: WebAssembly.Module }): unknown;
  compile(text: string): { bytes(): Uint8Array; problems(): string; free(): void };
}
