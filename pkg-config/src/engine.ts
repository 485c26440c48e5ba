import { type ErrorCode, TrogenError, wrongBuild } from "./errors.js";
import { decode } from "./frame.js";
import type { Handle, Instance } from "./instance.js";
import type { Host } from "./host.js";
import type { CampaignKind, IndexSource, VisitorOptions } from "./types.js";
import { Visitor } from "./visitor.js";

const TORN: [ErrorCode, string] = ["program_torn", "Cut off or changed: fetch or compile it again."];
const ERRORS: readonly [ErrorCode, string][] = [
  ["not_a_program", "No compiled program: compile program.json, or pass the object."],
  ["program_version", "Compiled by another version of Trogen: compile it again."],
  TORN,
  ["program_broken", "Contradicts itself: compile it again."],
];
const KINDS: readonly CampaignKind[] = ["content", "offer", "reward", "ask", "proof"];
/** Where a program says how long its head is; see `src/program/layout.rs`. */
const HEAD_LENGTH = 16;

/** What the host keeps of a campaign. */
export interface CampaignText {
  readonly id: string;
  readonly kind: CampaignKind;
  readonly payload: unknown;
}

interface Names {
  slots: string[];
  topics: string[];
  rewards?: string[];
  tiers?: string[];
  attributes: string[];
}

/** One program, loaded. Share it among all visitors. */
export class Engine {
  readonly build: "runtime" | "full" | "insight" = "runtime";
  private readonly _bytes: Uint8Array;
  private readonly _view: DataView;
  private _handle: Handle;
  private readonly _texts = new Map<number, CampaignText>();
  /** Where ids end, and where each starts, once one was asked for. */
  private readonly _idsEnd: number;
  private _ids: number[] | undefined;
  /** @internal Names of what the program speaks of. */
  readonly _names: Names;

  /** @internal */
  constructor(
    /** @internal */ readonly _instance: Instance,
    bytes: Uint8Array,
  ) {
    this._bytes = bytes;
    this._view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this._handle = this._open();
    const end = bytes.length - 4;
    const start = end - this._view.getUint32(end, true);
    this._idsEnd = start - 4;
    const names = parse(decode(bytes.subarray(start, end)));
    // The engine has checked the head; a tail that is cut off has lost its end, where the names are.
    if (!names) throw new TrogenError(...TORN);
    this._names = names as Names;
  }

  /** Content hash of the program, 16 hexadecimal digits. */
  get id(): string {
    return this._view.getBigUint64(8, true).toString(16).padStart(16, "0");
  }

  /** The program's slots. */
  get slots(): readonly string[] {
    return this._names.slots;
  }

  /**
   * Takes a visitor in hand: `state` is a cookie's text, bytes from a store, or nothing. What cannot be read is counted
   * in `drops().torn`, and the visitor starts anew.
   */
  visitor(state: string | BufferSource | null | undefined, options: VisitorOptions): Visitor;
  /** @internal With the host that keeps it. */
  visitor(state: string | BufferSource | null | undefined, options: VisitorOptions, host?: Host): Visitor;
  visitor(state: string | BufferSource | null | undefined, options: VisitorOptions, host?: Host): Visitor {
    return new Visitor(this, state, options, host);
  }

  /** @internal Of other builds only. */
  async nextItems(_index: IndexSource | Promise<IndexSource>): Promise<void> {
    wrongBuild();
  }

  /** Lets go of the engine's memory. Visitors still in hand keep what they need. */
  close(): void {
    this._instance.close(this._handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal Its number, opened again if it was closed or the instance restarted. */
  _number(): number {
    if (this._handle._generation !== this._instance._generation) this._handle = this._open();
    return this._handle._number;
  }

  /** @internal What a campaign is called and carries; read once. */
  _campaign(index: number, kind: number, tail: number, length: number): CampaignText {
    let text = this._texts.get(index);
    if (!text) {
      text = {
        id: this._id(index),
        kind: KINDS[kind] ?? "content",
        payload: parse(decode(this._bytes.subarray(tail, tail + length))),
      };
      this._texts.set(index, text);
    }
    return text;
  }

  /** A campaign's id: what it shares with the one before, and its own; each 32nd stands whole. */
  private _id(index: number): string {
    const bytes = this._bytes;
    if (!this._ids) {
      this._ids = [];
      const end = this._idsEnd;
      for (let at = end - this._view.getUint32(end, true); at < end; at += 2 + (bytes[at + 1] as number)) this._ids.push(at);
    }
    const id: number[] = [];
    for (let i = index & ~31; i <= index; i++) {
      const at = this._ids[i] as number;
      // Of damaged bytes that say nothing, or more than there is, an id comes out empty or odd.
      id.splice(bytes[at] as number);
      id.push(...bytes.subarray(at + 2, at + 2 + (bytes[at + 1] as number)));
    }
    return decode(Uint8Array.from(id));
  }

  /** @internal */
  protected _open(): Handle {
    const bytes = this._bytes;
    const head = bytes.length < 20 ? bytes.length : this._view.getUint32(HEAD_LENGTH, true);
    const generation = this._instance._generation;
    const number = this._instance.open(bytes.subarray(0, head));
    if (number >= 16) {
      const handle: Handle = { _number: number, _generation: generation };
      this._instance._watch(this, handle);
      return handle;
    }
    const [code, message] = ERRORS[number - 1] ?? ["program_broken", ""];
    throw new TrogenError(code, message);
  }
}

function parse(json: string): unknown {
  try {
    return json === "" ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}
