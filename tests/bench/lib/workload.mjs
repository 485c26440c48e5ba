// Deterministic, neutral workload. Same seed -> same bytes on every machine (integers and IEEE only).
export function rng(seed) {
  let a = seed >>> 0;
  return () => {
    // mulberry32
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const pick = (r, xs) => xs[Math.floor(r() * xs.length)];
const int = (r, lo, hi) => lo + Math.floor(r() * (hi - lo + 1));
const weighted = (r, pairs) => {
  let t = 0;
  for (const p of pairs) t += p[1];
  let x = r() * t;
  for (const [v, w] of pairs) {
    if ((x -= w) < 0) return v;
  }
  return pairs[pairs.length - 1][0];
};
const sample = (r, xs, k) => {
  const a = xs.slice();
  for (let i = 0; i < k; i++) {
    const j = i + Math.floor(r() * (a.length - i));
    [a[i], a[j]] = [a[j], a[i]];
  }
  return a.slice(0, k);
};

export const SLOTS = ["hero", "banner", "grid", "checkout"];
export const TOPICS = [
  "running",
  "cycling",
  "hiking",
  "climbing",
  "yoga",
  "swim",
  "football",
  "tennis",
  "golf",
  "ski",
  "camping",
  "fishing",
  "kids",
  "women",
  "men",
  "shoes",
  "jackets",
  "bags",
  "watches",
  "nutrition",
  "sale",
  "outlet",
  "vegan",
  "luxury",
  "basics",
  "denim",
  "home",
  "beauty",
  "books",
  "toys",
];
const ENUM = {
  stage: [
    ["new", 22],
    ["active", 24],
    ["due", 14],
    ["at_risk", 14],
    ["lapsed", 14],
    ["won_back", 5],
    ["vip", 7],
  ],
  tier: [
    ["none", 40],
    ["bronze", 25],
    ["silver", 18],
    ["gold", 12],
    ["platinum", 5],
  ],
  country: [
    ["de", 22],
    ["us", 18],
    ["gb", 14],
    ["fr", 10],
    ["es", 7],
    ["it", 7],
    ["nl", 6],
    ["pl", 5],
    ["se", 4],
    ["at", 3],
    ["ch", 2],
    ["be", 2],
  ],
  device: [
    ["mobile", 60],
    ["desktop", 33],
    ["tablet", 7],
  ],
  channel: [
    ["direct", 25],
    ["search", 30],
    ["email", 15],
    ["social", 15],
    ["affiliate", 8],
    ["app", 7],
  ],
  language: [
    ["en", 35],
    ["de", 25],
    ["fr", 12],
    ["es", 10],
    ["it", 10],
    ["nl", 8],
  ],
};
const BOOL = { is_member: 0.55, email_opt_in: 0.5, has_app: 0.2 };
// thresholds are the small realistic set every marketer uses, so predicates repeat between campaigns
const NUM = {
  points: [100, 250, 500, 1000, 2500, 5000],
  orders: [1, 2, 3, 5, 10, 20],
  spend: [50, 100, 250, 500, 1000],
  days_since_order: [7, 14, 30, 60, 90, 180],
  cart_value: [20, 50, 75, 100, 150],
  nps: [7, 9],
  hour: [6, 9, 12, 17, 21],
  session_views: [2, 3, 5, 10, 20],
  sessions: [2, 3, 5, 10],
};
export const ATTRS = { ENUM, BOOL, NUM };
// may be absent on a visitor; every other attribute is always present. Optional values are always >= 1.
export const OPTIONAL = new Set(["days_since_order", "cart_value", "nps", ...TOPICS.map((t) => "interests." + t)]);

export function makeVisitors(n, seed = 7) {
  const r = rng(seed),
    out = [];
  for (let i = 0; i < n; i++) {
    const v = { id: "v" + i };
    for (const k in ENUM) v[k] = weighted(r, ENUM[k]);
    for (const k in BOOL) v[k] = r() < BOOL[k];
    const rich = v.stage === "vip" ? 3 : v.stage === "new" ? 0 : 1;
    v.orders = rich === 0 ? 0 : Math.min(40, 1 + Math.floor(-Math.log(1 - r()) * 4 * rich));
    v.spend = v.orders * int(r, 20, 90);
    v.points = v.is_member ? Math.min(6000, Math.floor(v.spend * (0.5 + r() * 3))) : 0;
    v.hour = int(r, 0, 23);
    v.session_views = int(r, 1, 30);
    v.sessions = int(r, 1, 25);
    if (v.orders > 0)
      v.days_since_order =
        v.stage === "active" ? int(r, 1, 30) : v.stage === "lapsed" ? int(r, 120, 365) : int(r, 1, 150);
    if (r() < 0.4) v.cart_value = int(r, 5, 220);
    if (r() < 0.35) v.nps = int(r, 1, 10);
    v.interests = {};
    for (const t of sample(r, TOPICS, int(r, 3, 9))) v.interests[t] = int(r, 5, 100);
    out.push(v);
  }
  return out;
}

function predicate(r) {
  const x = r();
  if (x < 0.34) {
    const k = pick(r, ["stage", "stage", "tier", "country", "country", "device", "channel", "language"]);
    const vals = ENUM[k].map((p) => p[0]),
      y = r();
    if (y < 0.45) return { [k]: pick(r, vals) };
    if (y < 0.8) return { [k]: { $in: sample(r, vals, int(r, 2, Math.min(4, vals.length - 1))).sort() } };
    if (y < 0.9) return { [k]: { $nin: sample(r, vals, int(r, 1, 2)).sort() } };
    return { [k]: { $eq: pick(r, vals) } };
  }
  if (x < 0.42) {
    const k = pick(r, Object.keys(BOOL));
    return { [k]: r() < 0.75 };
  }
  if (x < 0.62) {
    const k = "interests." + pick(r, TOPICS);
    return r() < 0.85 ? { [k]: { $gte: pick(r, [20, 40, 60, 80]) } } : { [k]: { $exists: r() < 0.6 } };
  }
  const k = pick(r, Object.keys(NUM)),
    th = NUM[k],
    opt = OPTIONAL.has(k),
    y = r();
  if (opt && y < 0.12) return { [k]: { $exists: r() < 0.7 } };
  if (y < 0.5) return { [k]: { [r() < 0.7 ? "$gte" : "$gt"]: pick(r, th) } };
  if (y < 0.75) {
    const o = opt ? { $exists: true } : {};
    o[r() < 0.7 ? "$lt" : "$lte"] = pick(r, th);
    return { [k]: o };
  }
  const i = int(r, 0, th.length - 2),
    j = int(r, i + 1, th.length - 1);
  return { [k]: { $gte: th[i], $lt: th[j] } };
}
function mergeAnd(ps) {
  // implicit AND when keys are distinct, else $and - as people write it
  const o = {};
  let clash = false;
  for (const p of ps) {
    const k = Object.keys(p)[0];
    if (k in o) clash = true;
    o[k] = p[k];
  }
  return clash ? { $and: ps } : o;
}
export function makeCondition(r) {
  const n = weighted(r, [
    [1, 8],
    [2, 30],
    [3, 34],
    [4, 18],
    [5, 10],
  ]);
  const ps = Array.from({ length: n }, () => predicate(r));
  const x = r();
  if (n >= 3 && x < 0.16) return { ...mergeAnd(ps.slice(2)), $or: [ps[0], ps[1]] };
  if (n >= 4 && x < 0.22) return { $or: [mergeAnd(ps.slice(0, 2)), mergeAnd(ps.slice(2))] };
  if (n >= 2 && x > 0.93) return { ...mergeAnd(ps.slice(1)), $not: ps[0] };
  if (n >= 2 && x > 0.88) return { $and: ps };
  return mergeAnd(ps);
}

// `test(condition) -> visitor => boolean` is injected (the referee's own evaluator) to keep realistic selectivity
export function makeCampaigns(n, compile, seed = 42) {
  const r = rng(seed),
    probe = makeVisitors(192, 99991),
    out = [];
  while (out.length < n) {
    const condition = makeCondition(r),
      f = compile(condition);
    let hit = 0;
    for (const v of probe) if (f(v)) hit++;
    const rate = hit / probe.length;
    if (rate < 0.005 || rate > 0.3 || (rate > 0.12 && r() < 0.55)) continue;
    const i = out.length;
    out.push({
      id: "c" + i,
      slot: SLOTS[i % SLOTS.length],
      condition,
      topics: sample(r, TOPICS, int(r, 1, 3)),
      value: int(r, 1, 1000),
      priority: int(r, 0, 3),
    });
  }
  return out;
}

export function makeSessions(visitors, events = 40, seed = 5) {
  const r = rng(seed);
  const catalog = Array.from({ length: 400 }, (_, i) => ({
    item_id: "sku" + i,
    price: int(r, 5, 180),
    topics: sample(r, TOPICS, int(r, 1, 3)),
  }));
  return visitors.map((v) => {
    let ts = 1790000000000 + int(r, 0, 1e9);
    const evs = [],
      cart = [];
    const liked = Object.keys(v.interests);
    for (let i = 0; i < events; i++) {
      ts += int(r, 2000, 60000);
      const item = () => {
        for (let k = 0; k < 4; k++) {
          const c = pick(r, catalog);
          if (c.topics.some((t) => liked.includes(t))) return { ...c, quantity: 1 };
        }
        return { ...pick(r, catalog), quantity: 1 };
      };
      const name = weighted(r, [
        ["view_item", 46],
        ["view_item_list", 16],
        ["search", 12],
        ["add_to_cart", 12],
        ["remove_from_cart", 3],
        ["view_promotion", 5],
        ["begin_checkout", 4],
        ["purchase", 2],
      ]);
      const e = { name, ts, items: [] };
      if (name === "view_item_list") e.items = [item(), item(), item(), item()];
      else if (name === "search") {
        e.search_term = pick(r, TOPICS);
        e.items = [{ item_id: "", price: 0, quantity: 0, topics: [e.search_term] }];
      } else if (name === "purchase") e.items = cart.length ? cart.splice(0) : [item()];
      else {
        const it = item();
        e.items = [it];
        if (name === "add_to_cart") cart.push(it);
      }
      e.value = e.items.reduce((s, it) => s + it.price * it.quantity, 0);
      evs.push(e);
    }
    return { visitor: v.id, events: evs };
  });
}
// one neutral scoring table for T2: points added to each topic of each item
export const EVENT_WEIGHT = {
  view_item: 4,
  view_item_list: 1,
  search: 6,
  add_to_cart: 10,
  remove_from_cart: -3,
  view_promotion: 1,
  begin_checkout: 2,
  purchase: 15,
};
export const TOPIC_CAP = 100;
