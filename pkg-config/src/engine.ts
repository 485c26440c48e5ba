import { type ErrorCode, TrogenError } from "./errors.js";
import { decode } from "./frame.js";
import type { Handle, Instance } from "./instance.js";
import type { CampaignKind, VisitorOptions } from "./types.js";
import { Visitor } from "./visitor.js";

const ERRORS: readonly [ErrorCode, string][] = [
  ["not_a_program", "No compiled program: compile program.json, or pass the object."],
  ["program_version", "Compiled by another version of Trogen: compile it again."],
  ["program_torn", "Cut off or changed: fetch or compile it again."],
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
  name: string;
  slots: string[];
  topics: string[];
  attributes: string[];
}

/** One program, loaded. Share it among all visitors. */
export class Engine {
  readonly build: "runtime" | "insight" = "runtime";
  private readonly _bytes: Uint8Array;
  private _handle: Handle;
  private readonly _texts = new Map<number, CampaignText>();
  private _names: Names | undefined;

  /** @internal */
  constructor(
    /** @internal */ readonly instance: Instance,
    bytes: Uint8Array,
  ) {
    this._bytes = bytes;
    this._handle = this._open();
  }

  /** Content hash of the program, 16 hexadecimal digits. */
  get id(): string {
    return [...this._bytes.subarray(8, 16)].reverse().map((b) => b.toString(16).padStart(2, "0")).join("");
  }

  /** The program's slots. */
  get slots(): readonly string[] {
    return this.text().slots;
  }

  /**
   * Takes a visitor in hand: `state` is a cookie's text, bytes from a store, or nothing. What cannot be read is counted
   * in `drops().torn`, and the visitor starts anew.
   */
  visitor(state: string | Uint8Array | null | undefined, options: VisitorOptions): Visitor {
    return new Visitor(this, state, options);
  }

  /** Lets go of the engine's memory. Visitors still in hand keep what they need. */
  close(): void {
    this.instance.close(0, this._handle);
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** @internal Its number, opened again if it was closed or the instance restarted. */
  number(): number {
    if (this._handle.generation !== this.instance.generation) this._handle = this._open();
    return this._handle.number;
  }

  /** @internal What a campaign is called and carries; read once. */
  campaign(index: number, kind: number, tail: number, lengths: number): CampaignText {
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

  /** @internal Names of what the program speaks of. */
  text(): Names {
    if (!this._names) {
      const end = this._bytes.length - 4;
      const view = new DataView(this._bytes.buffer, this._bytes.byteOffset + end, 4);
      const names = parse(decode(this._bytes.subarray(end - view.getUint32(0, true), end)));
      this._names = { name: "", slots: [], topics: [], attributes: [], ...(names as object) };
    }
    return this._names;
  }

  private _open(): Handle {
    const bytes = this._bytes;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const head = bytes.length < 20 ? bytes.length : view.getUint32(HEAD_LENGTH, true);
    const { generation } = this.instance;
    const number = this.instance.open(bytes.subarray(0, head));
    if (number >= 16) return { number, generation };
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
