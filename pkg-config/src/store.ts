/**
 * Keeps a visitor's profile in a page.
 *
 * The truth is one record in IndexedDB, whose transactions are the one read-modify-write that is atomic between
 * processes. What this tab was told waits in a log until a record has it: one that another tab wrote is gone on from,
 * with the log folded in on top. What leaving or a crash could lose of the log is written to localStorage at once, as
 * a journal under a key that is written once, and folded in by the next start of any tab. `done` says how far a profile
 * has what each tab was told, so that nothing is folded in twice. Where IndexedDB fails, the record is in localStorage;
 * where that fails too, the cookie is all there is.
 */
import { About, Said } from "./consent.js";
import { read, write } from "./cookie.js";
import type { Engine } from "./engine.js";
import { Name } from "./exports.js";
import type { Entry, Host } from "./host.js";
import { attempt, ends, fails, type Kept, local, thawed } from "./places.js";
import type { Visitor } from "./visitor.js";

/** A year; browsers may cut what a script writes to seven days, so where there is an edge, let it set the cookie. */
const LIFE = 31_536_000;
/** How long IndexedDB may take before it counts as failed: while `start` waits, and later. */
const SHORT = 500;
const LONG = 5_000;
/** Entries held while nothing keeps them, and tabs remembered in `done`: each start clears the journals before it. */
const MOST_ENTRIES = 4_096;
const MOST_TABS = 64;

