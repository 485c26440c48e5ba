import { makeCampaigns, makeVisitors, makeSessions, SLOTS } from "./workload.mjs";
import { parse, evalIR, dnf } from "./ir.mjs";
const compile = (c) => {
  const n = parse(c);
  return (v) => evalIR(n, v);
};
export const compileRef = compile;
export function workload(n, { visitors = 64, seed = 42 } = {}) {
  const v = makeVisitors(visitors, 7);
  return { campaigns: makeCampaigns(n, compile, seed), visitors: v, sessions: makeSessions(v), slots: SLOTS };
}
export function describe(campaigns, visitors) {
  let m = 0,
    d = 0,
    du = 0;
  const preds = new Set();
  let leaves = 0;
  const rates = visitors.map(() => 0);
  for (const c of campaigns) {
    const n = parse(c.condition);
    visitors.forEach((v, i) => {
      if (evalIR(n, v)) {
        m++;
        rates[i]++;
      }
    });
    d += dnf(n).length;
    du += dnf(n, true).length;
    (function walk(x) {
      if (x.t === "p") {
        leaves++;
        preds.add(x.a + x.op + JSON.stringify(x.v));
      } else x.c.forEach(walk);
    })(n);
  }
  rates.sort((a, b) => a - b);
  const N = campaigns.length,
    p = (q) => +((100 * rates[Math.floor(q * (rates.length - 1))]) / N).toFixed(1);
  return {
    campaigns: N,
    matchPct: +((100 * m) / N / visitors.length).toFixed(2),
    matchPctP5: p(0.05),
    matchPctP95: p(0.95),
    leavesPerCampaign: +(leaves / N).toFixed(2),
    distinctPredicates: preds.size,
    conjunctsPerCampaign: +(d / N).toFixed(2),
    conjunctsFlat: +(du / N).toFixed(2),
    jsonKB: Math.round(JSON.stringify(campaigns).length / 1024),
  };
}
