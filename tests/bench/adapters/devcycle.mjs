// DevCycle bucketing (AssemblyScript -> WASM). Top 1: one feature per slot whose ordered targets serve one variation each
// (variableForUser). All: one feature per campaign, generateBucketedConfigForUser, one config per slot. Users travel as JSON.
import lib from "@devcycle/bucketing-assembly-script/build/bucketing-lib.release.js";
import { bySlot, ordered, parse } from "../lib/ir.mjs";
import { ATTRS } from "../lib/workload.mjs";
const OP = { eq: "=", ne: "!=", in: "=", nin: "!=", gt: ">", gte: ">=", lt: "<", lte: "<=", ex: "exist", nx: "!exist" };
const type = (a) => (a in ATTRS.ENUM ? "String" : a in ATTRS.BOOL ? "Boolean" : "Number");
const conv = (n) =>
  n.t !== "p"
    ? { operator: n.t, filters: n.c.map(conv) }
    : {
        type: "user",
        subType: "customData",
        dataKey: n.a.replace(".", "_"),
        dataKeyType: type(n.a),
        comparator: OP[n.op],
        values: n.v === undefined ? [] : Array.isArray(n.v) ? n.v : [n.v],
      };
const root = (n) => {
  const f = conv(n);
  return n.t === "p" ? { operator: "and", filters: [f] } : f;
};
let seq = 0;
const oid = () => (0x60000000 + seq++).toString(16).padStart(24, "0");
const target = (c, vid) => ({
  _id: oid(),
  _audience: { _id: oid(), filters: root(parse(c.condition)) },
  distribution: [{ _variation: vid, percentage: 1 }],
});
const head = () => ({
  project: {
    _id: oid(),
    key: "p",
    a0_organization: "o",
    settings: { edgeDB: { enabled: false }, disablePassthroughRollouts: false },
  },
  environment: { _id: oid(), key: "e" },
  audiences: {},
  variableHashes: {},
});
export default {
  name: "devcycle (wasm)",
  kind: "peer",
  pkg: "@devcycle/bucketing-assembly-script",
  wasm: "@devcycle/bucketing-assembly-script/build/bucketing-lib.release.wasm",
  takes: ["top1", "all"],
  pack(campaigns, { only } = {}) {
    const configs = {},
      order = {};
    for (const [slot, list] of bySlot(ordered(campaigns))) {
      list.forEach((c, i) => {
        order[c.id] = i;
      });
      const v1 = { _id: oid(), key: "pick", type: "String" };
      const vars = list.map((c) => ({ _id: oid(), key: c.id, name: c.id, variables: [{ _var: v1._id, value: c.id }] }));
      configs["one-" + slot] = JSON.stringify({
        ...head(),
        features: [
          {
            _id: oid(),
            key: slot,
            type: "release",
            configuration: { _id: oid(), targets: list.map((c, i) => target(c, vars[i]._id)) },
            variations: vars,
          },
        ],
        variables: [v1],
      });
      if (only === "top1") continue;
      const fs = list.map((c) => {
        const vid = oid();
        return {
          _id: oid(),
          key: c.id,
          type: "release",
          configuration: { _id: oid(), targets: [target(c, vid)] },
          variations: [{ _id: vid, key: "on", name: "on", variables: [] }],
        };
      });
      configs["all-" + slot] = JSON.stringify({ ...head(), features: fs, variables: [] });
    }
    return { configs, order };
  },
  async load({ configs, order }, { wasm }) {
    const w = await lib.instantiate(await WebAssembly.compile(wasm), {});
    w.setPlatformData(
      JSON.stringify({
        platform: "NodeJS",
        platformVersion: "20",
        sdkType: "server",
        sdkVersion: "1.0.0",
        hostname: "h",
      }),
    );
    for (const k in configs) w.setConfigData(k, configs[k]);
    return {
      prepare(v) {
        const d = {};
        for (const k in v) if (k !== "interests" && k !== "id") d[k] = v[k];
        for (const t in v.interests) d["interests_" + t] = v.interests[t];
        return JSON.stringify({ user_id: v.id, customData: d });
      },
      choose(h, slot, take) {
        if (take === 1) {
          const r = w.variableForUser("one-" + slot, h, "pick", 2, false);
          return r ? [JSON.parse(r).value] : [];
        }
        const r = Object.keys(JSON.parse(w.generateBucketedConfigForUser("all-" + slot, h)).features);
        r.sort((a, b) => order[a] - order[b]);
        return take < r.length ? r.slice(0, take) : r;
      },
      wasmBytes: () => w.memory.buffer.byteLength,
    };
  },
};
