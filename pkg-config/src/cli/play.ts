/** A shopper's events against a program, day by day, with a moving clock. */
import { load } from "../entries/node.js";
import type { Context, EventParameters, Scores } from "../types.js";
import { Failure, textOf } from "./files.js";
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
  /** Topics that it is time to buy again, the likeliest first. */
  due: string[];
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
/** What the engine's clock has: from the second after its landmark, which stands for never, to the end of 2135. */
const [FIRST, END] = [Date.UTC(2000, 0, 1) + 1000, Date.UTC(2136, 0, 1)];

/** Whether a moment, in Unix milliseconds, is one that can be played; not if it is NaN. */
export function isPlayable(time: number): boolean {
  return time >= FIRST && time < END;
}

/** Reads JSON lines: `{ "event": "view_item", "time": "2026-03-01T10:00:00Z", … }`, or `{ "time": …, "context": { … } }`. */
export async function events(path: string): Promise<Line[]> {
  const lines: Line[] = [];
  for (const [i, json] of (await textOf(path)).split("\n").entries()) {
    if (json.trim() === "") continue;
    const one = lineOf(json);
    if (typeof one === "string") throw new Failure(`${path}, line ${i + 1}: ${one}`);
    lines.push(one);
  }
  if (lines.length === 0) throw new Failure(`${path}: has no events`);
  return lines.sort((a, b) => a.time - b.time);
}

/** One line, or what is wrong with it. */
function lineOf(json: string): Line | string {
  let one: unknown;
  try {
    one = JSON.parse(json);
  } catch {
    return "is no JSON";
  }
  if (!isObject(one)) return "is no JSON object";
  const { event, time, context, ...parameters } = one;
  if (typeof time !== "string" && typeof time !== "number") return 'has no "time", such as "2026-03-01T10:00:00Z"';
  const at = +new Date(time);
  if (!isPlayable(at)) return `has no "time" from 2000 to 2135, in ISO 8601 or milliseconds: ${JSON.stringify(time)}`;
  if (event === undefined && context === undefined) return 'has neither an "event" nor a "context"';
  if (event !== undefined && typeof event !== "string") return 'its "event" is no name';
  if (context !== undefined && !isObject(context)) return 'its "context" is no object, such as { "weather": "rain" }';
  return { time: at, parameters, ...(event !== undefined && { event }), ...(context && { context: context as Context }) };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Plays events; a day for each on which something happened, and with `all` for those between. A page with every slot is seen at the
 * end of a day with events, so that caps count. Ends with the day of `until`, in Unix milliseconds; a `Failure` if that is before all.
 */
export async function play(program: Uint8Array, lines: readonly Line[], options: { all?: boolean; until?: number }): Promise<Day[]> {
  const start = lines[0] as Line;
  const end = options.until ?? (lines.at(-1) as Line).time;
  const first = Math.floor(start.time / DAY) * DAY;
  if (end < first) throw new Failure(`--until ${dateOf(end)} is before the first event, of ${dateOf(first)}`);
  const engine = await load(program, { build: "full" });
  const visitor = engine.visitor(null, { now: start.time, consent: "granted" });
  const names = [...engine.slots];
  const days: Day[] = [];
  const bar = progress("playing");
  let next = 0;
  for (let day = first; day <= end; day += DAY) {
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
    const { stage, orders, interests, due }: Scores = visitor.scores();
    const ripe = due.filter((one) => one.due === "due" || one.due === "overdue").map((one) => one.topic);
    const strongest = interests.slice(0, 3).map(({ topic, share }) => ({ topic, share: Math.round(share * 100) / 100 }));
    days.push({ date: dateOf(day), events: told, stage, orders, interests: strongest, due: ripe, slots });
  }
  bar.done();
  visitor.close();
  engine.close();
  return days;
}

function dateOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
