/** The shape of what wasm-bindgen generates; see `src/bindings` for the meaning of each call. */

export interface RawVisitor {
  free(): void;
  update(now: number, consent: number): void;
  context(n: number): void;
  track(n: number): boolean;
  dropped(reason: number): void;
  choose(n: number): number;
  shown(campaign: number): void;
  clicked(campaign: number): void;
  scores(): number;
  snapshot(text: boolean): number;
  drops(): number;
  forget(): void;
  explain?(n: number): number;
}

export interface RawEngine {
  free(): void;
  error(): number;
  io(): number;
  visitor(form: number, n: number, now: number, consent: number): RawVisitor | undefined;
}

type Process = [mbg: boolean, r: number, alpha: number, a: number, b: number, x: number, t_x: number, t: number];

export interface EngineGlue {
  default(options: { module_or_path: unknown }): Promise<unknown>;
  initSync(): { memory: WebAssembly.Memory };
  __wbg_reset_state(): void;
  Engine: new (head: Uint8Array) => RawEngine;
  alive?(...process: Process): number;
  expected?(...processAndHorizon: [...Process, horizon: number]): number;
}

export interface CompilerGlue {
  default(options: { module_or_path: unknown }): Promise<unknown>;
  compile(text: string): { bytes(): Uint8Array; problems(): string; free(): void };
}
