// Flipt (Rust -> WASM, slim entry). Top 1: one variant flag per slot with ordered rules, one call. All: one boolean
// flag per campaign and one evaluateBatch per slot. Context values are strings, missing ones are left out.
import { FliptClient } from "@flipt-io/flipt-client-js/slim";
import { bySlot, ordered, parse, cnf } from "../lib/ir.mjs";
import { ATTRS } from "../lib/workload.mjs";
const NUM = { eq: "eq", ne: "neq", gt: "gt", gte: "gte", lt: "lt", lte: "lte", ex: "present", nx: "notpresent" };
const con = (p) => {
  if (p.a in ATTRS.BOOL)
    return {
      type: "BOOLEAN_CONSTRAINT_COMPARISON_TYPE",
      property: p.a,
      operator: String(p.op === "eq" ? p.v : !p.v),
      value: "",
    };
  if (p.a in ATTRS.ENUM) {
    if (p.op === "in" || p.op === "nin")
      return {
        type: "STRING_CONSTRAINT_COMPARISON_TYPE",
        property: p.a,
        operator: p.op === "in" ? "isoneof" : "isnotoneof",
        value: JSON.stringify(p.v),
      };
    return {
      type: "STRING_CONSTRAINT_COMPARISON_TYPE",
      property: p.a,
      operator: p.op === "eq" ? "eq" : "neq",
      value: p.v,
    };
  }
  return {
    type: "NUMBER_CONSTRAINT_COMPARISON_TYPE",
    property: p.a,
    operator: NUM[p.op],
    value: p.v === undefined ? "" : String(p.v),
  };
};
function segments(c) {
  const all = [],
    out = [];
  for (const clause of cnf(parse(c.condition)))
    clause.length === 1
      ? all.push(con(clause[0]))
      : out.push({ key: c.id + "-" + out.length, matchType: "ANY_SEGMENT_MATCH_TYPE", constraints: clause.map(con) });
  if (all.length) out.push({ key: c.id + "-all", matchType: "ALL_SEGMENT_MATCH_TYPE", constraints: all });
  return out;
}
export default {
  name: "flipt (wasm)",
  kind: "peer",
  pkg: "@flipt-io/flipt-client-js",
  wasm: "@flipt-io/flipt-client-js/dist/flipt_engine_wasm_js_bg.wasm",
  takes: ["top1", "all"],
  pack(campaigns, { only } = {}) {
    const flags = [],
      keys = {};
    for (const [slot, list] of bySlot(ordered(campaigns))) {
      flags.push({
        key: "slot-" + slot,
        name: slot,
        type: "VARIANT_FLAG_TYPE",
        enabled: true,
        rules: list.map((c) => ({
          segments: segments(c),
          segmentOperator: "AND_SEGMENT_OPERATOR",
          distributions: [{ variantKey: c.id, rollout: 100 }],
        })),
        rollouts: [],
      });
      keys[slot] = list.map((c) => c.id);
      if (only !== "top1")
        for (const c of list)
          flags.push({
            key: c.id,
            name: c.id,
            type: "BOOLEAN_FLAG_TYPE",
            enabled: false,
            rules: [],
            rollouts: [{ segment: { segmentOperator: "AND_SEGMENT_OPERATOR", value: true, segments: segments(c) } }],
          });
    }
    return { doc: { namespace: { key: "default", name: "default" }, flags }, keys };
  },
  async load({ doc, keys }, { wasm }) {
    const client = await FliptClient.init(
      {
        fetcher: async () => ({
          ok: true,
          status: 200,
          statusText: "OK",
          headers: { get: () => null },
          json: async () => doc,
        }),
      },
      { wasm },
    );
    return {
      prepare(v) {
        const context = {};
        for (const k in v) if (k !== "interests" && k !== "id") context[k] = String(v[k]);
        for (const t in v.interests) context["interests." + t] = String(v.interests[t]);
        const batch = new Map();
        return { entityId: v.id, context, batch };
      },
      choose(h, slot, take) {
        if (take === 1) {
          const r = client.evaluateVariant({ flagKey: "slot-" + slot, entityId: h.entityId, context: h.context });
          return r.match ? [r.variantKey] : [];
        }
        let reqs = h.batch.get(slot);
        if (!reqs)
          h.batch.set(
            slot,
            (reqs = keys[slot].map((flagKey) => ({ flagKey, entityId: h.entityId, context: h.context }))),
          );
        const out = [];
        for (const r of client.evaluateBatch(reqs).responses) {
          const b = r.booleanEvaluationResponse;
          if (b.enabled) {
            out.push(b.flagKey);
            if (out.length === take) break;
          }
        }
        return out;
      },
    };
  },
};
