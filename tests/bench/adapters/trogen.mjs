// Trogen by its public API. Two programs are compiled outside every timing: one without topics, whose score is the
// workload's static rank, and one with topics, which ranks by the visitor's own interests (`rank3`).
// Score = value * (1 + 4 * largest interest share among the campaign's topics): other numbers than the referee's sum of
// interests, from state that the engine inferred itself. So for rank3 the eligible set must equal the reference's, and
// the order must be this formula's, worked out again in JavaScript (`formula`).
import { ATTRS, TOPICS, SLOTS } from "../lib/workload.mjs";

const NOW = Date.UTC(2026, 9, 1);
/** Interests are 5 to 100; a viewed product stands for 5. */
const INTEREST_PER_VIEW = 5;
const WEIGHT = 4;

// Ties break by id: padded, the order of ids is the order of declaration. Undone on the way out, each id once.
const padded = (id) => "c" + id.slice(1).padStart(6, "0");
const plainIds = new Map();
function plainId(id) {
  let plain = plainIds.get(id);
  if (plain === undefined) plainIds.set(id, (plain = "c" + Number(id.slice(1))));
  return plain;
}

const attribute = (name) => "context." + name.replace(".", "_");

/** The workload's condition over declared context attributes. */
function condition(when) {
  const out = {};
  for (const [key, value] of Object.entries(when)) {
    if (key === "$and" || key === "$or") out[key] = value.map(condition);
    else if (key === "$not") out[key] = condition(value);
    else out[attribute(key)] = value;
  }
  return out;
}

function declarations() {
  const context = {};
  for (const [name, values] of Object.entries(ATTRS.ENUM)) context[name] = values.map(([value]) => value);
  for (const name in ATTRS.BOOL) context[name] = "boolean";
  for (const name in ATTRS.NUM) context[name] = "number";
  for (const topic of TOPICS) context["interests_" + topic] = "number";
  return context;
}

/** value, then priority (0 to 3), then order of declaration. */
const rank = (campaign) => campaign.value * 4 + campaign.priority;

/** The program of a workload. */
export function program(campaigns, withTopics) {
  return {
    name: withTopics ? "workload-ranked" : "workload",
    topics: withTopics ? Object.fromEntries(TOPICS.map((topic) => [topic, {}])) : {},
    context: declarations(),
    slots: Object.fromEntries(SLOTS.map((slot) => [slot, {}])),
    models: { interest: { long: "60d", short: "3d", weight: WEIGHT } },
    campaigns: campaigns.map((campaign) => ({
      id: padded(campaign.id),
      slots: [campaign.slot],
      kind: "content",
      ...(withTopics ? { topics: campaign.topics } : {}),
      value: rank(campaign),
      when: condition(campaign.condition),
    })),
  };
}

function contextOf(v) {
  const context = {};
  for (const name in v) if (name !== "interests" && name !== "id") context[name] = v[name];
  for (const topic in v.interests) context["interests_" + topic] = v.interests[topic];
  return context;
}

/** Both programs in one array: length of the first, the first, the second (may be empty). */
function join(plain, ranked) {
  const out = new Uint8Array(4 + plain.length + ranked.length);
  new DataView(out.buffer).setUint32(0, plain.length, true);
  out.set(plain, 4);
  out.set(ranked, 4 + plain.length);
  return out;
}

const importPackage = async (entry) => (await import("../lib/package.mjs")).importTrogen(entry);
let trackingEngine;

