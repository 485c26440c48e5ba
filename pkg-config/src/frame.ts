/**
 * Writes what a page said into the engine's buffer, value by value and without judging it: see `src/signals/frame.rs`.
 * Bounded: a string is cut to 255 bytes, a list that does not fit is cut, and both are noted in `_cut`.
 */

/** Names of the parameters, at their key; the same list as in `src/signals/frame.rs`. */
export const KEYS = [
  "time",
  "transaction_id",
  "value",
  "currency",
  "search_term",
  "points",
  "rating",
  "score",
  "channel",
  "tier",
  "items",
  "coupon",
  "discount",
  "item_id",
  "item_category",
  "item_category2",
  "item_category3",
  "item_category4",
  "item_category5",
  "price",
  "quantity",
] as const;

/** Each name's key. */
const PLACES = new Map<string, number>(KEYS.map((name, key) => [name, key]));
/** Names of one object that are looked at. */
const MOST_NAMES = 1_000;
const TIME = 0;
const TRANSACTION = 1;
const ITEMS = 10;
const COUPON = 11;
const ITEM_ID = 13;
const PRICE = 19;
const END = 0xff;
const SIZE = 65_536;
const LONGEST = 255;
/** Room that any one field needs (key, type, length, text), and that any one item needs (its fields and an end). */
const VALUE_ROOM = 3 + LONGEST;
const ITEM_ROOM = 10 * VALUE_ROOM + 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Bytes as text. */
export function decode(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** The bytes of whatever holds bytes; undefined of anything else. */
export function view(source: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return source instanceof ArrayBuffer ? new Uint8Array(source) : undefined;
}

/** The engine's buffer, written from the start for each request. */
export class Buffer {
  /** The buffer's bytes. */
  _bytes = new Uint8Array(0);
  /** The same, for numbers. */
  _view = new DataView(new ArrayBuffer(0));
  /** Where the next byte goes. */
  _at = 0;
  /** Whether something did not fit. */
  _cut = false;
  /** Whether something of the page's threw when it was read. */
  _threw = false;
  private _address = 0;

  /** Starts a request in `memory`, which may have grown and so moved since the last one. */
  _start(memory: WebAssembly.Memory, address: number): void {
    // Memory that has grown leaves arrays of what it was empty.
    if (this._bytes.length === 0 || this._address !== address) {
      this._address = address;
      this._bytes = new Uint8Array(memory.buffer, address, SIZE);
      // To the end: the insight build answers at greater length than it asks.
      this._view = new DataView(memory.buffer, address);
    }
    this._at = 0;
    this._cut = this._threw = false;
  }

  /** Whether there is no room for one value more; noted in `_cut`. */
  _isFull(room = VALUE_ROOM): boolean {
    const full = this._at + room > SIZE;
    if (full) this._cut = true;
    return full;
  }

  _u16(value: number): void {
    this._view.setUint16(this._at, value, true);
    this._at += 2;
  }

  /** A string with its length before it; ask `_isFull` first. */
  _text(value: string): void {
    const { _bytes: bytes } = this;
    const start = this._at + 1;
    let n = value.length;
    if (n > LONGEST) {
      n = LONGEST;
      this._cut = true;
    }
    let i = 0;
    for (; i < n; i++) {
      const c = value.charCodeAt(i);
      if (c > 127) break;
      bytes[start + i] = c;
    }
    if (i < n) {
      const { read, written } = encoder.encodeInto(value.slice(0, n), bytes.subarray(start, start + LONGEST));
      if (read < n) this._cut = true;
      n = written;
    }
    bytes[this._at] = n;
    this._at = start + n;
  }

  /** An event with its parameters; it happened at `time` unless they say otherwise. */
  _event(name: unknown, parameters: unknown, time: number | undefined): void {
    this._text(typeof name === "string" ? name : "");
    if (time !== undefined) {
      this._bytes[this._at++] = TIME;
      this._value(time);
    }
    this._fields(parameters, 0, PRICE);
  }

  /** Pairs of a name and a value. */
  _pairs(object: unknown): void {
    if (typeof object !== "object" || object === null) return;
    try {
      for (const name in object) {
        if (this._isFull(2 * VALUE_ROOM)) return;
        const value = (object as Record<string, unknown>)[name];
        if (value === undefined) continue;
        this._text(name);
        this._value(value);
      }
    } catch {
      this._threw = true;
    }
  }

  /** A visitor's state; its length. One too large for the buffer is torn, and read as such. */
  _state(state: unknown): number {
    if (typeof state === "string") {
      const { read, written } = encoder.encodeInto(state, this._bytes);
      return read < state.length ? SIZE : written;
    }
    // Nothing but what is copied may be read: the buffer still holds the last answer, perhaps another visitor's profile.
    const bytes = view(state);
    if (!bytes || bytes.length > SIZE) return 0;
    this._bytes.set(bytes);
    return bytes.length;
  }

  private _value(value: unknown): void {
    const { _bytes: bytes } = this;
    switch (typeof value) {
      case "number":
        bytes[this._at] = 1;
        this._view.setFloat64(this._at + 1, value, true);
        this._at += 9;
        break;
      case "string":
        bytes[this._at++] = 2;
        this._text(value);
        break;
      case "boolean":
        bytes[this._at++] = value ? 3 : 4;
        break;
      default:
        bytes[this._at++] = 0;
    }
  }

  private _fields(object: unknown, first: number, end: number): void {
    if (typeof object !== "object" || object === null) return;
    let names = 0;
    try {
      for (const name in object) {
        // An object of a million names is an error of the page, and reading them all would hang it.
        if (++names > MOST_NAMES) return void (this._cut = true);
        const key = PLACES.get(name);
        if (key === undefined || key < first || key >= end) continue;
        try {
          const value = (object as Record<string, unknown>)[name];
          if (value === undefined || value === null) continue;
          if (this._isFull()) return;
          this._bytes[this._at++] = key;
          if (key === ITEMS) this._items(value);
          // A number may be a name: 1001 and "1001" are one order, and one product.
          else this._value((key === TRANSACTION || key === ITEM_ID) && Number.isFinite(value) ? String(value) : value);
        } catch {
          this._threw = true;
        }
      }
    } catch {
      this._threw = true;
    }
  }

  private _items(list: unknown): void {
    if (!Array.isArray(list)) return this._value(null);
    this._bytes[this._at] = 5;
    const count = this._at + 1;
    this._at += 3;
    let n = 0;
    try {
      for (const item of list) {
        if (this._isFull(ITEM_ROOM)) break;
        this._fields(item, COUPON, KEYS.length);
        this._bytes[this._at++] = END;
        n++;
      }
    } catch {
      this._threw = true;
    }
    this._view.setUint16(count, n, true);
  }
}
