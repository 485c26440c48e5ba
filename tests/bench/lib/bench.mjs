// Timing core, the same in Node and in a browser page. Interleaved rounds, order rotated, medians and quartiles.
export const now = () => performance.now();
export const TAKES = { top1: 1, top3: 3, all: Infinity };
export let sink = 0;
const id = (s) => (s === undefined ? 7 : s.charCodeAt(s.length - 1) + s.length * 31);
export function checksum(ids, acc) {
  let h = (acc + ids.length) | 0;
  for (let i = 0; i < ids.length; i++) h = (Math.imul(h, 31) + Number(ids[i].slice(1)) + 1) | 0;
  return h;
}
export function stats(xs) {
  const a = xs.slice().sort((x, y) => x - y),
    q = (p) => {
      const i = p * (a.length - 1),
        l = Math.floor(i);
      return a[l] + (a[Math.min(l + 1, a.length - 1)] - a[l]) * (i - l);
    };
  return { median: q(0.5), p25: q(0.25), p75: q(0.75), min: a[0], max: a[a.length - 1], n: a.length };
}
// one pass = every (visitor, slot) pair in an interleaved order; returns ns per op over >= minMs
function runner(fn, pairs) {
  let pos = 0;
  return (ops) => {
    let s = 0;
    const t = now();
    for (let i = 0; i < ops; i++) {
      const r = fn(pairs[pos]);
      s += r.length + id(r[0]);
      if (++pos === pairs.length) pos = 0;
    }
    const dt = now() - t;
    sink = (sink + s) | 0;
    return (dt * 1e6) / ops;
  };
}
export function calibrate(run, minMs, warmMs) {
  let ops = 1,
    ns = run(1),
    end = now() + warmMs;
  do {
    ns = run(ops);
    ops = Math.max(1, Math.min(1 << 20, Math.ceil((minMs * 1e6) / Math.max(ns, 1))));
  } while (now() < end);
  return ops;
}
export function interleave(entries, { rounds, minMs, warmMs }) {
  const list = entries.map((e) => ({ ...e, ops: calibrate(e.run, minMs, warmMs), xs: [] }));
  for (let r = 0; r < rounds; r++)
    for (let k = 0; k < list.length; k++) {
      const e = list[(k + r) % list.length];
      e.xs.push(e.run(e.ops));
    }
  return list.map((e) => ({ name: e.name, kind: e.kind, ...stats(e.xs) }));
}
export const MODES = ["top1", "top3", "all", "rank3", "fresh1"];
const supports = (a, engine, mode) =>
  mode === "rank3" ? !!engine.rank : !a.takes || a.takes.includes(mode === "fresh1" ? "top1" : mode);
// One adapter alone in its own process or page, so that none shares another's heap and type feedback. It does not steady
// js-closures' `all` at 10,000: alone it still moves between 0.35 and 3.3 ms, round to round. The conductor calls, in turn,
// load -> per mode: calibrate, then round by round interleaved with the other adapters.
export function station(w, compileRef, L) {
  let a, E, run, ops;
  let handles = [];
  return {
    /** `packed`: what `pack` gave elsewhere, for a page that has no compiler. */
    async load(adapter, n, wasm, checkVisitors, packed) {
      a = adapter;
      const campaigns = w.campaigns.slice(0, n);
      E = await a.load(packed ?? (await a.pack(campaigns)), { wasm });
      const visitors = w.visitors.slice(0, checkVisitors);
      return verify([{ ...a, engine: E }], visitors, w.slots, reference(campaigns, compileRef, L))[a.name];
    },
    calibrate(mode, opt) {
      if (!supports(a, E, mode)) return false;
      const vs = w.visitors;
      const pairs = [];
      for (let i = 0; i < vs.length; i++) {
        for (let j = 0; j < w.slots.length; j++) pairs.push([i, w.slots[(i + j) % w.slots.length]]);
      }
      for (const h of handles) E.release?.(h);
      const hs = (handles = mode === "fresh1" ? [] : vs.map((v) => E.prepare(v)));
      run = runner(call(E, mode, vs, hs), pairs);
      ops = calibrate(run, opt.minMs, opt.warmMs);
      return true;
    },
    round: () => run(ops),
  };
}

function call(E, mode, vs, hs) {
  if (mode === "rank3") return (p) => E.rank(hs[p[0]], p[1], 3);
  const take = TAKES[mode];
  if (mode !== "fresh1") return (p) => E.choose(hs[p[0]], p[1], take);
  if (!E.release) return (p) => E.choose(E.prepare(vs[p[0]]), p[1], 1);
  // Letting go of a visitor is part of having had one.
  return (p) => {
    const h = E.prepare(vs[p[0]]);
    const got = E.choose(h, p[1], 1);
    E.release(h);
    return got;
  };
}

// stations: [{ name, kind, load(n), calibrate(mode), round() }], all async
export async function conduct(stations, n, modes, rounds) {
  const ver = {};
  const out = {};
  for (const s of stations) ver[s.name] = await s.load(n);
  for (const mode of modes) {
    const on = [];
    for (const s of stations) if (await s.calibrate(mode)) on.push({ s, xs: [] });
    for (let r = 0; r < rounds; r++) {
      for (let k = 0; k < on.length; k++) {
        const e = on[(k + r) % on.length];
        e.xs.push(await e.s.round());
      }
    }
    out[mode] = on.map((e) => ({ name: e.s.name, kind: e.s.kind, ...stats(e.xs) }));
  }
  return { verify: ver, modes: out };
}

export function verify(engines, visitors, slots, ref) {
  const out = {};
  for (const e of engines) {
    const modes = e.takes ?? ["top1", "top3", "all"];
    const seen = { checks: 0, mismatches: 0, checksum: 0, first: null };
    const check = (what, got, want) => {
      seen.checks++;
      if (got.join() === want.join()) return;
      seen.mismatches++;
      seen.first ??= `${what}: got ${got.slice(0, 5)} want ${want.slice(0, 5)}`;
    };
    for (const v of visitors) {
      const x = e.engine.prepare(v);
      for (const s of slots) {
        for (const m of modes) {
          const got = e.engine.choose(x, s, TAKES[m]);
          seen.checksum = checksum(got, seen.checksum);
          check(`${m} ${v.id} ${s}`, got, ref.choose(v, s, TAKES[m]));
        }
        if (e.engine.rank) rankings(e.engine, x, v, s, ref, check);
      }
      e.engine.release?.(x);
    }
    seen.checksum >>>= 0;
    out[e.name] = seen;
  }
  return out;
}

// One with a formula of its own is held to the same eligible set and to its formula; the others to the referee's.
function rankings(engine, x, v, s, ref, check) {
  const got = engine.rank(x, s, 3);
  if (!engine.formula) return check(`rank3 ${v.id} ${s}`, got, ref.rank(v, s, 3));
  check(`eligible ${v.id} ${s}`, engine.rank(x, s, Infinity).sort(), ref.choose(v, s, Infinity).sort());
  check(`own rank3 ${v.id} ${s}`, got, engine.formula(x, ref.eligible(v, s), 3));
}

export function reference(campaigns, compileRef, lib) {
  const slots = lib.bySlot(lib.ordered(campaigns).map((c) => ({ ...c, f: compileRef(c.condition) })));
  const matching = (v, s) => slots.get(s).filter((c) => c.f(v));
  return {
    choose: (v, s, take) =>
      matching(v, s)
        .slice(0, take)
        .map((c) => c.id),
    rank: (v, s, take) => lib.topBy(matching(v, s), v.interests, take),
    /** In order of declaration. */
    eligible: (v, s) => matching(v, s).sort((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1))),
  };
}
