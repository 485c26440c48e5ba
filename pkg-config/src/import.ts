import { Dropped, Name, Note } from "./exports.js";
import type { EventName, EventParameters } from "./types.js";
import type { Visitor } from "./visitor.js";

/** One event of a customer's past. `time` as `Date.now()`, a `Date`, or text as in ISO 8601. */
export type PastEvent = { event: EventName; time: number | string | Date } & Omit<EventParameters, "time">;

export interface ImportOptions {
  /** Where the events are from: `"orders"`, `"crm"`. What a source has told once changes nothing when it tells it again. */
  source: string;
}

/** What became of the events. */
export interface Imported {
  /** Counted now. */
  counted: number;
  /** Not counted: known already, of a name nobody knows, from the future, or an order that another source told. */
  known: number;
  /** Lines that are no event with a time. */
  unreadable: number;
}

/**
 * Takes in a customer's past, as if it had been seen live: orders, returns, store visits, e-mail clicks, points. In any
 * order, as often as one likes, whole or in pieces; what a source told before is known by its time and content, the latest
 * 1,024 events of a source one by one, everything before them as a whole. So of a longer past take in all at once, or its
 * pieces in order of time. Needs permission to compute.
 *
 * @param past events, or JSON lines of them: `{"event":"purchase","time":"2025-03-01T10:00:00Z","transaction_id":"1","value":9.9}`
 */
export function importPast(visitor: Visitor, past: readonly PastEvent[] | string, options: ImportOptions): Imported {
  const result: Imported = { counted: 0, known: 0, unreadable: 0 };
  const events: [time: number, text: string, name: string, parameters: object][] = [];
  const lines = typeof past === "string" ? past.split("\n").filter((line) => line.trim() !== "") : past;
  for (const line of lines) {
    try {
      const { event, time, ...rest } = (typeof line === "string" ? JSON.parse(line) : line) as PastEvent;
      // In one order, so that the same event is the same bytes however its source writes it.
      const parameters = Object.fromEntries(Object.entries(rest).sort());
      const at = typeof time === "number" ? time : +new Date(time);
      if (typeof event !== "string" || !Number.isFinite(at)) throw new TypeError();
      events.push([at, event + JSON.stringify(parameters), event, { ...parameters, time: at }]);
    } catch {
      result.unreadable++;
    }
  }
  // As it happened; what happened at once in an order of its own, so that shuffled lines give the same.
  events.sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1));
  const back = visitor._as(Name.Replica, `import:${options.source}`);
  for (const [, , name, parameters] of events) result[told(visitor, name, parameters) ? "counted" : "known"]++;
  visitor._as(Name.Replica, back);
  return result;
}

/** Tells an event, whose name is the replica's; whether it was new. */
function told(visitor: Visitor, name: string, parameters: object): boolean {
  visitor._pages.clear();
  return visitor._call(false, (wasm, n) => {
    const buffer = visitor._request();
    buffer._event(name, parameters, undefined);
    if (buffer._cut) wasm.note(n, Note.Dropped, Dropped.Overflow);
    return wasm.track(n, buffer._at, 1) === 1;
  });
}
