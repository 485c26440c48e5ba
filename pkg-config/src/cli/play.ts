/** A shopper's events against a program, day by day, with a moving clock. */
import { load } from "../entries/node.js";
import type { Context, EventParameters, Scores } from "../types.js";
import { Failure, file } from "./programs.js";
import { progress } from "./terminal.js";

/** What one slot shows on a day. */
export interface Shown {
  /** Ids of what is chosen. */
  chosen: string[];
  /** Why: of each choice its reasons; of an empty slot what stopped its candidates. */
  why: string[];
}

/** One day of a shopper. */
export interface Day {
  date: string;
  /** Events of the day, by name. */
  events: string[];
  stage: string;
  orders: number;
  /** The strongest interests, the strongest first. */
  interests: { topic: string; share: number }[];
  slots: Record<string, Shown>;
}

/** One line of the file. */
interface Line {
  event?: string;
  time: number;
  context?: Context;
  parameters: EventParameters;
}

const DAY = 86_400_000;
/** What the engine's clock has: the day after its landmark on, to the end of 2135. */
const [FIRST, LAST] = [Date.UTC(2000, 0, 1) + 1000, Date.UTC(2136, 0, 1)];

/** Reads JSON lines: `{ "event": "view_item", "time": "2026-03-01T10:00:00Z", … }`, or `{ "time": …, "context": { … } }`. */
export async function events(path: string): Promise<Line[]> {
  const lines: Line[] = [];
  const text = (await file(path)).toString("utf8").replace(/^\uFEFF/, "");
  for (const [i, json] of text.split("\n").entries()) {
    if (json.trim() === "") continue;
    let one: Record<string, unknown>;
    try {
      one = JSON.parse(json) as Record<string, unknown>;
    } catch {
      throw new Failure(`${path}, line ${i + 1}: is no JSON`);
    }
    const { event, time, context, ...parameters } = one ?? {};
    const at = typeof time === "string" || typeof time === "number" ? +new Date(time) : NaN;
    if (!(at >= FIRST && at < LAST)) {
      throw new Failure(`${path}, line ${i + 1}: has no "time" from 2000 to 2135, such as "2026-03-01T10:00:00Z"`);
    }
    if (context !== undefined && (typeof context !== "object" || context === null || Array.isArray(context))) {
      throw new Failure(`${path}, line ${i + 1}: its "context" is no object, such as { "weather": "rain" }`);
    }
    if (typeof event !== "string" && context === undefined) {
      throw new Failure(`${path}, line ${i + 1}: has neither an "event" nor a "context"`);
    }
    lines.push({ time: at, parameters, ...(typeof event === "string" && { event }), ...(context ? { context: context as Context } : {}) });
  }
  if (lines.length === 0) throw new Failure(`${path}: has no events`);
  return lines.sort((a, b) => a.time - b.time);
}

/**
 * Plays events; a day for each on which something happened, and with `all` for those between. A page with every slot is seen at the
 * end of a day with events, so that caps count.
 */
export async function play(program: Uint8Array, lines: readonly Line[], options: { all?: boolean; until?: number }): Promise<Day[]> {
  const engine = await load(program);
  const start = lines[0] as Line;
  const visitor = engine.visitor(null, { now: start.time, consent: "granted" });
  const names = [...engine.slots];
  const days: Day[] = [];
  const bar = progress("playing");
  const end = options.until ?? (lines.at(-1) as Line).time;
  if (end < start.time - (start.time % DAY)) {
    throw new Failure(`--until is before the first event, of ${new Date(start.time).toISOString().slice(0, 10)}`);
  }
  let next = 0;
  for (let day = start.time - (start.time % DAY); day <= end; day += DAY) {
    const told: string[] = [];
    let now = day + DAY - 1;
    for (; next < lines.length && (lines[next] as Line).time < day + DAY; next++) {
      const { event, time, context, parameters } = lines[next] as Line;
      now = time;
      visitor.update({ now: time, ...(context && { context }) });
      if (event === undefined) continue;
      visitor.track(event, parameters);
      told.push(event);
    }
    bar.at((day - start.time) / Math.max(DAY, end - start.time));
    if (told.length === 0 && !options.all) continue;
    visitor.update({ now });
    const page = visitor.choose(names);
    const slots: Record<string, Shown> = {};
    for (const slot of names) {
      const filled = page[slot];
      if (!filled) continue;
      const { choices, reasons } = filled;
      slots[slot] = { chosen: choices.map((c) => c.id), why: choices.length ? choices.map((c) => c.reasons.join(" and ")) : [...reasons] };
      if (told.length > 0) filled.shown();
    }
    const { stage, orders, interests }: Scores = visitor.scores();
    const strongest = interests.slice(0, 3).map(({ topic, share }) => ({ topic, share: Math.round(share * 100) / 100 }));
    days.push({ date: new Date(day).toISOString().slice(0, 10), events: told, stage, orders, interests: strongest, slots });
  }
  bar.done();
  visitor.close();
  engine.close();
  return days;
}
