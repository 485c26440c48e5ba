// What the build puts beside the compiled modules.
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*.wasm?module" {
  const module: WebAssembly.Module;
  export default module;
}
declare module "*_glue.js";
declare module "*/inline-wasm.js" {
  /** The runtime's .wasm in base64. */
  export const wasm: string;
}
