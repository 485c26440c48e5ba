// GrowthBook: the exported evalCondition over campaigns pre-sorted by value; stops at `take` matches.
import { evalCondition } from "@growthbook/growthbook";
import { bySlot, ordered, topBy } from "../lib/ir.mjs";
export default {
  name: "growthbook",
  kind: "peer",
  pkg: "@growthbook/growthbook",
  pack: (cs) =>
    ordered(cs).map((c) => ({ id: c.id, slot: c.slot, topics: c.topics, value: c.value, condition: c.condition })),
  async load(packed) {
    const slots = bySlot(packed);
    return {
      prepare: (v) => v,
      choose(v, slot, take) {
        const out = [];
        for (const c of slots.get(slot))
          if (evalCondition(v, c.condition)) {
            out.push(c.id);
            if (out.length === take) break;
          }
        return out;
      },
      rank(v, slot, take) {
        return topBy(
          slots.get(slot).filter((c) => evalCondition(v, c.condition)),
          v.interests,
          take,
        );
      },
    };
  },
};
