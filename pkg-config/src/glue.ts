/** The shape of what wasm-bindgen generates; see `src/bindings` for the meaning of each call. */

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

type Process = [mbg: boolean, r: number, alpha: number, a: number, b: number, x: number, t_x: number, t: number];

export interface EngineGlue {
  /** Without a module: the exports of the running instance. */
  initSync(options?: { module: WebAssembly.Module }): { memory: WebAssembly.Memory };
  __wbg_reset_state(): void;
  io(n: number): number;
  open(n: number): number;
  close(visitor: boolean, number: number): void;
  visitor(engine: number, form: number, n: number, now: number, consent: number): number;
  update(visitor: number, now: number, consent: number): void;
  context(visitor: number, n: number): void;
  track(visitor: number, n: number): boolean;
  choose(visitor: number, n: number): number;
  note(visitor: number, what: Note, argument: number): void;
  read(visitor: number, what: Read): number;
}

/** What the insight build has besides. */
export interface InsightGlue extends EngineGlue {
  explain(visitor: number, n: number): number;
  alive(...process: Process): number;
  expected(...processAndHorizon: [...Process, horizon: number]): number;
}

export interface CompilerGlue {
  initSync(options: { module: WebAssembly.Module }): unknown;
  compile(text: string): { bytes(): Uint8Array; problems(): string; free(): void };
}
