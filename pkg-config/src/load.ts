import { Engine } from "./engine.js";
import { TrogenError } from "./errors.js";
import type { EngineGlue } from "./glue.js";
import type { InsightEngine } from "./insight.js";
import { Answer } from "./frame.js";
import { compiled, Instance, isBytes } from "./instance.js";
import { STOPS } from "./page.js";
import type { LoadOptions, ProgramSource, WasmSource } from "./types.js";
import { Visitor } from "./visitor.js";

/** The builds of the engine, and the compiler. */
export type Artifact = "runtime" | "insight" | "compiler";

/** How a runtime gets at files: what an entry knows and nothing else does. */
export interface Runtime {
  /** The .wasm of a build. */
  wasm(artifact: Artifact): WasmSource | Promise<WasmSource>;
  /** The bytes at an address. */
  read(address: string | URL): Promise<BufferSource>;
}

export interface Load {
  (program: ProgramSource, options: LoadOptions & { build: "insight" }): Promise<InsightEngine>;
  (program: ProgramSource, options?: LoadOptions): Promise<Engine>;
}
export type Compile = (program: object | string) => Promise<Uint8Array>;

/** Makes `load` for a runtime. */
export function loader(runtime: Runtime, glue: EngineGlue): Load {
  const instances: { [build in "runtime" | "insight"]?: Promise<Instance> } = {};
  const load = async (program: ProgramSource, options: LoadOptions = {}) => {
    const insight = options.build === "insight" ? await import("./insight.js") : undefined;
    const build = insight ? "insight" : "runtime";
    const bytes = programBytes(program, runtime);
    bytes.catch(() => {}); // Reported below, after the instance.
    const starting = (instances[build] ??= compiled(options.wasm ?? runtime.wasm(build)).then(
      (module) => new Instance(insight?.glue ?? glue, module),
    ));
    starting.catch(() => delete instances[build]);
    const instance = await starting;
    return insight
      ? insight.insight({ Engine, Visitor, Answer, stops: STOPS }, instance, await bytes)
      : new Engine(instance, await bytes);
  };
  return load as Load;
}

/** Makes `compile` for a runtime. */
export function compiler(runtime: Runtime): Compile {
  const needs = { wasm: () => runtime.wasm("compiler"), compiled, TrogenError };
  return async (program) => (await import("./compile.js")).compileWith(needs, program);
}

/** Reads what `fetch` gives, or says what it gave instead. */
export async function fetched(response: Response | Promise<Response>): Promise<ArrayBuffer> {
  let got: Response;
  try {
    got = await response;
  } catch (cause) {
    throw new TrogenError("fetch_failed", "The program could not be fetched: check its address.", { cause });
  }
  if (!got.ok) throw new TrogenError("fetch_failed", `The program was not served: ${got.status} at ${got.url}`);
  return got.arrayBuffer();
}

async function programBytes(program: ProgramSource, runtime: Runtime): Promise<Uint8Array> {
  if (typeof program === "string" || program instanceof URL) return view(await runtime.read(program));
  if (typeof program !== "object" || program === null) {
    throw new TrogenError("bad_argument", "load() takes bytes, a Response, an address or a program object.");
  }
  if (isBytes(program)) return view(program);
  if (typeof Response === "function" && program instanceof Response) return view(await fetched(program));
  return compiler(runtime)(program);
}

function view(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
