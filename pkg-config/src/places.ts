/** Where a page keeps a profile: what is kept, and places that may be missing, blocked, full or slow. */

/** A profile as it is kept. */
export interface Kept {
  state: Uint8Array;
  /** The tab that wrote it, and when; a later one in localStorage was written while IndexedDB failed. */
  by: string;
  at: number;
  /** When it was last forgotten: what was told before is not folded in. */
  gone: number;
  /** By tab, the number of the last entry that is in it. */
  done: Record<string, number>;
  /** Under which name this browser writes: see `VisitorOptions.replica`. */
  replica: string;
}

/** A record as localStorage has it. */
export function thawed(text: string | null): Kept | undefined {
  const kept = JSON.parse(text as string);
  return kept && { ...kept, state: Uint8Array.from(kept.state as string, (c) => c.charCodeAt(0)) };
}

/** What `f` gives; undefined where it may not be done. */
export function attempt<T>(f: () => T): T | undefined {
  try {
    return f();
  } catch {
    return undefined; // Storage may be missing, blocked or full, and a sandboxed frame has none.
  }
}

/** The same with localStorage. */
export function local<T>(f: (storage: Storage) => T): T | undefined {
  return attempt(() => f(localStorage));
}

/** Waits for a request or a transaction of IndexedDB. */
export function ends<Name extends "onsuccess" | "oncomplete">(what: { [name in Name]: unknown }, name: Name): Promise<unknown> {
  return new Promise((resolve, reject) => Object.assign(what, { [name]: resolve, onerror: reject, onabort: reject }));
}

/** Fails after a time. */
export function fails(ms: number): Promise<never> {
  return new Promise((_, reject) => setTimeout(reject, ms));
}
