// Bound: js-indexed with the index built offline and shipped as bytes; bitsets are views on the file (no build on device).
import base, { build } from "./js-indexed.mjs";
import { bySlot, ordered } from "../lib/ir.mjs";
export default {
  name: "js-indexed-packed",
  kind: "bound",
  pack(cs) {
    const lean = ordered(cs).map((c) => ({
      id: c.id,
      slot: c.slot,
      topics: c.topics,
      value: c.value,
      condition: c.condition,
    }));
    const head = {},
      chunks = [];
    let at = 0;
    const put = (ta) => {
      const o = at;
      chunks.push([o, ta]);
      at += ta.length;
      return o;
    };
    for (const [slot, list] of bySlot(lean)) {
      const ix = build(list),
        seen = new Map();
      const row = (b) => {
        const k = b.join();
        let o = seen.get(k);
        if (o === undefined) seen.set(k, (o = put(b)));
        return o;
      };
      head[slot] = {
        words: ix.words,
        n: ix.n,
        owner: put(ix.owner),
        list: ix.list,
        attrs: ix.attrs.map((A) => ({
          a: A.a,
          topic: A.topic,
          cuts: [...A.cuts],
          map: A.map ? [...A.map] : null,
          other: A.other,
          base: A.base,
          bits: A.bits.map(row),
        })),
      };
    }
    const h = new TextEncoder().encode(JSON.stringify(head)),
      off = (8 + h.length + 3) & ~3,
      out = new Uint8Array(off + at * 4);
    new Uint32Array(out.buffer, 0, 2).set([h.length, off]);
    out.set(h, 8);
    const w = new Int32Array(out.buffer, off);
    for (const [o, ta] of chunks) w.set(ta, o);
    return out;
  },
  async load(u8) {
    const b = u8.byteOffset & 3 ? u8.slice() : u8,
      [len, off] = new Uint32Array(b.buffer, b.byteOffset, 2);
    const head = JSON.parse(new TextDecoder().decode(b.subarray(8, 8 + len))),
      view = (o, n) => new Int32Array(b.buffer, b.byteOffset + off + o * 4, n),
      slots = new Map();
    for (const s in head) {
      const x = head[s];
      slots.set(s, {
        words: x.words,
        n: x.n,
        list: x.list,
        owner: view(x.owner, x.n),
        rows: new Array(x.attrs.length),
        attrs: x.attrs.map((A) => ({
          ...A,
          cuts: Float64Array.from(A.cuts),
          map: A.map ? new Map(A.map) : null,
          bits: A.bits.map((o) => view(o, x.words)),
        })),
      });
    }
    return base.engine(slots);
  },
};
