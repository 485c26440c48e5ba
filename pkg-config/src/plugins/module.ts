/** A module whose default export is these bytes, in any runtime that has `atob`. */
export function moduleOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString("base64");
  return `export default Uint8Array.from(atob("${text}"), (c) => c.charCodeAt(0));\n`;
}