/** Gives the visitor that `open` makes once it goes on from what is kept. */
export async function keep(
  engine: Engine,
  cookie: string | false,
  now: () => number,
  open: (state: string | null, host: Host) => Visitor,
): Promise<Visitor> {
  const name = cookie || "trogen";
  const id = `trogen:${name}`;
  // Begins with a dot: keys that look like numbers would not stay in order in `done`.
  const tab = Math.random().toString(36).slice(1);
  let log: Entry[] = [];
  let told = 0;
  let journalled = 0;
  /** Journals that the next commit makes needless. */
  let journals: string[] = [];
  /** Of what is in memory: see `Kept`. */
  let done: Kept["done"] = {};
  let gone = 0;
  let mirrored: string | null = null;
  let replica: string = crypto.randomUUID?.() ?? tab;
  /** A cookie that this tab did not write, until a record has it. */
  let edge: string | null = null;
  let isFirst = true;
  let isBack = false;
  /** Whether the last record went to localStorage. */
  let keptAsText: boolean | undefined;
  let isErased = false;
  let isWaiting = false;
  let isRunning = false;
  let isAgain = false;
  let channel: BroadcastChannel | undefined;

  const may = () => visitor._said(About.Persisting) === Said.Granted;
  const mayNot = () => visitor._said(About.Persisting) === Said.Denied;
  const refold = () => {
    for (const entry of log) visitor._fold(entry);
  };
  const tell = (denied = 0) => channel?.postMessage([gone, denied]);

  /**
   * Writes the cookie for the edge: what a record has, no more. The edge, and another tab after it, would go on from more,
   * and this tab's log would then be folded in twice.
   */
  const mirror = (text: string | null) => {
    if (cookie === false || text === null) return;
    const found = read(name);
    if (found !== mirrored) edge = found;
    write(name, text, LIFE);
    mirrored = read(name);
  };

  /** Writes down what no record has yet. */
  const journal = () => {
    const entries = log.filter(([n]) => n > journalled);
    const key = `${id}:${tab}${1e6 + told}`;
    if (entries.length && may()) {
      local((storage) => {
        storage.setItem(key, JSON.stringify([tab, engine.id, entries.map(([n, at, what, of]) => [n, at, typeof what === "number" ? what : Array.from(what), of])]));
        journals.push(key);
        journalled = told;
      });
    }
  };

  const written = () => local((storage) => Object.keys(storage).filter((key) => key.startsWith(`${id}:`)).sort()) ?? [];

  /** Folds in what other pages were told and did not live to commit; whether there was any. */
  const recover = () => {
    let found = false;
    for (const key of (journals = written())) {
      local((storage) => {
        const [from, program, entries] = JSON.parse(storage.getItem(key) as string) as [string, string, Entry[]];
        if (from === tab) return;
        for (const entry of entries) {
          const [n, at, what] = entry;
          if (n <= (done[from] ?? 0)) continue;
          // A campaign is a number only in its program.
          if (at >= gone && (program === engine.id || typeof what === "object")) visitor._fold(entry);
          done[from] = n;
          found = true;
        }
      });
    }
    return found;
  };

  /** Brings memory and what is kept together: what to put in its place, if anything, and what to do once it is there. */
  const settle = (found: Kept | undefined, mayPut: boolean, asText: boolean): [Kept | undefined, () => void] => {
    const spare = local((storage) => thawed(storage.getItem(id)));
    const kept = found ?? spare;
    const latest = Math.max(kept?.gone ?? 0, spare?.gone ?? 0);
    if (latest > gone) {
      gone = latest;
      log = log.filter(([, at]) => at >= gone);
    }
    const isOthers = kept && kept.by !== tab && kept.gone === gone;
    if (kept) visitor._as(Name.Replica, (replica = kept.replica));
    if (isOthers) {
      visitor._adopt(kept.state as BufferSource);
      done = { ...kept.done };
    } else if (!kept && isBack && keptAsText === asText) {
      // Deleted while this page was in the back/forward cache and could not be told.
      visitor._adopt(null);
      log = [];
    }
    if (found && spare?.gone === gone) {
      // Written while IndexedDB failed or was slow.
      if (isOthers || spare.by !== tab) visitor._join(spare.state);
      for (const [from, n] of Object.entries(spare.done)) done[from] = Math.max(n, done[from] ?? 0);
    }
    isBack = false;
    mayPut &&= may();
    let isNew = gone > (kept?.gone ?? 0) || (spare && !asText);
    if (isFirst && mayPut && visitor._said(About.Computing) === Said.Granted) {
      isFirst = false;
      if (recover()) isNew = true;
    }
    if (isOthers) {
      const known = done[tab] ?? 0;
      log = log.filter(([n]) => n > known);
      refold();
    }
    // What the edge knows and the record does not.
    if (edge && visitor._join(edge)) isNew = true;
    const last = told;
    const needless = journals.length;
    let put: Kept | undefined;
    const isDue = mayPut && (isNew || log.length);
    const state = isDue ? visitor.snapshot({ as: "bytes" }) : null;
    if (state !== null) {
      delete done[tab];
      done[tab] = last;
      done = Object.fromEntries(Object.entries(done).slice(-MOST_TABS));
      put = { state, by: tab, at: Math.max(now(), (kept?.at ?? 0) + 1), gone, done, replica };
    }
    const text = put && (isOthers || log.length) ? visitor.snapshot() : null;
    return [
      put,
      () => {
        if (put || (mayPut && !isDue)) {
          keptAsText = asText;
          local((storage) => {
            for (const key of journals.splice(0, needless)) storage.removeItem(key);
            if (put && spare && !asText) storage.removeItem(id);
          });
        }
        if (put) {
          log = log.filter(([n]) => n > last);
          edge = null;
          tell();
        }
        if (may()) mirror(text);
      },
    ];
  };

  const inDatabase = async () => {
    const request = indexedDB.open(id);
    // Nobody said yes: what is not there is not made.
    request.onupgradeneeded = () => (may() ? request.result.createObjectStore(id) : request.transaction?.abort());
    await ends(request, "onsuccess");
    const database = request.result;
    // Opened for each commit, closed after it: no open connection keeps a page out of the back/forward cache or another
    // tab from deleting the database, and none can be lost.
    const mayPut = may();
    const transaction = database.transaction(id, mayPut ? "readwrite" : "readonly");
    const store = transaction.objectStore(id);
    const get = store.get(0);
    let finish = () => {};
    get.onsuccess = () => {
      try {
        const [put, then] = settle(get.result, mayPut, false);
        if (put) store.put(put, 0);
        finish = then;
      } catch {
        transaction.abort();
      }
    };
    database.close();
    await ends(transaction, "oncomplete");
    return finish;
  };

  const inLocal = () => {
    const [put, finish] = settle(undefined, true, true);
    if (put) {
      // One letter a byte.
      const text = JSON.stringify({ ...put, state: String.fromCharCode(...put.state) });
      try {
        localStorage.setItem(id, text);
      } catch {
        // A record that can be read but not written would be gone on from for ever.
        localStorage.removeItem(id);
        localStorage.setItem(id, text);
      }
    }
    return finish;
  };

  const commit = async () => {
    if (isRunning) {
      isAgain = true;
      return;
    }
    isRunning = true;
    do {
      isAgain = false;
      if (mayNot()) break;
      try {
        (await Promise.race([inDatabase(), fails(isFirst ? SHORT : LONG)]).catch(inLocal))();
      } catch {
        // The cookie is all there is, if even that can be written. Other tabs write it under names of their own.
        const found = cookie === false ? null : read(name);
        if (found && found !== mirrored) visitor._join(found);
        if (may()) mirror(visitor.snapshot());
      }
    } while (isAgain);
    isRunning = false;
  };

  const erase = () => {
    log = [];
    edge = null;
    local((storage) => {
      for (const key of [id, ...written()]) storage.removeItem(key);
    });
    if (cookie !== false && read(name) !== null) write(name, "", 0);
    // What a commit in flight may still write is deleted after it.
    if (!may()) attempt(() => indexedDB.deleteDatabase(id));
  };

  const turn = () => {
    isWaiting = false;
    if (may()) {
      isErased = false;
      void commit();
    } else if (mayNot() && !isErased) {
      isErased = true;
      erase();
      tell(visitor._consent);
    }
  };

  const changed = () => {
    // One commit for all that happens in one turn of the page.
    if (!isWaiting) queueMicrotask(turn);
    isWaiting = true;
  };
  const host: Host = {
    _now: now,
    _changed: changed,
    _told(at, what, of) {
      if (mayNot()) return;
      if (log.push([++told, at, what, of]) > MOST_ENTRIES) log.shift();
      // A purchase: no other event's name has eight letters and begins with a p.
      if (typeof what === "object" && what[0] === 8 && what[1] === 112) journal();
    },
    _forgotten() {
      gone = Math.max(now(), gone + 1);
      erase();
      tell();
      changed();
    },
  };

  const listen = () =>
    attempt(() => {
      channel = new BroadcastChannel(id);
      channel.onmessage = ({ data: [at, denied] }: MessageEvent<[number, number]>) => {
        if (at > gone) {
          gone = at;
          log = log.filter((entry) => entry[1] >= at);
          edge = null;
          visitor._adopt(null);
          refold();
        }
        if (denied) {
          visitor._deny(denied);
          isErased = true;
          erase();
        } else if (!document.hidden) void commit();
      };
    });

  if (cookie !== false) edge = mirrored = read(name);
  const visitor = open(edge, host);
  visitor._as(Name.Replica, replica);
  visitor._as(Name.Seed, replica);
  listen();
  addEventListener("pagehide", () => {
    journal();
    channel?.close();
    channel = undefined;
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (!persisted) return;
    isBack = true;
    listen();
    void commit();
  });
  document.addEventListener("freeze", journal);
  document.addEventListener("visibilitychange", () => (document.hidden ? journal() : void commit()));
  await commit();
  if (!may()) turn();
  return visitor;
}
