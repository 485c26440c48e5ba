// Uniform Context: variations in value order, its default algorithm (first `take` matches win). Its criteria are a
// flat AND or OR of string quirks and integer dimensions, so $in/$or become several variations (disjoint DNF).
import { Context, serializeCookie, parseScoreCookie } from "@uniformdev/context";
import { bySlot, ordered, parse, dnf, topBy } from "../lib/ir.mjs";
import { ATTRS, EVENT_WEIGHT, TOPIC_CAP } from "../lib/workload.mjs";
const STR = new Set([...Object.keys(ATTRS.ENUM), ...Object.keys(ATTRS.BOOL)]);
const OP = { gt: ">", gte: ">=", lt: "<", lte: "<=" };
const dim = (a) => (a.startsWith("interests.") ? "t_" + a.slice(10) : a);
const crit = (p) =>
  STR.has(p.a)
    ? { t: "q", l: p.a, op: p.op === "eq" ? "=" : "!=", r: String(p.v) }
    : p.op === "ex"
      ? { l: dim(p.a), op: ">", r: "0" }
      : p.op === "nx"
        ? { l: dim(p.a), op: "=", r: "0" }
        : { l: dim(p.a), op: OP[p.op], r: String(p.v) };
export const manifest = () => ({
  project: {
    pz: {
      control: 0,
      sig: Object.fromEntries(
        Object.keys(EVENT_WEIGHT).map((e) => [
          "n_" + e,
          {
            str: 1,
            cap: 1e9,
            dur: "p",
            crit: { type: "G", op: "&", clauses: [{ type: "EVT", event: { op: "=", rhs: e, cs: true } }] },
          },
        ]),
      ),
      enr: { t: { cap: TOPIC_CAP }, m: { cap: 1e9 } },
      agg: {},
    },
  },
});
let seq = 0;
export default {
  name: "uniform",
  kind: "peer",
  pkg: "@uniformdev/context",
  pack(campaigns) {
    const slots = {};
    for (const [slot, list] of bySlot(ordered(campaigns)))
      slots[slot] = list.flatMap((c) =>
        dnf(parse(c.condition), true).map((k) => ({ id: c.id, pz: { op: "&", crit: k.map(crit) } })),
      );
    return { slots, campaigns: campaigns.map((c) => ({ id: c.id, topics: c.topics, value: c.value })) };
  },
  async load(packed) {
    const slots = new Map(Object.entries(packed.slots)),
      byId = new Map(packed.campaigns.map((c) => [c.id, c]));
    return {
      prepare(v) {
        const ctx = new Context({ manifest: manifest(), defaultConsent: false, partitionKey: "p" + seq++ });
        const cmds = [];
        for (const k of STR) cmds.push({ type: "setquirk", data: { key: k, value: String(v[k]) } });
        for (const k in ATTRS.NUM)
          if (v[k] !== undefined) cmds.push({ type: "modscore", data: { dimension: k, delta: v[k] } });
        for (const t in v.interests)
          cmds.push({ type: "modscore", data: { dimension: "t_" + t, delta: v.interests[t] } });
        ctx.storage.updateData(cmds); // resolves later, but the new state is in place when the call returns
        return { ctx, interests: v.interests };
      },
      choose(h, slot, take) {
        const r = h.ctx.personalize({ name: slot, variations: slots.get(slot), take }).variations,
          out = [];
        for (let i = 0; i < r.length; i++) out.push(r[i].id);
        return out;
      },
      rank(h, slot, take) {
        return topBy(
          this.choose(h, slot, Infinity).map((id) => byId.get(id)),
          h.interests,
          take,
        );
      },
    };
  },
  // T2: the same fold as the baseline: counters by signal, topics by enrichment, money by enrichment
  tracker() {
    const ctx = new Context({ manifest: manifest(), defaultConsent: false, partitionKey: "t" + seq++ });
    return {
      async track(e) {
        const w = EVENT_WEIGHT[e.name],
          enrichments = [];
        for (const it of e.items) for (const t of it.topics) enrichments.push({ cat: "t", key: t, str: w });
        if (e.name === "purchase") enrichments.push({ cat: "m", key: "spend", str: e.value });
        await ctx.update({ events: [{ event: e.name }], enrichments });
      },
      topics() {
        const o = {},
          s = ctx.scores;
        for (const k in s) if (k.startsWith("t_")) o[k.slice(2)] = s[k];
        return o;
      },
      count: (name) => ctx.scores["n_" + name] ?? 0,
      codecs: {
        "score cookie (ufvd)": {
          data: ctx,
          ser: () => serializeCookie(ctx.storage.data),
          de: (s) => parseScoreCookie(s),
        },
        "server hand-over JSON": {
          data: ctx,
          ser: () => JSON.stringify(ctx.getServerToClientTransitionState()),
          de: (s) => JSON.parse(s),
        },
        "visitor data JSON (local storage)": {
          data: ctx,
          ser: () => JSON.stringify(ctx.storage.data),
          de: (s) => JSON.parse(s),
        },
      },
    };
  },
};
