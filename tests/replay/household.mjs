// One household's year through one visitor. After each basket the page is filled and shown; at the turn of each month
// (from the first basket on) a letter is decided, and the visitor is closed and opened again from its cookie, as a
// browser would do, so that whatever the cookie loses is lost here too.
import { contextAt, eventsOf } from "./events.mjs";

export const PAGE_SLOTS = ["home", "offers"];
export const LETTER_SLOTS = ["letter"];

/** The first instants of the year's second to thirteenth month, UTC. */
export const MONTH_ENDS = Array.from({ length: 12 }, (_, i) => Date.UTC(2017, i + 1, 1));

/** After the last basket of anybody (1 January, 04:01). */
export const YEAR_END = Date.UTC(2018, 0, 2);

/**
 * Feeds `baskets` (in order of time). The observer's methods are all optional:
 * event(name, counted, basket), decision({ visitor, page, slots, time, basket }) before anything is shown,
 * month(index, visitor), closed(visitor, bytes, cookie, last) each time the visitor is put away.
 * Returns the milliseconds spent in `track`.
 */
export function replayHousehold(engine, baskets, observer) {
  const visit = { engine, observer, visitor: null };
  let tracking = 0;
  let month = 0;
  for (const basket of baskets) {
    for (; month < MONTH_ENDS.length && MONTH_ENDS[month] <= basket.time; month++) turnMonth(visit, month);
    if (visit.visitor === null) visit.visitor = open(engine, null, basket.time);
    else visit.visitor.update({ now: basket.time, context: contextAt(basket.time) });
    for (const [name, params] of eventsOf(basket)) {
      const started = performance.now();
      const counted = visit.visitor.track(name, params);
      tracking += performance.now() - started;
      observer.event?.(name, counted, basket, visit.visitor);
    }
    decide(visit, PAGE_SLOTS, basket.time, basket);
  }
  for (; month < MONTH_ENDS.length; month++) turnMonth(visit, month);
  if (visit.visitor === null) return 0;
  visit.visitor.update({ now: YEAR_END, context: contextAt(YEAR_END) });
  close(visit, true);
  return tracking;
}

function open(engine, state, time) {
  return engine.visitor(state, { now: time, consent: "granted", context: contextAt(time) });
}

function turnMonth(visit, month) {
  if (visit.visitor === null) return;
  // The last moment of the month that ends, so that the table's columns and the context agree.
  const time = MONTH_ENDS[month] - 1;
  visit.visitor.update({ now: time, context: contextAt(time) });
  visit.observer.month?.(month, visit.visitor);
  decide(visit, LETTER_SLOTS, time, null);
  const cookie = close(visit, false);
  visit.visitor = open(visit.engine, cookie, time);
}

function decide(visit, slots, time, basket) {
  const page = visit.visitor.choose(slots);
  visit.observer.decision?.({ visitor: visit.visitor, page, slots, time, basket });
  for (const slot of slots) if (page[slot].id !== undefined && page[slot].id !== null) page[slot].shown();
}

function close({ visitor, observer }, last) {
  const cookie = visitor.snapshot({ as: "cookie" });
  observer.closed?.(visitor, visitor.snapshot({ as: "bytes" }), cookie, last);
  visitor.close();
  return cookie;
}
