// Plays the cases of tests/golden/*.json against the package, in any runtime: nothing of Node is used here.
//
// A file: { about, programs: { name: { hash, source } }, cases: [{ name, program, steps }] }. Steps, played in order; the
// first one opens the visitor, with all consent unless it says otherwise:
//   { now, context, consent, state }     tells the visitor; state (a cookie's text or bytes) only in the first step
//   { track: [name, parameters], counted }          counted is true unless said
//   { choose: [slots], take, expect: { slot: ids or { ids, reasons, stops, scores } } }
//   { shown: slot } { outcome: [slot, what] } { forget: true }
//   { scores: {...} } { drops: {...} }   as far as named; null is undefined, interests are by topic
//   { reload: "cookie" or "bytes", cut, flip }      through storage and back, cut off or changed on the way
//   { profile: text } { snapshot: null }
// What JSON cannot hold is spelled: {"$number": "NaN"} {"$repeat": ["x", n]} {"$list": [item, n]} {"$time": iso}
// {"$undefined": true}.

/** Numbers written by hand have three or four digits. */
const CLOSE = 5e-4;

/** Scores that only the full runtime has. */
const PARTS = /^(expected28|clv|return28|due|again|confidence|points\.|reward|tier\.|referral|member|attachment|engagement|hesitation|channel|daypart|ready|intent)/;

/** Plays all cases of a file. Gives `{ name, wrong }` for each, `wrong` saying what differs. */
export async function play(file, load) {
  const engines = {};
  const results = [];
  for (const [name, { hash, source }] of Object.entries(file.programs)) {
    engines[name] = await load(source);
    const { id } = engines[name];
    results.push({ name: `the program "${name}" compiles to the same bytes`, wrong: id === hash ? [] : [`content hash ${id}, expected ${hash}`] });
  }
  for (const { name, program, steps } of file.cases) {
    const run = new Run(engines[program]);
    const wrong = [];
    for (const [i, step] of steps.entries()) {
      try {
        for (const problem of run.step(step)) wrong.push(`step ${i} ${JSON.stringify(step)}: ${problem}`);
      } catch (error) {
        wrong.push(`step ${i} ${JSON.stringify(step)}: threw ${error.stack}`);
        break;
      }
    }
    run.visitor?.close();
    results.push({ name, wrong });
  }
  return results;
}

class Run {
  told = { consent: "granted" };

  constructor(engine) {
    this.engine = engine;
  }

  *step(step) {
    const [kind] = Object.keys(step);
    const value = step[kind];
    switch (kind) {
      case "now":
      case "consent":
      case "context":
      case "state":
        return this.tell(step);
      case "track": {
        const counted = this.visitor.track(...value.map(decoded));
        return yield* same("counted", counted, step.counted ?? true);
      }
      case "choose":
        this.page = this.visitor.choose(value, step.take === undefined ? undefined : { take: step.take });
        if (Object.keys(this.page).length !== new Set(value).size) yield `slots ${Object.keys(this.page)}`;
        for (const [slot, wanted] of Object.entries(step.expect)) yield* compare(slot, this.page[slot], wanted);
        return;
      case "shown":
        return this.page[value].shown();
      case "outcome":
        return this.page[value[0]].outcome(value[1]);
      case "scores":
        return yield* this.scores(value);
      case "drops": {
        const drops = this.visitor.drops();
        for (const [name, n] of Object.entries(value)) yield* same(name, drops[name], n);
        return yield* same("restarts", drops.restarts, 0);
      }
      case "reload":
        return this.reload(value, step);
      case "profile":
        return yield* same("profile", this.visitor.snapshot(), value);
      case "snapshot":
        yield* same("snapshot", this.visitor.snapshot(), null);
        return yield* same("snapshot as bytes", this.visitor.snapshot({ as: "bytes" }), null);
      case "forget":
        return this.visitor.forget();
      default:
        throw new Error(`no such step: ${kind}`);
    }
  }

