// Mongo condition -> neutral negation-normal form, plus the shapes that peers need (disjoint DNF, CNF).
// Leaf meaning: a missing attribute fails every op except nx (and ne/nin, which the workload never uses on optional ones).
import { OPTIONAL } from "./workload.mjs";
const OPS = { $eq: "eq", $ne: "ne", $in: "in", $nin: "nin", $gt: "gt", $gte: "gte", $lt: "lt", $lte: "lte" };
const NEG = {
  eq: "ne",
  ne: "eq",
  in: "nin",
  nin: "in",
  gt: "lte",
  gte: "lt",
  lt: "gte",
  lte: "gt",
  ex: "nx",
  nx: "ex",
};
const P = (a, op, v) => ({ t: "p", a, op, v });
const flat = (t, c) => {
  const o = [];
  for (const x of c) x.t === t ? o.push(...x.c) : o.push(x);
  return o.length === 1 ? o[0] : { t, c: o };
};
export const and = (c) => flat("and", c),
  or = (c) => flat("or", c);
export function neg(n) {
  if (n.t === "and") return or(n.c.map(neg));
  if (n.t === "or") return and(n.c.map(neg));
  const p = P(n.a, NEG[n.op], n.v);
  return OPTIONAL.has(n.a) && n.op !== "ex" && n.op !== "nx" ? or([P(n.a, "nx"), p]) : p;
}
function value(a, v) {
  if (v === null || typeof v !== "object") return P(a, "eq", v);
  const c = [];
  for (const k in v) {
    if (k === "$exists") c.push(P(a, v[k] ? "ex" : "nx"));
    else if (k === "$not") c.push(neg(value(a, v[k])));
    else if (OPS[k]) c.push(P(a, OPS[k], v[k]));
    else throw new Error("op " + k);
  }
  return and(c);
}
export function parse(cond) {
  const c = [];
  for (const k in cond) {
    const v = cond[k];
    if (k === "$and") c.push(and(v.map(parse)));
    else if (k === "$or") c.push(or(v.map(parse)));
    else if (k === "$not") c.push(neg(parse(v)));
    else c.push(value(k, v));
  }
  return and(c);
}
export const get = (v, a) => (a.charCodeAt(9) === 46 && a.startsWith("interests.") ? v.interests[a.slice(10)] : v[a]);
export function test(p, x) {
  switch (p.op) {
    case "eq":
      return x === p.v;
    case "ne":
      return x !== p.v;
    case "in":
      return p.v.includes(x);
    case "nin":
      return !p.v.includes(x);
    case "gt":
      return x > p.v;
    case "gte":
      return x >= p.v;
    case "lt":
      return x < p.v;
    case "lte":
      return x <= p.v;
    case "ex":
      return x !== undefined;
    case "nx":
      return x === undefined;
  }
}
export function evalIR(n, v) {
  if (n.t === "p") return test(n, get(v, n.a));
  if (n.t === "and") {
    for (const c of n.c) if (!evalIR(c, v)) return false;
    return true;
  }
  for (const c of n.c) if (evalIR(c, v)) return true;
  return false;
}
const compl = { gte: "lt", lt: "gte", gt: "lte", lte: "gt" };
// drops conjuncts that can never hold (eq of two values, ex and nx ...): keeps the expansion small
function possible(ps) {
  const by = new Map();
  for (const p of ps) {
    const l = by.get(p.a);
    if (l) l.push(p);
    else by.set(p.a, [p]);
  }
  for (const l of by.values())
    for (let i = 0; i < l.length; i++)
      for (let j = i + 1; j < l.length; j++) {
        const a = l[i],
          b = l[j];
        if ((a.op === "nx" && b.op !== "nx") || (b.op === "nx" && a.op !== "nx")) return false;
        if (a.op === "eq" && b.op === "eq" && a.v !== b.v) return false;
        if (compl[a.op] === b.op && a.v === b.v) return false;
        if ((a.op === "eq" && b.op === "ne" && a.v === b.v) || (b.op === "eq" && a.op === "ne" && a.v === b.v))
          return false;
      }
  return true;
}
// disjoint DNF: at most one conjunct of a condition holds for a visitor
export function dnf(n, splitIn = false) {
  if (n.t === "p") {
    if (splitIn && n.op === "in") return n.v.map((v) => [P(n.a, "eq", v)]);
    if (splitIn && n.op === "nin") return [n.v.map((v) => P(n.a, "ne", v))];
    return [[n]];
  }
  if (n.t === "and") {
    let acc = [[]];
    for (const c of n.c) {
      const d = dnf(c, splitIn),
        next = [];
      for (const x of acc)
        for (const y of d) {
          const z = x.concat(y);
          if (possible(z)) next.push(z);
        }
      acc = next;
    }
    return acc;
  }
  const out = [];
  let rest = null;
  for (const c of n.c) {
    out.push(...dnf(rest ? and([rest, c]) : c, splitIn));
    rest = rest ? and([rest, neg(c)]) : neg(c);
  }
  return out;
}
export function cnf(n) {
  // list of clauses, a clause is a list of leaves
  if (n.t === "p") return [[n]];
  if (n.t === "and") return n.c.flatMap(cnf);
  let acc = [[]];
  for (const c of n.c) {
    const d = cnf(c),
      next = [];
    for (const x of acc) for (const y of d) next.push(x.concat(y));
    acc = next;
  }
  return acc;
}
// best first: value desc, priority desc, then declaration order
export function ordered(campaigns) {
  return campaigns
    .map((c, i) => [c, i])
    .sort((x, y) => y[0].value - x[0].value || y[0].priority - x[0].priority || x[1] - y[1])
    .map((x) => x[0]);
}
export function bySlot(campaigns) {
  const m = new Map();
  for (const c of campaigns) {
    const l = m.get(c.slot);
    if (l) l.push(c);
    else m.set(c.slot, [c]);
  }
  return m;
}
// visitor-dependent score used by task `rank3` - the same arithmetic for everyone, integers only
export function affinityScore(c, interests) {
  let a = 100;
  for (const t of c.topics) {
    const w = interests[t];
    if (w !== undefined) a += w;
  }
  return c.value * a;
}
export function topBy(list, interests, take) {
  // list is in `ordered` order, ties keep that order
  const best = [],
    score = [];
  for (const c of list) {
    const s = affinityScore(c, interests);
    if (best.length === take && s <= score[take - 1]) continue;
    let i = best.length < take ? best.length : take - 1;
    while (i > 0 && score[i - 1] < s) {
      best[i] = best[i - 1];
      score[i] = score[i - 1];
      i--;
    }
    best[i] = c;
    score[i] = s;
  }
  return best.map((c) => c.id);
}
