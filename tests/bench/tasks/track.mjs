// T2: fold one event into a visitor's state, event after event of 64 sessions. T4: that state, out and back in.
import { decayTracker } from "../adapters/js-closures.mjs";
import * as B from "../lib/bench.mjs";
import { ratio, ratioed, table, time } from "../lib/table.mjs";

const same = (event) => event;

/** All that can track; a contestant with several ways of telling an event appears once for each. */
export function trackers(adapters, withDecay) {
  const out = adapters
    .filter((adapter) => adapter.tracker)
    .flatMap((adapter) =>
      (adapter.translations ?? [{ name: adapter.name, translate: same }]).map(({ name, translate }) => ({
        name,
        kind: adapter.kind,
        make: () => adapter.tracker(),
        translate,
      })),
    );
  if (withDecay) out.push({ name: "js with 14-day half-life", kind: "baseline", make: decayTracker, translate: same });
  return out;
}

export async function track(contestants, sessions, { rounds }) {
  const rows = contestants.map((t) => ({ name: t.name, kind: t.kind, xs: [] }));
  const checks = {};
  const translated = contestants.map((t) => sessions.map((s) => s.events.map((event, i) => t.translate(event, i))));
  for (let round = 0; round < rounds + 2; round++) {
    for (let k = 0; k < contestants.length; k++) {
      const i = (k + round) % contestants.length;
      const contestant = contestants[i];
      const { ns, sample } = await once(contestant, translated[i], contestant.name === "uniform" ? 1 : 8);
      if (round >= 2) rows[i].xs.push(ns);
      checks[contestant.name] = outcome(sample);
      for (const tracker of sample) tracker.close?.();
    }
  }
  const out = ratioed(
    rows.map((row) => ({ name: row.name, kind: row.kind, checksum: checks[row.name], ...B.stats(row.xs) })),
  );
  table("T2 track: fold one event (mean 1.5 items, 2 topics each) into state", out, [
    ["adapter", (r) => r.name],
    ["per event", (r) => time(r.median)],
    ["vs peer", (r) => ratio(r, 3)],
    ["p25-p75", (r) => `${time(r.p25)}-${time(r.p75)}`],
    ["checksum", (r) => r.checksum],
  ]);
  return out;
}

async function once(contestant, sessions, reps) {
  const sets = Array.from({ length: reps }, () => sessions.map(() => contestant.make()));
  const started = B.now();
  for (const set of sets) {
    for (let s = 0; s < sessions.length; s++) {
      const tracker = set[s];
      for (const event of sessions[s]) {
        const pending = tracker.track(event);
        if (pending) await pending;
      }
    }
  }
  const elapsed = B.now() - started;
  for (const set of sets.slice(1)) for (const tracker of set) tracker.close?.();
  return { ns: (elapsed * 1e6) / (reps * sessions.length * sessions[0].length), sample: sets[0] };
}

/** Peers and baselines fold by one scoring table and must agree; Trogen has its own fold and says what it counted. */
function outcome(sample) {
  if (sample[0].counted) return `${sample.reduce((sum, tracker) => sum + tracker.counted(), 0)} counted, own fold`;
  let h = 0;
  for (const tracker of sample) {
    for (const points of Object.values(tracker.topics())) h += Math.round(points);
    h += 1000 * tracker.count("view_item");
  }
  return h;
}

export async function state(contestants, sessions, options) {
  const rows = [];
  const open = [];
  for (const contestant of contestants) {
    const set = sessions.map(() => contestant.make());
    open.push(...set);
    if (!set[0].codecs) continue;
    for (let s = 0; s < sessions.length; s++) {
      for (const [i, event] of sessions[s].events.entries()) await set[s].track(contestant.translate(event, i));
    }
    for (const name of Object.keys(set[0].codecs)) rows.push(codecRow(contestant, name, set));
  }
  const measure = (key) =>
    B.interleave(
      rows.map((row) => ({ name: row.codec, kind: row.kind, run: timer(row[key]) })),
      options,
    );
  const serialise = measure("ser");
  const parse = measure("de");
  const out = rows.map((row, i) => ({
    name: row.name,
    codec: row.codec,
    bytes: Math.round(row.bytes),
    serialise: serialise[i],
    parse: parse[i],
  }));
  for (const tracker of open) tracker.close?.();
  table("T4 state after 40 events (mean of 64 visitors)", out, [
    ["adapter", (r) => r.name],
    ["codec", (r) => r.codec],
    ["bytes", (r) => r.bytes],
    ["serialise", (r) => time(r.serialise.median)],
    ["parse", (r) => time(r.parse.median)],
  ]);
  return out;
}

function codecRow(contestant, name, set) {
  const codecs = set.map((tracker) => tracker.codecs[name]);
  const states = codecs.map((codec) => codec.ser());
  const length = (state) => (typeof state === "string" ? Buffer.byteLength(state) : state.length);
  return {
    name: contestant.name,
    codec: name,
    kind: contestant.kind,
    bytes: states.reduce((sum, text) => sum + length(text), 0) / states.length,
    ser: (i) => codecs[i].ser().length,
    de(i) {
      if (!codecs[i].de(states[i])) throw new Error(`${contestant.name}: ${name} does not read what it wrote`);
      return 1;
    },
  };
}

let sink = 0;
function timer(f) {
  return (ops) => {
    let sum = 0;
    const started = B.now();
    for (let i = 0; i < ops; i++) sum += f(i & 63);
    const elapsed = B.now() - started;
    sink = (sink + sum) | 0;
    return (elapsed * 1e6) / ops;
  };
}
