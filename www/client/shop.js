// The visitor in the page: the only module here that talks to Trogen. It goes on with the profile that the edge left
// in the cookie, writes it back after each signal, and tells the page by a "change" event.
import { load } from "trogen";
import { contextAt, nowOf } from "../shop/clock.js";
import { readCookie, setCookie, YEAR } from "../shop/cookies.js";

const PROGRAM = "/program.trogen";

/** Loads the engine and opens the visitor. Rejects when it cannot; the page then stays as the server sent it. */
export async function openShop(consent, clock) {
  return new Shop(await load(PROGRAM), consent, clock);
}

class Shop extends EventTarget {
  #engine;
  #insight;
  #visitor;

  constructor(engine, consent, clock) {
    super();
    this.#engine = engine;
    this.consent = consent;
    this.clock = clock;
    this.#open(readCookie(document.cookie, "trogen"));
  }

  /** Feeds one event. Everything a shop knows about the moment goes with it. */
  track(name, params) {
    this.#refreshClock();
    const counted = this.#visitor.track(name, params);
    this.#save();
    this.dispatchEvent(new Event("change"));
    return counted;
  }

  choose(slots) {
    this.#refreshClock();
    return this.#visitor.choose(slots);
  }

  /** Counts what was shown or clicked, given as a part of what `choose` returned, and keeps the count. */
  record(act) {
    act();
    this.#save();
  }

  setClock(clock) {
    this.clock = clock;
    this.#refreshClock();
    this.dispatchEvent(new Event("change"));
  }

  /** A yes or no. A no forgets at once, here and in the cookie. */
  setConsent(consent) {
    this.consent = consent;
    this.#visitor.update({ consent });
    if (consent === "denied") {
      this.#visitor.forget();
      document.cookie = setCookie("trogen", "", 0);
    }
    this.#save();
    this.dispatchEvent(new Event("change"));
  }

  /** A new visitor whom nobody knows. */
  startOver() {
    this.#visitor.forget();
    this.#visitor.close();
    this.#open(null);
    this.#save();
  }

  scores() {
    this.#refreshClock();
    return this.#visitor.scores();
  }

  drops() {
    return this.#visitor.drops();
  }

  profileBytes() {
    return this.#visitor.snapshot({ as: "cookie" })?.length ?? 0;
  }

  /** Every candidate of a slot and what stopped it. Loads the insight build when first asked. */
  async explain(slot) {
    this.#insight ??= load(PROGRAM, { build: "insight" });
    const visitor = (await this.#insight).visitor(this.#visitor.snapshot({ as: "bytes" }), this.#situation());
    try {
      return visitor.explain(slot);
    } finally {
      visitor.close();
    }
  }

  #situation() {
    const now = nowOf(this.clock);
    return { now, consent: this.consent, context: contextAt(now, this.clock.weather) };
  }

  #open(state) {
    this.#visitor = this.#engine.visitor(state, this.#situation());
  }

  #refreshClock() {
    const { now, context } = this.#situation();
    this.#visitor.update({ now, context });
  }

  #save() {
    const text = this.#visitor.snapshot({ as: "cookie" });
    if (text !== null) document.cookie = setCookie("trogen", text, YEAR);
  }
}
