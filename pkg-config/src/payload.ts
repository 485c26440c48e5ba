/** A payload that does not stand in the program: `{ "$href": "hero.json", "sha256": "…" }`. */
export interface PayloadReference {
  $href: string;
  /** SHA-256 of its bytes, 64 hexadecimal digits. */
  sha256?: string;
}

export interface PayloadOptions {
  /** What addresses are relative to; the page unless said. */
  base?: string | URL;
  fetch?: typeof fetch;
}

const loaded = new Map<string, Promise<unknown>>();

/**
 * The payload of a choice or a slot: as the program has it, or, where that only says where it is, loaded, checked against its hash
 * and read as JSON. Each address is loaded once. Undefined where it cannot be had or is not what the program means; the page then
 * keeps what it has.
 */
export async function payloadOf(choice: { readonly payload: unknown }, options: PayloadOptions = {}): Promise<unknown> {
  const payload = choice.payload as Partial<PayloadReference> | null | undefined;
  if (typeof payload !== "object" || payload === null || typeof payload.$href !== "string") return payload;
  const { $href, sha256 } = payload;
  const key = `${options.base ?? ""} ${$href} ${sha256 ?? ""}`;
  let promise = loaded.get(key);
  if (!promise) {
    promise = load($href, sha256, options).catch(() => {
      // The next one who asks tries again.
      loaded.delete(key);
      return undefined;
    });
    loaded.set(key, promise);
  }
  return promise;
}

async function load(href: string, sha256: string | undefined, { base, fetch: get = fetch }: PayloadOptions): Promise<unknown> {
  const from = base ?? (globalThis as { location?: Location }).location?.href;
  const response = await get(from === undefined ? href : new URL(href, from).href);
  if (!response.ok) throw new Error(`${response.status}`);
  const bytes = await response.arrayBuffer();
  if (sha256 !== undefined) {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hex !== sha256.toLowerCase()) throw new Error("another payload than the program means");
  }
  return JSON.parse(new TextDecoder().decode(bytes));
}
