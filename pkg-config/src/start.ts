import type { Host } from "./host.js";
import type { FullVisitor } from "./full.js";
import type { InsightVisitor } from "./insight.js";
import type { Load } from "./load.js";
import { keep } from "./store.js";
import type { Consent, Context, LoadOptions, ProgramSource } from "./types.js";
import type { Visitor } from "./visitor.js";

export interface StartOptions extends LoadOptions {
  program: ProgramSource;
  consent: Consent;
  context?: Context;
  /**
   * What the profile is kept under, and the name of the cookie that mirrors it for an edge; `trogen` unless said. False
   * is no cookie.
   */
  cookie?: string | false;
  /** Now in Unix milliseconds; `Date.now` unless said. For demonstrations and tests. */
  clock?: () => number;
}

/**
 * Starts Trogen in a page: a visitor that tells the time by itself and keeps the profile in the browser, together with
 * other tabs, for as long as persisting is granted. Withdrawing that deletes what was kept at once.
 */
export interface Start {
  (options: StartOptions & { build: "insight" }): Promise<InsightVisitor>;
  (options: StartOptions & { build: "full" }): Promise<FullVisitor>;
  (options: StartOptions): Promise<Visitor>;
}

/** @internal Makes `start` of a `load`. */
export const starter = (load: Load) => (async (options: StartOptions): Promise<Visitor> => {
  const engine = await load(options.program, options);
  const { consent, context, cookie = "trogen", clock = () => Date.now() } = options;
  const open = (state: string | null, host: Host) => engine.visitor(state, { now: clock(), consent, context, utcOffset: -new Date().getTimezoneOffset() }, host);
  // On a server or in a worker the profile is in memory only.
  if (typeof document === "undefined") return open(null, { _now: clock });
  return keep(engine, cookie, clock, open);
}) as Start;
