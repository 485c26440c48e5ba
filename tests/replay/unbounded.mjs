// A profile without bounds, kept beside the engine's in plain numbers, and what a cookie of the engine's lost against it.
const DAY = 86_400_000;
/** What the engine documents: interest of one product bought, and the prior of "nothing in particular". */
const BOUGHT = 5;
const PRIOR = 5;
/** Of these the issue of exactness is asked. */
const INTERESTS = 10;
const TOPICS = 20;

/** Remembers one household's baskets, all of them. */
export class Unbounded {
  #paths;
  #halfLives;
  #days = new Set();
  #topics = new Map();

  /** `paths` are the program's topics with those above them; `halfLives` are [lasting, present] in days. */
  constructor(paths, halfLives) {
    this.#paths = paths;
    this.#halfLives = halfLives;
  }

  basket({ time, lines }) {
    const day = Math.floor(time / DAY);
    this.#days.add(day);
    for (const { levels } of lines) {
      const topic = this.#deepest(levels);
      if (topic === undefined) continue;
      let memory = this.#topics.get(topic);
      if (!memory) this.#topics.set(topic, (memory = { days: new Set(), strengths: [0, 0], time }));
      memory.days.add(day);
      memory.strengths = this.#strengths(memory, time).map((strength) => strength + BOUGHT);
      memory.time = time;
    }
  }

  /** Topics bought on most days: { topic, bought, last } with the last day since 1970. */
  topics() {
    const all = [...this.#topics].map(([topic, { days }]) => ({ topic, bought: days.size, last: Math.max(...days) }));
    return all.sort((a, b) => b.bought - a.bought || b.last - a.last || (a.topic < b.topic ? -1 : 1)).slice(0, TOPICS);
  }

  /** The strongest interests by share, what lies below a topic counting for it. */
  interests(now) {
    const strengths = [...this.#topics].map(([topic, memory]) => [topic, this.#strengths(memory, now)]);
    const sums = [0, 1].map((scale) => strengths.reduce((sum, [, s]) => sum + s[scale], PRIOR));
    const shares = new Map();
    for (const [topic, s] of strengths) {
      const share = (s[0] / sums[0] + s[1] / sums[1]) / 2;
      for (const path of above(topic)) shares.set(path, (shares.get(path) ?? 0) + share);
    }
    return [...shares].map(([topic, share]) => ({ topic, share })).sort((a, b) => b.share - a.share).slice(0, INTERESTS);
  }

  /** What a purchase process asks for, in days. */
  past(now) {
    const [first, last] = [Math.min(...this.#days), Math.max(...this.#days)];
    return { x: this.#days.size - 1, t_x: last - first, T: now / DAY - first };
  }

  #strengths({ strengths, time }, now) {
    return strengths.map((s, scale) => s * 2 ** (-(now - time) / DAY / this.#halfLives[scale]));
  }

  #deepest(levels) {
    for (let n = levels.length; n > 0; n--) {
      const path = levels.slice(0, n).join("/");
      if (this.#paths.has(path)) return path;
    }
    return undefined;
  }
}

/** A topic and those above it. */
export function above(path) {
  const levels = path.split("/");
  return levels.map((_, i) => levels.slice(0, i + 1).join("/"));
}

/** How far a visitor of the insight build, opened from a cookie, is from what was remembered without bounds. */
export function loss(visitor, engine, unbounded, model, now) {
  const scores = visitor.scores();
  const { kind, process } = model;
  const past = unbounded.past(now);
  const wanted = engine.model(kind, process, { ...past, t: 28 });
  const share = new Map(scores.interests.map(({ topic, share }) => [topic, share]));
  const held = new Map(visitor.export().topics.map(({ topic, bought, last }) => [topic, { bought, last: last ? +last / DAY : 0 }]));
  return {
    purchase: wanted.alive === scores.alive && wanted.expected === scores.expected28 ? 0 : 1,
    interests: Math.max(0, ...unbounded.interests(now).map((i) => Math.abs((share.get(i.topic) ?? 0) / i.share - 1))),
    topics: unbounded.topics().filter(({ topic, bought, last }) => {
      const kept = held.get(topic);
      return kept?.bought !== bought || kept.last !== last;
    }).length,
  };
}
