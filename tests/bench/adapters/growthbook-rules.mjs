// GrowthBook as its docs show it: one feature per slot, ordered force rules, first match wins. Top 1 only.
import { GrowthBookClient } from "@growthbook/growthbook";
import { bySlot, ordered } from "../lib/ir.mjs";
export default {
  name: "growthbook-rules",
  kind: "peer",
  pkg: "@growthbook/growthbook",
  takes: ["top1"],
  pack(campaigns) {
    const features = {};
    for (const [slot, list] of bySlot(ordered(campaigns)))
      features[slot] = { defaultValue: null, rules: list.map((c) => ({ condition: c.condition, force: c.id })) };
    return { features };
  },
  async load(packed) {
    const gb = new GrowthBookClient().initSync({ payload: packed });
    return {
      prepare: (v) => ({ attributes: v }),
      choose(u, slot) {
        const x = gb.evalFeature(slot, u).value;
        return x === null ? [] : [x];
      },
    };
  },
};
