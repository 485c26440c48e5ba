// One engine for all requests of this worker, and a short-lived visitor for each. Code that needs the profile gets it
// here, and only here is it written back.
import { load } from "trogen";
import { contextAt, nowOf } from "../shop/clock.js";
import { readCookie, setCookie, YEAR } from "../shop/cookies.js";

let engine;

/**
 * Runs `work(visitor)` on the profile in these cookies and gives back what it returned and the cookie to set. Only for
 * visitors who said yes. Throws when the engine cannot be loaded; callers then do without.
 */
export async function withVisitor(program, cookies, clock, work) {
  // A failed load is not remembered: the next request tries again.
  engine ??= load(program).catch((error) => {
    engine = undefined;
    throw error;
  });
  const now = nowOf(clock);
  const visitor = (await engine).visitor(readCookie(cookies, "trogen"), {
    now,
    consent: "granted",
    context: contextAt(now, clock.weather),
    // The page writes too, at the same time: each counts under a name of its own, and joining loses nothing.
    replica: "edge",
  });
  try {
    const result = work(visitor);
    const text = visitor.snapshot({ as: "cookie" });
    return { result, cookie: text === null ? null : setCookie("trogen", text, YEAR) };
  } finally {
    visitor.close();
  }
}
