import type { Load } from "./load.js";
import type { Consent, Context, LoadOptions, ProgramSource } from "./types.js";
import { Visitor } from "./visitor.js";

export interface StartOptions extends LoadOptions {
  program: ProgramSource;
  consent: Consent;
  context?: Context;
  /** Name of the cookie that keeps the profile; `trogen` unless said. */
  cookie?: string;
  /** Now in Unix milliseconds; `Date.now` unless said. For demonstrations and tests. */
  clock?: () => number;
}

/** A year; browsers may cut what a script writes to seven days, so where there is an edge, let it set the cookie. */
const LIFE = 31_536_000;

/**
 * Starts Trogen in a page: a visitor that tells the time by itself and keeps the profile in a cookie, for as long as
 * persisting is granted. Withdrawing that deletes the cookie at once.
 */
export type Start = (options: StartOptions) => Promise<Visitor>;

/** @internal */
export async function startWith(load: Load, options: StartOptions): Promise<Visitor> {
  const engine = await load(options.program, options);
  const name = options.cookie ?? "trogen";
  const now = options.clock ?? (() => Date.now());
  let waiting = false;
  let last = read(name);
  const save = () => {
    waiting = false;
    const state = visitor.snapshot();
    if (state !== null) {
      write(name, state, LIFE);
      last = read(name);
    }
    // Not asked yet: what an earlier visit was allowed to keep stays until there is an answer.
    else if (visitor._isDenied() && read(name) !== null) write(name, "", 0);
  };
  const host = {
    now() {
      // Another tab, or the edge, has gone on from the profile that this one wrote last: so does this one.
      const text = waiting ? last : read(name);
      if (text && text !== last) visitor._adopt((last = text));
      return now();
    },
    changed() {
      // One cookie for all that happens in one turn of the page.
      if (!waiting) queueMicrotask(save);
      waiting = true;
    },
    // Whatever was allowed: what is forgotten is not kept.
    forgotten: () => write(name, "", 0),
  };
  const { consent, context } = options;
  const visitor = new Visitor(engine, last, { now: now(), consent, context }, host);
  host.changed();
  return visitor;
}

function read(name: string): string | null {
  try {
    const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
    return found ? found.slice(name.length + 1) : null;
  } catch {
    return null; // A sandboxed frame has no cookies; the visitor lives in memory.
  }
}

function write(name: string, value: string, life: number): void {
  try {
    const secure = location.protocol === "https:" ? "; Secure" : "";
    // The Cookie Store API is not everywhere yet.
    document.cookie = `${name}=${value}; Max-Age=${life}; Path=/; SameSite=Lax${secure}`;
  } catch {
    // As above.
  }
}
