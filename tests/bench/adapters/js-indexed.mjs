// Bound: what an index alone gives, in plain JS. Per attribute the number line / value set is cut at the thresholds in
// use; every cell has a bitset of the conjuncts that the cell does not rule out. A visitor = one cell per attribute;
// eligible = AND of one bitset per attribute, word by word, in value order (so top-k stops early).
import { bySlot, ordered, parse, dnf, test, topBy, get } from "../lib/ir.mjs";
export function build(list) {
  const conj = [],
    owner = [];
  list.forEach((c, i) => {
    for (const k of dnf(parse(c.condition))) {
      conj.push(k);
      owner.push(i);
    }
  });
  const words = Math.max(1, (conj.length + 31) >>> 5),
    by = new Map();
  conj.forEach((k, i) => {
    for (const p of k) {
      let l = by.get(p.a);
      if (!l) by.set(p.a, (l = []));
      l.push([i, p]);
    }
  });
  const attrs = [];
  for (const [a, l] of by) {
    const nums = new Set(),
      vals = new Set();
    for (const [, p] of l)
      for (const v of Array.isArray(p.v) ? p.v : p.v === undefined ? [] : [p.v])
        typeof v === "number" ? nums.add(v) : vals.add(v);
    const cuts = [...nums].sort((x, y) => x - y);
    const reps = [undefined]; // cell 0 = missing
    const map = new Map();
    for (const v of vals) {
      map.set(v, reps.length);
      reps.push(v);
    }
    const other = reps.length;
    if (vals.size) reps.push("\u0000other");
    const base = reps.length; // cells: (-inf,c0) c0 (c0,c1) c1 ...
    if (!vals.size) {
      const xs = [cuts.length ? cuts[0] - 1 : 1];
      cuts.forEach((c, i) => {
        xs.push(c);
        xs.push(i + 1 < cuts.length ? (c + cuts[i + 1]) / 2 : c + 1);
      });
      reps.push(...xs);
    }
    const bits = reps.map((x) => {
      const b = new Int32Array(words).fill(-1);
      for (const [i, p] of l) if (!test(p, x)) b[i >>> 5] &= ~(1 << (i & 31));
      return b;
    });
    attrs.push({
      a,
      topic: a.startsWith("interests.") ? a.slice(10) : null,
      cuts: Float64Array.from(cuts),
      map: vals.size ? map : null,
      other,
      base,
      bits,
    });
  }
  // selective attributes first: fewer words survive the first ANDs
  return {
    attrs,
    owner: Int32Array.from(owner),
    words,
    n: conj.length,
    list: list.map((c) => ({ id: c.id, topics: c.topics, value: c.value })),
  };
}
export function cells(ix, v, rows) {
  for (let k = 0; k < ix.attrs.length; k++) {
    const A = ix.attrs[k],
      x = A.topic !== null ? v.interests[A.topic] : v[A.a];
    let cell = 0;
    if (x !== undefined) {
      if (A.map) {
        const m = A.map.get(x);
        cell = m === undefined ? A.other : m;
      } else {
        const c = A.cuts;
        let i = 0;
        while (i < c.length && c[i] < x) i++;
        cell = A.base + 2 * i + (i < c.length && c[i] === x ? 1 : 0);
      }
    }
    rows[k] = A.bits[cell];
  }
}
export function scan(ix, rows, take, out) {
  const m = rows.length,
    tail = ix.n & 31;
  let last = -1;
  for (let w = 0; w < ix.words; w++) {
    let b = -1;
    for (let k = 0; k < m; k++) {
      b &= rows[k][w];
      if (b === 0) break;
    }
    if (w === ix.words - 1 && tail) b &= (1 << tail) - 1;
    while (b !== 0) {
      const i = (w << 5) + 31 - Math.clz32(b & -b);
      b &= b - 1;
      const o = ix.owner[i];
      if (o !== last) {
        last = o;
        out.push(o);
        if (out.length === take) return;
      }
    }
  }
}
export default {
  name: "js-indexed",
  kind: "bound",
  pack: (cs) =>
    ordered(cs).map((c) => ({ id: c.id, slot: c.slot, topics: c.topics, value: c.value, condition: c.condition })),
  async load(packed) {
    const slots = new Map();
    for (const [slot, list] of bySlot(packed)) {
      const ix = build(list);
      ix.rows = new Array(ix.attrs.length);
      slots.set(slot, ix);
    }
    return this.engine(slots);
  },
  engine(slots) {
    return {
      prepare: (v) => v,
      choose(v, slot, take) {
        const ix = slots.get(slot),
          out = [];
        cells(ix, v, ix.rows);
        scan(ix, ix.rows, take, out);
        for (let i = 0; i < out.length; i++) out[i] = ix.list[out[i]].id;
        return out;
      },
      rank(v, slot, take) {
        const ix = slots.get(slot),
          out = [];
        cells(ix, v, ix.rows);
        scan(ix, ix.rows, Infinity, out);
        for (let i = 0; i < out.length; i++) out[i] = ix.list[out[i]];
        return topBy(out, v.interests, take);
      },
    };
  },
};
