// What a good front-end developer would write: conditions compiled once to closures, lists sorted once, stop at `take`.
import { bySlot, ordered, topBy } from "../lib/ir.mjs";
import { EVENT_WEIGHT, TOPIC_CAP } from "../lib/workload.mjs";
const getter = (k) =>
  k.startsWith("interests.")
    ? (
        (t) => (v) =>
          v.interests[t]
      )(k.slice(10))
    : (v) => v[k];
const all = (fs) =>
  fs.length === 1
    ? fs[0]
    : fs.length === 2
      ? (v) => fs[0](v) && fs[1](v)
      : (v) => {
          for (let i = 0; i < fs.length; i++) if (!fs[i](v)) return false;
          return true;
        };
const OPS = {
  $eq: (g, x) => (v) => g(v) === x,
  $ne: (g, x) => (v) => g(v) !== x,
  $in: (g, x) => {
    const s = new Set(x);
    return (v) => s.has(g(v));
  },
  $nin: (g, x) => {
    const s = new Set(x);
    return (v) => !s.has(g(v));
  },
  $gt: (g, x) => (v) => g(v) > x,
  $gte: (g, x) => (v) => g(v) >= x,
  $lt: (g, x) => (v) => g(v) < x,
  $lte: (g, x) => (v) => g(v) <= x,
  $exists: (g, x) => (x ? (v) => g(v) !== undefined : (v) => g(v) === undefined),
};
export function compile(cond) {
  const fs = [];
  for (const k in cond) {
    const x = cond[k];
    if (k === "$and") fs.push(all(x.map(compile)));
    else if (k === "$or") {
      const o = x.map(compile);
      fs.push((v) => {
        for (const f of o) if (f(v)) return true;
        return false;
      });
    } else if (k === "$not") {
      const f = compile(x);
      fs.push((v) => !f(v));
    } else {
      const g = getter(k);
      if (x === null || typeof x !== "object") fs.push(OPS.$eq(g, x));
      else for (const op in x) fs.push(OPS[op](g, x[op]));
    }
  }
  return all(fs);
}
export default {
  name: "js-closures",
  kind: "baseline",
  pack: (cs) =>
    ordered(cs).map((c) => ({ id: c.id, slot: c.slot, topics: c.topics, value: c.value, condition: c.condition })),
  async load(packed) {
    const slots = bySlot(
      packed.map((c) => ({ id: c.id, slot: c.slot, topics: c.topics, value: c.value, match: compile(c.condition) })),
    );
    return {
      prepare: (v) => v,
      choose(v, slot, take) {
        const out = [];
        for (const c of slots.get(slot))
          if (c.match(v)) {
            out.push(c.id);
            if (out.length === take) break;
          }
        return out;
      },
      rank(v, slot, take) {
        return topBy(
          slots.get(slot).filter((c) => c.match(v)),
          v.interests,
          take,
        );
      },
    };
  },
  tracker() {
    const s = { topics: {}, counts: {}, spend: 0, orders: 0, last: 0 };
    return {
      track(e) {
        const w = EVENT_WEIGHT[e.name];
        s.counts[e.name] = (s.counts[e.name] ?? 0) + 1;
        for (const it of e.items) for (const t of it.topics) s.topics[t] = (s.topics[t] ?? 0) + w;
        for (const it of e.items) for (const t of it.topics) if (s.topics[t] > TOPIC_CAP) s.topics[t] = TOPIC_CAP; // cap per event, as Uniform
        if (e.name === "purchase") {
          s.spend += e.value;
          s.orders++;
          s.last = e.ts;
        }
      },
      topics: () => s.topics,
      count: (n) => s.counts[n] ?? 0,
      codecs: {
        JSON: { ser: () => JSON.stringify(s), de: (x) => JSON.parse(x) },
        "JSON, cookie-escaped": {
          ser: () => encodeURIComponent(JSON.stringify(s)),
          de: (x) => JSON.parse(decodeURIComponent(x)),
        },
      },
    };
  },
};
// T2 only: the same fold plus an exponential half-life of 14 days per topic, applied lazily on touch.
export function decayTracker() {
  const s = { topics: {}, counts: {}, spend: 0, orders: 0, last: 0 },
    L = Math.LN2 / (14 * 864e5);
  return {
    track(e) {
      const w = EVENT_WEIGHT[e.name];
      s.counts[e.name] = (s.counts[e.name] ?? 0) + 1;
      for (const it of e.items)
        for (const t of it.topics) {
          const x = s.topics[t];
          if (x === undefined) s.topics[t] = { w, t: e.ts };
          else {
            x.w = Math.min(TOPIC_CAP, x.w * Math.exp(-L * (e.ts - x.t)) + w);
            x.t = e.ts;
          }
        }
      if (e.name === "purchase") {
        s.spend += e.value;
        s.orders++;
        s.last = e.ts;
      }
    },
    topics: () => Object.fromEntries(Object.entries(s.topics).map(([k, v]) => [k, v.w])),
    count: (n) => s.counts[n] ?? 0,
  };
}
