/**
 * Writes what a page said into the engine's buffer, value by value and without judging it: see `src/signals/frame.rs`.
 * Bounded: a string is cut to 255 bytes, a list that does not fit is cut, and both are noted in `cut`.
 */

/** Names of the parameters, at their key; the same list as in `src/signals/frame.rs`. */
export const KEYS = [
  "time",
  "transaction_id",
  "value",
  "currency",
  "search_term",
  "items",
  "item_id",
  "item_category",
  "item_category2",
  "item_category3",
  "item_category4",
  "item_category5",
  "price",
  "quantity",
] as const;

const ITEMS = 5;
const ITEM_ID = 6;
const PRICE = 12;
const END = 0xff;
const LONGEST = 255;
const encoder = new TextEncoder();

/** A buffer of fixed place in the engine's memory. */
export class Buffer {
  /** The buffer's bytes. */
  bytes = new Uint8Array(0);
  /** The same, for numbers. */
  view = new DataView(new ArrayBuffer(0));
  /** Where the next byte goes. */
  at = 0;
  /** Whether something did not fit. */
  cut = false;

  /** Starts a request in `memory`, which may have grown and so moved since the last one. */
  start(memory: WebAssembly.Memory, address: number): void {
    if (this.bytes.buffer !== memory.buffer || this.bytes.byteOffset !== address) {
      this.bytes = new Uint8Array(memory.buffer, address, 65_536);
      this.view = new DataView(memory.buffer, address, 65_536);
    }
    this.at = 0;
    this.cut = false;
  }

  u16(value: number): void {
    this.view.setUint16(this.at, value, true);
    this.at += 2;
  }

  /** A string with its length before it. */
  text(value: string): void {
    const { bytes } = this;
    const start = this.at + 1;
    let n = value.length;
    if (n > LONGEST) {
      n = LONGEST;
      this.cut = true;
    }
    if (start + LONGEST > bytes.length) return this.full();
    let i = 0;
    for (; i < n; i++) {
      const c = value.charCodeAt(i);
      if (c > 127) break;
      bytes[start + i] = c;
    }
    if (i < n) {
      const { read, written } = encoder.encodeInto(value.slice(0, n), bytes.subarray(start, start + LONGEST));
      if (read < n) this.cut = true;
      n = written;
    }
    bytes[this.at] = n;
    this.at = start + n;
  }

  value(value: unknown): void {
    if (this.at + 9 > this.bytes.length) return this.full();
    switch (typeof value) {
      case "number":
        this.bytes[this.at] = 1;
        this.view.setFloat64(this.at + 1, value, true);
        this.at += 9;
        break;
      case "string":
        this.bytes[this.at++] = 2;
        this.text(value);
        break;
      case "boolean":
        this.bytes[this.at++] = value ? 3 : 4;
        break;
      default:
        this.bytes[this.at++] = 0;
    }
  }

  /** An event with its parameters. */
  event(name: unknown, parameters: unknown): void {
    this.text(typeof name === "string" ? name : "");
    if (typeof parameters !== "object" || parameters === null) return;
    this.fields(parameters as Record<string, unknown>, 0, PRICE);
  }

  /** Pairs of a name and a value. */
  pairs(object: object): void {
    for (const [name, value] of Object.entries(object)) {
      if (value === undefined) continue;
      this.text(name);
      this.value(value);
    }
  }

  private fields(object: Record<string, unknown>, first: number, end: number): void {
    for (let key = first; key < end; key++) {
      const value = object[KEYS[key] as string];
      if (value === undefined || value === null) continue;
      if (this.at + 2 > this.bytes.length) return this.full();
      this.bytes[this.at++] = key;
      if (key === ITEMS) this.items(value);
      else this.value(value);
    }
  }

  private items(list: unknown): void {
    if (!Array.isArray(list)) return this.value(null);
    this.bytes[this.at] = 5;
    const count = this.at + 1;
    this.at += 3;
    let n = 0;
    for (const item of list) {
      // Whole items only: one that may not fit is left out with all after it.
      if (this.at + 8 * (LONGEST + 3) > this.bytes.length) {
        this.cut = true;
        break;
      }
      if (typeof item === "object" && item !== null) this.fields(item, ITEM_ID, KEYS.length);
      this.bytes[this.at++] = END;
      n++;
    }
    this.view.setUint16(count, n, true);
  }

  private full(): void {
    this.cut = true;
  }
}

/** Reads an answer out of the engine's buffer. */
export class Answer {
  private at = 0;

  constructor(private readonly view: DataView) {}

  u8(): number {
    return this.view.getUint8(this.at++);
  }

  u16(): number {
    return this.view.getUint16((this.at += 2) - 2, true);
  }

  u32(): number {
    return this.view.getUint32((this.at += 4) - 4, true);
  }

  f64(): number {
    return this.view.getFloat64((this.at += 8) - 8, true);
  }

  /** Whether there is more, of an answer of `n` bytes. */
  more(n: number): boolean {
    return this.at < n;
  }
}
