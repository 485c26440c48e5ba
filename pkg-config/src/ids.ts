/** Item ids behind an index of the next item; the layout is drawn in `src/scores/next_item/mod.rs`. */

/** Where an index says how long its ids are, as 24 bits. */
const LENGTH = 13;

/** Bytes of the ids at an index's end; 0 without, or of what is no index. */
export function idsLength(index: Uint8Array): number {
  const [low = 0, middle = 0, high = 0] = index.subarray(LENGTH);
  return low + middle * 256 + high * 65_536;
}

/** The ids by the hash of each. Of damaged bytes some are missing or odd. */
export function idsOf(bytes: Uint8Array, decode: (bytes: Uint8Array) => string): Map<number, string> {
  const ids = new Map<number, string>();
  if (bytes.length < 4) return ids;
  const count = Math.min(new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true), bytes.length);
  const id = new Uint8Array(510);
  let at = 4 + 2 * count;
  for (let i = 4; i < 4 + count; i++) {
    const shared = bytes[i] ?? 0;
    const length = shared + (bytes[i + count] ?? 0);
    id.set(bytes.subarray(at, (at += length - shared)), shared);
    // FNV-1a, 32 bits, as `src/math/hash.rs` has it.
    let hash = 0x811c9dc5;
    let text = "";
    let all = 0;
    for (let k = 0; k < length; k++) {
      const byte = id[k] as number;
      hash = Math.imul(hash ^ byte, 0x01000193);
      text += String.fromCharCode(byte);
      all |= byte;
    }
    // A decoder called for each would take four times as long.
    ids.set(hash >>> 0, all < 128 ? text : decode(id.subarray(0, length)));
  }
  return ids;
}
