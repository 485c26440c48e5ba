// Bound: each slot generated as JS source and given to the JIT (needs CSP unsafe-eval, so few storefronts could ship it).
import { bySlot, ordered, parse, topBy } from "../lib/ir.mjs";
const acc = (a) => (a.startsWith("interests.") ? `t[${JSON.stringify(a.slice(10))}]` : `v.${a}`);
const S = JSON.stringify;
const expr = (n) => {
  if (n.t !== "p") return "(" + n.c.map(expr).join(n.t === "and" ? "&&" : "||") + ")";
  const x = acc(n.a);
  switch (n.op) {
    case "eq":
      return `${x}===${S(n.v)}`;
    case "ne":
      return `${x}!==${S(n.v)}`;
    case "in":
      return "(" + n.v.map((v) => `${x}===${S(v)}`).join("||") + ")";
    case "nin":
      return "(" + n.v.map((v) => `${x}!==${S(v)}`).join("&&") + ")";
    case "gt":
      return `${x}>${n.v}`;
    case "gte":
      return `${x}>=${n.v}`;
    case "lt":
      return `${x}<${n.v}`;
    case "lte":
      return `${x}<=${n.v}`;
    case "ex":
      return `${x}!==undefined`;
    case "nx":
      return `${x}===undefined`;
  }
};
export default {
  name: "js-codegen",
  kind: "bound",
  pack: (cs) =>
    ordered(cs).map((c) => ({ id: c.id, slot: c.slot, topics: c.topics, value: c.value, condition: c.condition })),
  async load(packed) {
    const slots = new Map();
    for (const [slot, list] of bySlot(packed)) {
      const fs = []; // blocks of 50 keep each function small enough for the optimising tier
      for (let i = 0; i < list.length; i += 50)
        fs.push(
          new Function(
            "v",
            "t",
            "out",
            "take",
            list
              .slice(i, i + 50)
              .map((c, j) => `if(${expr(parse(c.condition))}&&out.push(${i + j})===take)return true;`)
              .join("\n") + "return false",
          ),
        );
      slots.set(slot, { fs, list: list.map((c) => ({ id: c.id, topics: c.topics, value: c.value })) });
    }
    const run = (v, s, take) => {
      const out = [];
      for (const f of s.fs) if (f(v, v.interests, out, take)) break;
      return out;
    };
    return {
      prepare: (v) => v,
      choose(v, slot, take) {
        const s = slots.get(slot);
        return run(v, s, take).map((i) => s.list[i].id);
      },
      rank(v, slot, take) {
        const s = slots.get(slot);
        return topBy(
          run(v, s, Infinity).map((i) => s.list[i]),
          v.interests,
          take,
        );
      },
    };
  },
};
