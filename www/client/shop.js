// The visitor in the page: the only module here that talks to Trogen. `start` goes on with the profile that the edge
// left in the cookie and keeps the cookie up to date; this adds the demo's clock and tells the page of changes.
import { load, start } from "trogen";
import { contextAt, nowOf } from "../shop/clock.js";

const PROGRAM = "/program.trogen";

/** Loads the engine and opens the visitor. Rejects when it cannot; the page then stays as the server sent it. */
export async function openShop(consent, clock) {
  const shop = new Shop(consent, clock);
  await shop.open();
  return shop;
}

class Shop extends EventTarget {
  #visitor;
  #insight;

  constructor(consent, clock) {
    super();
    this.consent = consent;
    this.clock = clock;
  }

  async open() {
    this.#visitor = await start({ program: PROGRAM, consent: this.consent, context: this.#context(), clock: () => nowOf(this.clock) });
  }

  /** Feeds one event. While nobody has answered about consent the engine holds it, and drops it on a no. */
  track(name, params) {
    const counted = this.#visitor.track(name, params);
    this.#changed();
    return counted;
  }

  choose(slots) {
    return this.#visitor.choose(slots);
  }

  setClock(clock) {
    this.clock = clock;
    this.#visitor.update({ context: this.#context() });
    this.#changed();
  }

  /** A yes or no. A no forgets at once, here and in the cookie. */
  setConsent(consent) {
    this.consent = consent;
    this.#visitor.update({ consent });
    if (consent === "denied") this.#visitor.forget();
    this.#changed();
  }

  /** From here on a visitor whom nobody knows. */
  startOver() {
    this.#visitor.forget();
  }

  scores() {
    return this.#visitor.scores();
  }

  drops() {
    return this.#visitor.drops();
  }

  profileBytes() {
    return this.#visitor.snapshot()?.length ?? 0;
  }

  /** Every candidate of the last of these slots, and what stopped it. Loads the insight build when first asked. */
  async explain(slots) {
    this.#insight ??= load(PROGRAM, { build: "insight" });
    const engine = await this.#insight;
    const visitor = engine.visitor(this.#visitor.snapshot({ as: "bytes" }), { now: nowOf(this.clock), consent: this.consent, context: this.#context() });
    try {
      return visitor.explain(slots);
    } finally {
      visitor.close();
    }
  }

  #context() {
    return contextAt(nowOf(this.clock), this.clock.weather);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
