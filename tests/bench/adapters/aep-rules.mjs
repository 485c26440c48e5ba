// Adobe: one ruleset per slot, rules in value order; execute() always evaluates every rule (no early stop in its API).
import RulesEngine from "@adobe/aep-rules-engine";
import { bySlot, ordered, parse, topBy } from "../lib/ir.mjs";
const OP = { eq: "eq", ne: "ne", in: "eq", nin: "ne", gt: "gt", gte: "ge", lt: "lt", lte: "le", ex: "ex", nx: "nx" };
const group = (logic, conditions) => ({ type: "group", definition: { logic, conditions } });
const conv = (n) =>
  n.t !== "p"
    ? group(n.t, n.c.map(conv))
    : {
        type: "matcher",
        definition: {
          key: n.a,
          matcher: OP[n.op],
          values: n.op === "ex" || n.op === "nx" ? [] : Array.isArray(n.v) ? n.v : [n.v],
        },
      };
export default {
  name: "aep-rules-engine",
  kind: "peer",
  pkg: "@adobe/aep-rules-engine",
  pack(campaigns) {
    const o = {};
    for (const [slot, list] of bySlot(ordered(campaigns))) {
      o[slot] = {
        version: 1,
        rules: list.map((c) => ({
          condition: conv(parse(c.condition)),
          consequences: [{ id: c.id, type: "item", detail: { id: c.id, value: c.value, topics: c.topics } }],
        })),
      };
    }
    return o;
  },
  async load(packed) {
    const slots = new Map();
    for (const slot in packed) slots.set(slot, RulesEngine(packed[slot]));
    return {
      prepare(v) {
        const o = { ...v };
        delete o.interests;
        for (const t in v.interests) o["interests." + t] = v.interests[t];
        return { ctx: o, interests: v.interests };
      },
      choose(h, slot, take) {
        const r = slots.get(slot).execute(h.ctx),
          n = Math.min(take, r.length),
          out = [];
        for (let i = 0; i < n; i++) out.push(r[i][0].id);
        return out;
      },
      rank(h, slot, take) {
        return topBy(
          slots
            .get(slot)
            .execute(h.ctx)
            .map((x) => x[0].detail),
          h.interests,
          take,
        );
      },
    };
  },
};
