import jsonLogic from "json-logic-js";
import { bySlot, ordered, parse, topBy } from "../lib/ir.mjs";
const CMP = { eq: "===", ne: "!==", gt: ">", gte: ">=", lt: "<", lte: "<=" };
const conv = (n) => {
  if (n.t !== "p") return { [n.t]: n.c.map(conv) };
  const x = { var: n.a };
  if (n.op === "in") return { in: [x, n.v] };
  if (n.op === "nin") return { "!": [{ in: [x, n.v] }] };
  if (n.op === "ex") return { "!=": [x, null] };
  if (n.op === "nx") return { "==": [x, null] };
  return { [CMP[n.op]]: [x, n.v] };
};
export default {
  name: "json-logic-js",
  kind: "peer",
  pkg: "json-logic-js",
  pack: (cs) =>
    ordered(cs).map((c) => ({
      id: c.id,
      slot: c.slot,
      topics: c.topics,
      value: c.value,
      rule: conv(parse(c.condition)),
    })),
  async load(packed) {
    const slots = bySlot(packed);
    return {
      prepare: (v) => v,
      choose(v, slot, take) {
        const out = [];
        for (const c of slots.get(slot))
          if (jsonLogic.apply(c.rule, v)) {
            out.push(c.id);
            if (out.length === take) break;
          }
        return out;
      },
      rank(v, slot, take) {
        return topBy(
          slots.get(slot).filter((c) => jsonLogic.apply(c.rule, v)),
          v.interests,
          take,
        );
      },
    };
  },
};
