import type { Checked, CompileOptions, Needs } from "./compile.js";
import { Engine } from "./engine.js";
import { failing, TrogenError } from "./errors.js";
import type { FullEngine } from "./full.js";
import type { InsightEngine } from "./insight.js";
import { Answer } from "./answers.js";
import { decode, view } from "./frame.js";
import { compiled, Instance, noWasm } from "./instance.js";
import { STOPS } from "./page.js";
import type { LoadOptions, ProgramSource, WasmSource } from "./types.js";
import { Visitor } from "./visitor.js";

/** The builds of the engine, and the compiler. */
export type Artifact = "runtime" | "full" | "insight" | "compiler";

/** Where a compiled program says what it needs; see `src/program/layout.rs`. */
const NEEDS = 6;

/** How a runtime gets at files: what an entry knows and nothing else does. */
export interface Runtime {
  /** The .wasm of a build. */
  wasm(artifact: Artifact): WasmSource | Promise<WasmSource>;
  /** The bytes at an address. */
  read(address: string | URL): Promise<BufferSource>;
}

export interface Load {
  (program: ProgramSource, options: LoadOptions & { build: "insight" }): Promise<InsightEngine>;
  (program: ProgramSource, options: LoadOptions & { build: "full" }): Promise<FullEngine>;
  (program: ProgramSource, options?: LoadOptions): Promise<Engine>;
}
export type Compile = (program: object | string, options?: CompileOptions) => Promise<Uint8Array>;
export type Check = (program: object | string, options?: CompileOptions) => Promise<Checked>;

/** Makes `load` for a runtime. */
export function loader(runtime: Runtime): Load {
  const instances: { [build in "runtime" | "full" | "insight"]?: Promise<Instance> } = {};
  const load = async (program: ProgramSource, options: LoadOptions = {}) => {
    const { build, wasm } = options;
    const full = build && build !== "runtime" && (await import("./full.js").catch(noWasm));
    const bytes = programBytes(program, runtime);
    bytes.catch(() => {}); // Reported below, after the instance.
    const begin = (artifact: "runtime" | "full" | "insight") => {
      const starting = (instances[artifact] ??= (async () => new Instance(await compiled(wasm ?? runtime.wasm(artifact))))());
      starting.catch(() => delete instances[artifact]);
      return starting.catch(noWasm);
    };
    // A program says in its head if it asks what only the full runtime answers; bytes at hand say it at once.
    const asks = (head?: Uint8Array) => !build && !wasm && !!head?.[NEEDS];
    let instance = await begin(build ?? (asks(view(program)) ? "full" : "runtime"));
    const head = await bytes;
    if (asks(head)) instance = await begin("full");
    try {
      return full
        ? await full.full({ _engine: Engine, _visitor: Visitor, _answer: Answer, _decode: decode, _view: view, _bytes: (source) => programBytes(source, runtime), _stops: STOPS, _noWasm: noWasm, _error: TrogenError }, instance, head, build!)
        : new Engine(instance, head);
    } catch (cause) {
      instance._restart(cause);
      return failing("program_broken", "The engine stopped on it.")(cause);
    }
  };
  return load as Load;
}

/** Makes `compile` for a runtime. */
export function compiler(runtime: Runtime): Compile {
  return (program, options) => compiling(runtime, ({ compileWith }, needs) => compileWith(needs, program, options));
}

/** Makes `check` for a runtime. */
export function checker(runtime: Runtime): Check {
  return (program, options) => compiling(runtime, ({ checkWith }, needs) => checkWith(needs, program, options));
}

/** Loads the compiler's part of the package, and hands it what it needs of this one. */
export function compiling<T>(runtime: Runtime, f: (module: typeof import("./compile.js"), needs: Needs) => Promise<T>): Promise<T> {
  const needs: Needs = { _module: async () => compiled(runtime.wasm("compiler")), _noWasm: noWasm, _error: TrogenError };
  return import("./compile.js").catch(noWasm).then((module) => f(module, needs));
}

/** Reads what `fetch` gives, or says what it gave instead. */
export async function fetched(response: Response | Promise<Response>): Promise<ArrayBuffer> {
  const got = await response;
  if (!got.ok) throw new Error(`${got.status} at ${got.url}`);
  return got.arrayBuffer();
}

async function programBytes(given: ProgramSource | Promise<ProgramSource>, runtime: Runtime): Promise<Uint8Array> {
  const noProgram = failing("fetch_failed", "The program could not be fetched: check its address.");
  // A promise of one, such as a fetch that nobody awaited, is as good.
  let program: unknown = await Promise.resolve(given).catch(noProgram);
  if (typeof program === "string" || program instanceof URL) program = await runtime.read(program).catch(noProgram);
  const bytes = view(program);
  if (bytes) return bytes;
  if (typeof program !== "object" || program === null) {
    throw new TrogenError("bad_argument", "load() takes bytes, a Response, an address or a program object.");
  }
  if (typeof Response === "function" && program instanceof Response) {
    return new Uint8Array(await fetched(program).catch(noProgram));
  }
  return compiler(runtime)(program);
}
