import type { EventParameters } from "../types.js";

/** What a dialect tells events to: a visitor, or anything that takes its events. */
export interface Tracker {
  track(name: string, parameters: EventParameters): boolean;
}

/** An event as `track` takes it. */
export type TrackedEvent = [name: string, parameters: EventParameters];

/** The shop's own events: the platform's name of each, and Trogen's or one that the program maps. */
export interface Own {
  events?: Readonly<Record<string, string>>;
}

/** Ends what it was given for; may be called more than once. */
export type Stop = () => void;

/** Events kept while a visitor is still starting. */
const MOST_WAITING = 256;

/** What `f` gives; undefined where something of the page's, or of ours, throws. */
export function quiet<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    return undefined;
  }
}

/** Tells events to a visitor, or keeps them until one has started. Never throws. */
export function teller(visitor: Tracker | PromiseLike<Tracker>): (event: TrackedEvent | undefined) => void {
  const waiting: TrackedEvent[] = [];
  let tracker: Tracker | undefined;
  const tell = (event: TrackedEvent | undefined) => {
    if (!event) return;
    if (tracker) quiet(() => tracker?.track(...event));
    else if (waiting.length < MOST_WAITING) waiting.push(event);
  };
  if ("then" in visitor) {
    // One that could not start has no use for events; who started it is told why.
    visitor.then(
      (started) => {
        tracker = started;
        waiting.splice(0).forEach(tell);
      },
      () => {},
    );
  } else tracker = visitor;
  return tell;
}

/** The moment in Unix milliseconds of an ISO 8601 text, a `Date` or a number. */
export function moment(value: unknown): number | undefined {
  const time = value ? +new Date(value as string | number | Date) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** The same without what was not said. */
export function given<T extends object>(object: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value != null)) as never;
}