  tell(step) {
    const news = {};
    if ("now" in step) news.now = typeof step.now === "string" ? Date.parse(step.now) : decoded(step.now);
    if ("consent" in step) news.consent = step.consent;
    if ("context" in step) news.context = decoded(step.context);
    Object.assign(this.told, news);
    if (this.visitor) this.visitor.update(news);
    else this.open(decoded(step.state ?? null));
  }

  open(state) {
    this.visitor = this.engine.visitor(Array.isArray(state) ? Uint8Array.from(state) : state, { ...this.told });
    // The visitor is made at its first call; here, before anything else is told.
    this.visitor.drops();
  }

  reload(form, { cut = 0, flip }) {
    let state = this.visitor.snapshot({ as: form });
    if (form === "cookie") {
      state = state.slice(0, state.length - cut);
      if (flip !== undefined) state = state.slice(0, flip) + (state[flip] === "A" ? "B" : "A") + state.slice(flip + 1);
    }
    this.visitor.close();
    this.open(state);
  }

  *scores(wanted) {
    const { interests, due, ...scores } = this.visitor.scores();
    for (const { topic, lift, trend } of interests) Object.assign(scores, { [`lift.${topic}`]: lift, [`trend.${topic}`]: trend });
    for (const { topic, due: state, due_in, again, confidence } of due) {
      Object.assign(scores, { [`due.${topic}`]: state, [`due_in.${topic}`]: due_in, [`again.${topic}`]: again, [`confidence.${topic}`]: confidence });
    }
    // The smallest runtime, which a program gets that asks nothing more, leaves these out.
    const isSmallest = scores.attachment === undefined && this.told.consent === "granted";
    for (const [name, value] of Object.entries(wanted)) {
      if (isSmallest && PARTS.test(name)) continue;
      if (name !== "interests") yield* close(name, scores[name], value);
    }
    const shares = new Map(interests.map(({ topic, share }) => [topic, share]));
    for (const [topic, share] of Object.entries(wanted.interests ?? {})) yield* close(topic, shares.get(topic), share);
    const sorted = interests.every((i, n) => n === 0 || interests[n - 1].share >= i.share);
    if (!sorted) yield `interests are not sorted: ${JSON.stringify(interests)}`;
  }
}

function* compare(name, slot, wanted) {
  const ids = Array.isArray(wanted) ? wanted : (wanted.ids ?? []);
  yield* same(`${name} ids`, slot.choices.map((c) => c.id), ids);
  yield* same(`${name} id`, slot.id, ids[0]);
  if (wanted.reasons) yield* same(`${name} reasons`, slot.choices.map((c) => c.reasons), wanted.reasons);
  if (wanted.reasons?.length) yield* same(`${name} first reasons`, slot.reasons, wanted.reasons[0]);
  if (wanted.stops) yield* same(`${name} stops`, slot.reasons, wanted.stops);
  if (ids.length === 0) yield* same(`${name} payload`, slot.payload, undefined);
  for (const [i, score] of (wanted.scores ?? []).entries()) yield* close(`${name} score`, slot.choices[i]?.score, score);
}

function* same(what, got, wanted) {
  const [a, b] = [JSON.stringify(got), JSON.stringify(wanted)];
  if (a !== b) yield `${what}: ${a}, expected ${b}`;
}

function* close(what, got, wanted) {
  const equal = typeof wanted === "number" ? Math.abs(got - wanted) < CLOSE : wanted === null ? got === undefined : got === wanted;
  if (!equal) yield `${what}: ${got}, expected ${wanted}`;
}

/** A value with its spelled parts put in. */
export function decoded(value) {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decoded);
  const [key] = Object.keys(value);
  const spelled = value[key];
  switch (key) {
    case "$number":
      return Number(spelled);
    case "$repeat":
      return spelled[0].repeat(spelled[1]);
    case "$list":
      return Array(spelled[1]).fill(decoded(spelled[0]));
    case "$time":
      return Date.parse(spelled);
    case "$undefined":
      return undefined;
    default:
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, decoded(v)]));
  }
}
