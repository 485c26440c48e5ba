// Trogen, with nothing warm: the clock moves before each decision, so that every question the program asks of a visitor
// is answered again. Trogen answers each once per visitor and state; the peers answer all of them in each call.
import trogen from "./trogen.mjs";

export default {
  ...trogen,
  name: "trogen, all anew",
  tracker: undefined,
  // From a cold start both are the same.
  warmOnly: true,
  contestant(plain, ranked) {
    const base = trogen.contestant(plain, ranked);
    let now = Date.UTC(2026, 9, 1);
    return {
      ...base,
      choose(h, slot, take) {
        h.visitor.update({ now: (now += 1000) });
        return base.choose(h, slot, take);
      },
      rank(h, slot, take) {
        h.ranker?.update({ now: (now += 1000) });
        return base.rank(h, slot, take);
      },
    };
  },
};
