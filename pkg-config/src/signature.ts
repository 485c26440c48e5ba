/**
 * Signatures of programs: Ed25519 (RFC 8032) over the file's bytes, by WebCrypto, detached, so that a program with and without one is
 * the same file. A page trusts whoever serves it; an edge that takes programs from a store checks them.
 */

/** Signs program bytes with a private key (JWK or CryptoKey); 64 bytes. */
export async function sign(program: Uint8Array, key: JsonWebKey | CryptoKey): Promise<Uint8Array> {
  const signed = await crypto.subtle.sign("Ed25519", await imported(key, "sign"), program as BufferSource);
  return new Uint8Array(signed);
}

/** Whether a signature is that of program bytes by the holder of the private half of a public key. Anything else is no. */
export async function verify(program: Uint8Array, signature: Uint8Array, key: JsonWebKey | CryptoKey): Promise<boolean> {
  try {
    return await crypto.subtle.verify("Ed25519", await imported(key, "verify"), signature as BufferSource, program as BufferSource);
  } catch {
    return false;
  }
}

/** A new pair of keys, as JWKs: keep the private one where programs are compiled. */
export async function keys(): Promise<{ privateKey: JsonWebKey; publicKey: JsonWebKey }> {
  const pair = (await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"])) as CryptoKeyPair;
  const out = (key: CryptoKey) => crypto.subtle.exportKey("jwk", key);
  return { privateKey: await out(pair.privateKey), publicKey: await out(pair.publicKey) };
}

async function imported(key: JsonWebKey | CryptoKey, use: "sign" | "verify"): Promise<CryptoKey> {
  if (!("kty" in key)) return key as CryptoKey;
  // What the key says of its own use may differ from platform to platform.
  const { kty, crv, x, d } = key;
  return crypto.subtle.importKey("jwk", { kty, crv, x, ...(use === "sign" && { d }) } as JsonWebKey, "Ed25519", false, [use]);
}
