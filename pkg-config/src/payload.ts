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

/** How many payloads are kept. */
const MOST = 64;
/** By hash and address, the oldest first. */
const loaded = new Map<string, Promise<unknown>>();

/**
 * The payload of a choice or a slot: as the program has it, or, where that only says where it is, loaded, checked against its hash
 * and read as JSON. The last 64 are kept and not loaded again. Undefined where it cannot be had or is not what the program means;
 * the page then keeps what it has, and the next one who asks tries again.
 */
export async function payloadOf(choice: { readonly payload: unknown }, options: PayloadOptions = {}): Promise<unknown> {
  const payload = choice.payload as Partial<PayloadReference> | null | undefined;
  if (typeof payload !== "object" || payload === null || typeof payload.$href !== "string") return payload;
  const from = options.base ?? (globalThis as { location?: Location }).location?.href;
  try {
    const address = from === undefined ? payload.$href : new URL(payload.$href, from).href;
    return await kept(address, payload.sha256?.toLowerCase(), options.fetch ?? fetch);
  } catch {
    return undefined;
  }
}

function kept(address: string, sha256: string | undefined, get: typeof fetch): Promise<unknown> {
  const key = `${sha256} ${address}`;
  const before = loaded.get(key);
  if (before) return before;
  const promise = load(address, sha256, get);
  loaded.set(key, promise);
  const trim = () => {
    for (const oldest of loaded.keys()) if (loaded.size > MOST) loaded.delete(oldest);
  };
  // Only what could be had drives out what is kept.
  promise.then(trim, () => loaded.delete(key));
  return promise;
}

async function load(address: string, sha256: string | undefined, get: typeof fetch): Promise<unknown> {
  const response = await get(address);
  if (!response.ok) throw new Error(`${response.status}`);
  const bytes = await response.arrayBuffer();
  if (sha256 !== undefined) {
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const hex = Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join("");
    if (hex !== sha256) throw new Error("another payload than the program means");
  }
  return JSON.parse(new TextDecoder().decode(bytes));
}
