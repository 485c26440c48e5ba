import { Engine } from "./engine.js";
import { TrogenError } from "./errors.js";
import type { CompilerGlue, EngineGlue } from "./glue.js";
import { Instance, instantiate } from "./instance.js";
import type { LoadOptions, ProgramSource, WasmSource } from "./types.js";

/** The builds of the engine, and the compiler. */
export type Artifact = "runtime" | "insight" | "compiler";

/** How a runtime gets at files: what an entry knows and nothing else does. */
export interface Runtime {
  /** The .wasm of a build. */
  wasm(artifact: Artifact): WasmSource | Promise<WasmSource>;
  /** The bytes at an address. */
  read(address: string | URL): Promise<BufferSource>;
}

export type Load = (program: ProgramSource, options?: LoadOptions) => Promise<Engine>;
export type Compile = (program: object | string) => Promise<Uint8Array>;

/** Makes `load` for a runtime. */
export function loader(runtime: Runtime, glue: EngineGlue): Load {
  const instances: { [build in "runtime" | "insight"]?: Promise<Instance> } = {};
  const compile = compiler(runtime);
  return async (program, options = {}) => {
    const build = options.build === "insight" ? "insight" : "runtime";
    const bytes = programBytes(program, runtime, compile);
    bytes.catch(() => {}); // Reported below, after the instance.
    const starting = (instances[build] ??= (async () =>
      Instance.start(
        build === "insight" ? ((await import("./trogen-insight_glue.js")) as unknown as EngineGlue) : glue,
        options.wasm ?? runtime.wasm(build),
      ))());
    starting.catch(() => delete instances[build]);
    return new Engine(await starting, await bytes, build);
  };
}

/** Makes `compile` for a runtime. */
export function compiler(runtime: Runtime): Compile {
  let starting: Promise<CompilerGlue> | undefined;
  return async (program) => {
    starting ??= (async () => {
      const glue = (await import("./trogen-compiler_glue.js")) as unknown as CompilerGlue;
      await instantiate(glue, runtime.wasm("compiler"));
      return glue;
    })();
    starting.catch(() => (starting = undefined));
    const { compile } = await starting;
    const compiled = compile(typeof program === "string" ? program : JSON.stringify(program));
    const problems = compiled.problems();
    const bytes = compiled.bytes();
    compiled.free();
    if (problems === "") return bytes;
    const list = JSON.parse(problems) as TrogenError["problems"];
    const lines = list.map((p) => `${p.path || "program"}: ${p.message}${p.suggestion ? `; did you mean "${p.suggestion}"?` : ""}`);
    throw new TrogenError("program", lines.join("\n"), { problems: list });
  };
}

/** Reads what `fetch` gives, or says what it gave instead. */
export async function fetched(response: Response | Promise<Response>): Promise<ArrayBuffer> {
  let got: Response;
  try {
    got = await response;
  } catch (cause) {
    throw new TrogenError("fetch_failed", "The program could not be fetched. Check its address and the network.", { cause });
  }
  if (!got.ok) throw new TrogenError("fetch_failed", `The program was not served: ${got.status} at ${got.url}`);
  return got.arrayBuffer();
}

async function programBytes(program: ProgramSource, runtime: Runtime, compile: Compile): Promise<Uint8Array> {
  if (typeof program === "string" || program instanceof URL) return view(await runtime.read(program));
  if (typeof program !== "object" || program === null) {
    throw new TrogenError("bad_argument", "load() takes a program: bytes, a Response, an address or the object itself.");
  }
  if (program instanceof ArrayBuffer || ArrayBuffer.isView(program)) return view(program as BufferSource);
  if (typeof Response === "function" && program instanceof Response) return view(await fetched(program));
  return compile(program);
}

function view(source: BufferSource): Uint8Array {
  return ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
}
