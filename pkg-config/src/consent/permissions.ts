import { type Stop, quiet } from "../dialects/tracker.js";
import type { Consent, Permission } from "../types.js";

/** What an adapter tells consent to: a visitor, or anything that takes its permissions. Left out, they stay as they were. */
export interface Consenting {
  update(options: { consent?: Consent }): void;
}

/** All three permissions. */
export interface Permissions {
  compute: Permission;
  persist: Permission;
  emit: Permission;
}

/** Something that answers for permissions, now or later. */
export type Source = (visitor: Consenting) => Stop;

/**
 * Of several answers the most restrictive, for each permission: `denied` over `pending` over `granted`. An answer that is
 * undefined has no say; without any it is `pending`, and so is a word that is none of the three.
 */
export function combine(...answers: readonly (Consent | undefined)[]): Permissions {
  const said = answers.filter((answer) => answer !== undefined);
  const of = (kind: keyof Permissions): Permission => {
    // One word is for all three; an object without this kind is no word, and so pending.
    const words: unknown[] = said.map((answer: any) => answer?.[kind] ?? answer);
    if (words.includes("denied")) return "denied";
    return words.length && words.every((word) => word === "granted") ? "granted" : "pending";
  };
  return { compute: of("compute"), persist: of("persist"), emit: of("emit") };
}

/**
 * Lets the most restrictive of several sources hold, live: `strictest(visitor, [consentMode, gpc])`. A source that throws or
 * never answers is `pending`; one that has no say, as `gpc` without its signal, restricts nothing and grants nothing.
 */
export function strictest(visitor: Consenting, sources: readonly Source[]): Stop {
  const answers: (Consent | undefined)[] = sources.map(() => "pending");
  const report = reporter(visitor);
  let isReady = false;
  const tell = () => {
    if (isReady && answers.some((answer) => answer)) report(combine(...answers));
  };
  const stops = sources.map((source, i) =>
    quiet(() =>
      source({
        update: ({ consent }) => {
          answers[i] = consent;
          tell();
        },
      }),
    ),
  );
  // What the sources say while they start is told as one.
  isReady = true;
  tell();
  return () => {
    isReady = false;
    for (const stop of stops) stop?.();
  };
}

/** Tells permissions that changed. Never throws. */
export function reporter(visitor: Consenting): (consent: Permissions) => void {
  let last: string;
  return (consent) => {
    const text = JSON.stringify(consent);
    if (text !== last) quiet(() => visitor.update({ consent }));
    last = text;
  };
}

/** Looks for something that a page may load late, until it is there: found after half as long again as it took to come. */
export function whenThere<T>(find: () => T | undefined, use: (found: T) => void): Stop {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = 25;
  const look = () => {
    const found = quiet(find);
    if (found) quiet(() => use(found));
    else timer = setTimeout(look, (wait *= 1.5));
  };
  look();
  return () => clearTimeout(timer);
}