export default {
  name: "trogen",
  kind: "ours",
  // Found in the installed package, not in this folder's node_modules.
  wasmInPackage: "trogen.wasm",
  async pack(campaigns, { only } = {}) {
    const { compile } = await importPackage("trogen/compiler");
    const plain = await compile(program(campaigns, false));
    return join(plain, only === "top1" ? new Uint8Array(0) : await compile(program(campaigns, true)));
  },
  async load(packed, { wasm, trogen } = {}) {
    const { load } = trogen ?? (await importPackage("trogen"));
    const end = 4 + new DataView(packed.buffer, packed.byteOffset).getUint32(0, true);
    const plain = await load(packed.subarray(4, end), wasm ? { wasm } : {});
    const ranked = end < packed.length ? await load(packed.subarray(end), wasm ? { wasm } : {}) : undefined;
    trackingEngine = ranked;
    return this.contestant(plain, ranked);
  },
  /** What the harness times. `fresh` defeats the page kept for an unchanged visitor: each call decides. */
  contestant(plain, ranked) {
    return {
      prepare: (v) => ({ v, visitor: plain.visitor(null, visitorOptions(v)), ranker: undefined }),
      choose: (h, slot, take) => ids(h.visitor.choose([slot], { take, fresh: true })[slot].choices),
      rank(h, slot, take) {
        h.ranker ??= withInterests(ranked, h.v);
        return ids(h.ranker.choose([slot], { take, fresh: true })[slot].choices);
      },
      formula: (h, campaigns, take) => byFormula(h.ranker, campaigns, take),
      release(h) {
        h.visitor.close();
        h.ranker?.close();
      },
    };
  },
  // T2 and T4: events as a shop has them, GA4-shaped; made outside the timing.
  tracker() {
    const visitor = trackingEngine.visitor(null, { now: NOW + 120 * 864e5, consent: "granted" });
    visitor.drops(); // takes the visitor in hand, as the peers' state is made before the clock starts
    let counted = 0;
    return {
      track(event) {
        if (visitor.track(event.name, event.parameters)) counted++;
      },
      counted: () => counted,
      close: () => visitor.close(),
      codecs: {
        "cookie text": codec(visitor, "cookie"),
        bytes: codec(visitor, "bytes"),
      },
    };
  },
  translations: [
    { name: "trogen, each topic of each item", translate: (event, i) => ga4(event, i, everyTopic(event)) },
    { name: "trogen, one item an event", translate: (event, i) => ga4(event, i, everyTopic(event).slice(0, 1)) },
  ],
};

const visitorOptions = (v) => ({ now: NOW, consent: "granted", context: contextOf(v) });

function ids(choices) {
  const out = [];
  for (let i = 0; i < choices.length; i++) out.push(plainId(choices[i].id));
  return out;
}

function withInterests(engine, v) {
  const visitor = engine.visitor(null, visitorOptions(v));
  for (const topic in v.interests) {
    const event = { items: [{ item_id: topic, item_category: topic, price: 1, quantity: 1 }] };
    for (let n = 0; n < v.interests[topic]; n += INTEREST_PER_VIEW) visitor.track("view_item", event);
  }
  return visitor;
}

/** `campaigns` are in order of declaration. */
function byFormula(visitor, campaigns, take) {
  const shares = new Map(visitor.scores().interests.map(({ topic, share }) => [topic, share]));
  const scored = campaigns.map((campaign, i) => {
    const fit = Math.max(0, ...campaign.topics.map((topic) => shares.get(topic) ?? 0));
    return { id: campaign.id, score: rank(campaign) * (1 + WEIGHT * fit), i };
  });
  scored.sort((a, b) => b.score - a.score || a.i - b.i);
  return scored.slice(0, take).map(({ id }) => id);
}

/** An item has one category; one with two topics is sent as two, so that as many topics move as with the peers. */
function everyTopic(event) {
  return event.items.flatMap((item) =>
    item.topics.map((topic) => ({ item_id: item.item_id, item_category: topic, price: item.price, quantity: 1 })),
  );
}

function ga4(event, i, items) {
  const parameters = { time: event.ts, value: event.value, currency: "EUR", items };
  if (event.name === "purchase") parameters.transaction_id = "t" + i;
  if (event.search_term) parameters.search_term = event.search_term;
  return { name: event.name, parameters };
}

function codec(visitor, as) {
  return {
    ser: () => visitor.snapshot({ as }),
    de(state) {
      const back = trackingEngine.visitor(state, { now: NOW + 120 * 864e5, consent: "granted" });
      const { torn } = back.drops();
      back.close();
      return torn === 0;
    },
  };
}
