import { type ErrorCode, TrogenError } from "./errors.js";
import { decode } from "./frame.js";
import type { Handle, Instance } from "./instance.js";
import type { CampaignKind, VisitorOptions } from "./types.js";
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
  attributes: string[];
}

/** One program, loaded. Share it among all visitors. */
export class Engine {
  readonly build: "runtime" | "insight" = "runtime";
  private readonly _bytes: Uint8Array;
  private readonly _view: DataView;
  private _handle: Handle;
  private readonly _texts = new Map<number, CampaignText>();
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
    const names = parse(decode(bytes.subarray(end - this._view.getUint32(end, true), end)));
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
  visitor(state: string | BufferSource | null | undefined, options: VisitorOptions): Visitor {
    return new Visitor(this, state, options);
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
  _campaign(index: number, kind: number, tail: number, lengths: number): CampaignText {
    let text = this._texts.get(index);
    if (!text) {
      const id = tail + (lengths & 0xff);
      text = {
        id: decode(this._bytes.subarray(tail, id)),
        kind: KINDS[kind] ?? "content",
        payload: parse(decode(this._bytes.subarray(id, id + (lengths >>> 8)))),
      };
      this._texts.set(index, text);
    }
    return text;
  }

  private _open(): Handle {
    const bytes = this._bytes;
    const head = bytes.length < 20 ? bytes.length : this._view.getUint32(HEAD_LENGTH, true);
    const generation = this._instance._generation;
    const number = this._instance.open(bytes.subarray(0, head));
    if (number >= 16) {
      const handle: Handle = { _isVisitor: 0, _number: number, _generation: generation };
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
