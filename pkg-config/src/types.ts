/** What a page, a worker or a server hands in and gets back. Money is in whole units of the shop's currency. */

/** A permission's state. Anything but `granted` is treated as no. */
export type Permission = "granted" | "denied" | "pending";

/** One word for all three permissions, or each by itself; one that is left out is `pending`. */
export type Consent =
  | Permission
  | {
      /** May signals be folded into a profile, and decisions depend on it? */
      compute?: Permission;
      /** May the profile leave memory, for a cookie or a store? */
      persist?: Permission;
      /** May records of exposures and outcomes be sent? Nothing is sent yet. */
      emit?: Permission;
    };

/** Where and when a decision stands; names and types are declared in the program. */
export type Context = Readonly<Record<string, string | number | boolean | null | undefined>>;

export interface VisitorOptions {
  /** Now, as `Date.now()` or a `Date`. The engine has no clock of its own. */
  now: number | Date;
  consent: Consent;
  context?: Context | undefined;
  /** Minutes that the visitor's clock is ahead of UTC: `-new Date().getTimezoneOffset()`. UTC unless said. */
  utcOffset?: number;
  /**
   * Who writes here: `"edge"`, `"till 4"`. Profiles that are written in two places at once and then merged lose nothing if
   * the two have names of their own; up to four are kept apart.
   */
  replica?: string;
  /** What the visitor's number, which hold-outs are drawn by, is made of, if the profile has none yet. */
  seed?: string;
  /** The member whose profile this is, by the shop's own id, of which a hash is kept. */
  member?: string;
}

/** A product as GA4 describes it. Category levels make a path: `running/shoes`, or `running` and `shoes`. */
export interface Item {
  item_id?: string | number;
  item_category?: string;
  item_category2?: string;
  item_category3?: string;
  item_category4?: string;
  item_category5?: string;
  price?: number;
  quantity?: number;
  /** Taken off the price of one. */
  discount?: number;
  coupon?: string;
  [other: string]: unknown;
}

/** Parameters of an event, as GA4 names them. What is not known is ignored. */
export interface EventParameters {
  /** When it happened, in Unix milliseconds; now unless said. */
  time?: number;
  transaction_id?: string | number;
  value?: number;
  currency?: string;
  search_term?: string;
  /** Points earned or spent. */
  points?: number;
  /** Stars of a review, 0 to 5. */
  rating?: number;
  /** Answer to "how likely would you recommend us?", 0 to 10. */
  score?: number;
  channel?: "web" | "app" | "store" | "email" | "push" | "phone";
  /** The member's tier, as the shop calls it. */
  tier?: string;
  coupon?: string;
  /** Taken off the whole. */
  discount?: number;
  item_id?: string | number;
  item_category?: string;
  item_category2?: string;
  item_category3?: string;
  item_category4?: string;
  item_category5?: string;
  items?: readonly Item[];
  [other: string]: unknown;
}

export type EventName =
  | "page_view"
  | "view_item"
  | "view_item_list"
  | "search"
  | "add_to_cart"
  | "remove_from_cart"
  | "add_to_wishlist"
  | "begin_checkout"
  | "purchase"
  | "view_promotion"
  | "select_promotion"
  | "login"
  | "sign_up"
  | "share"
  | "store_visit"
  | "refund"
  | "email_open"
  | "email_click"
  | "app_open"
  | "push_open"
  | "review"
  | "nps"
  | "referral_sent"
  | "referral_qualified"
  | "points_earned"
  | "points_redeemed"
  | "reward_claimed"
  | "event_attended"
  | "community_post"
  | "support_contact"
  | "subscribe"
  | "unsubscribe"
  | "product_worn_out"
  | "delivery_received"
  | "content_read"
  | "help_opened"
  | "question_answered"
  | "testimonial"
  | "stamp_collected"
  | "engagement"
  | (string & {});

export type CampaignKind = "content" | "offer" | "reward" | "ask" | "proof";

/** Why a campaign stands: its conditions hold, it has none, it fits an interest. */
export type ReasonCode = "when" | "always" | "interest";

/** Why a slot is empty, or what stopped its other candidates. */
export type StopCode =
  | "unknown_slot"
  | "no_campaigns"
  | "consent"
  | "when_failed"
  | "capped"
  | "just_bought"
  | "elsewhere"
  | "outranked"
  | "memory_full"
  | "failed";

export interface Choice {
  readonly id: string;
  readonly kind: CampaignKind;
  /** What the page renders, as the program has it; shared, so do not change it. */
  readonly payload: unknown;
  readonly score: number;
  readonly reasons: readonly ReasonCode[];
  /** Tell that it was shown. Counts once. */
  shown(): void;
  /** Tell what came of it. */
  outcome(what: "click" | "dismiss"): void;
  /** What `JSON.stringify` shows. */
  toJSON(): object;
}

/** A filled slot. With nothing chosen, `payload` is undefined and `reasons` say why; the page keeps its default. */
export interface Slot {
  readonly id: string | undefined;
  readonly kind: CampaignKind | undefined;
  // The merchant's own shape.
  readonly payload: any;
  readonly reasons: readonly (ReasonCode | StopCode)[];
  readonly choices: readonly Choice[];
  shown(): void;
  outcome(what: "click" | "dismiss"): void;
  toJSON(): object;
}

/** A page's slots by name. Every slot asked for is there. */
export type Page<Name extends string = string> = { readonly [slot in Name]: Slot };

export type Stage =
  | "new"
  | "explorer"
  | "considering"
  | "cart"
  | "first_purchase"
  | "repeat"
  | "loyal"
  | "champion"
  | "won_back"
  | "at_risk"
  | "lapsed";

/** What brought a visitor to a stage. */
export type StageChange =
  | "arrived"
  | "looked"
  | "considered"
  | "carted"
  | "ordered"
  | "ordered_often"
  | "ordered_widely"
  | "went_quiet"
  | "came_back";

/** Interest in a topic and what lies below it. */
export interface Interest {
  readonly topic: string;
  /** Share of all interest, 0 to 1. */
  readonly share: number;
  /** Share over that of an average visitor: 1 is nothing special. */
  readonly lift: number;
  /** Present against lasting interest, -1 (gone) to 1 (just begun). */
  readonly trend: number;
}

/** When a topic is bought again. */
export interface Due {
  readonly topic: string;
  readonly due: "unknown" | "too_early" | "due" | "overdue";
  /** Days until the due date, below 0 after it; undefined if unknown. */
  readonly due_in: number | undefined;
  /** How much of that is the visitor's own rhythm, 0 to 1. */
  readonly confidence: number;
  /** The probability that it is bought again within 28 days. */
  readonly again: number;
}

/** What is inferred of a visitor. Names are those that conditions ask by; undefined is what cannot be known. */
export interface Scores {
  readonly stage: Stage;
  readonly "stage.change": StageChange;
  /** Days of silence left until the next stage down. */
  readonly "stage.margin": number | undefined;
  /** P(alive), 0 to 1. */
  readonly alive: number | undefined;
  /** Expected purchase days in the next 28 days. */
  readonly expected28: number | undefined;
  /** The probability of a purchase within 28 days. */
  readonly return28: number | undefined;
  /** What purchases to come are worth today, in the shop's currency. */
  readonly clv: number | undefined;
  /** Days between orders, drawn from what the shop expects towards the visitor's own. */
  readonly gap: number | undefined;
  readonly orders: number;
  readonly spend: number;
  readonly sessions: number;
  /** Days since the session before this one, and since the last purchase. */
  readonly "since.visit": number | undefined;
  readonly "since.purchase": number | undefined;
  readonly "cart.value": number | undefined;
  readonly "cart.items": number | undefined;
  /** The last answer to the NPS question, 0 to 10, and the last rating, 0 to 5. */
  readonly nps: number | undefined;
  readonly rating: number | undefined;
  /** Orders with a discount, and what discounts took off. */
  readonly "discounted.orders": number | undefined;
  readonly "discounted.amount": number | undefined;
  /** 1 if news are subscribed to. */
  readonly subscribed: number | undefined;
  /** Events so far, of any kind. */
  readonly events: number;
  /** Points earned less points spent, as far as events told; what the shop's books say may differ. */
  readonly points: number;
  /** Points due by the earning rules that nobody has told of yet. */
  readonly "points.pending": number | undefined;
  /** Days until the points run out. */
  readonly "points.expire_in": number | undefined;
  /** Rewards that the points are enough for. */
  readonly "rewards.ready": number | undefined;
  /** Points to the next reward, and the part of the way from the last one that is done. */
  readonly "reward.distance": number | undefined;
  readonly "reward.progress": number | undefined;
  /** What is lacking to the next tier, in its measure, and the part of the way that is done. */
  readonly "tier.distance": number | undefined;
  readonly "tier.progress": number | undefined;
  /** Part of the friends that a referral takes. */
  readonly "referral.progress": number | undefined;
  readonly member: "none" | "new" | "near_reward" | "expiring" | "member";
  /** What is done for and with the shop beside buying, 0 to 1. */
  readonly attachment: number | undefined;
  /** Visits and answers of late over all channels, 0 to 1. */
  readonly engagement: number | undefined;
  /** Why the visitor hesitates over a product, how often it was looked at, and how many days ago last. */
  readonly "hesitation.kind": "none" | "price" | "information";
  readonly "hesitation.views": number | undefined;
  readonly "hesitation.days": number | undefined;
  /** 1 if it is a good moment to ask for it. */
  readonly "ready.review": number | undefined;
  readonly "ready.referral": number | undefined;
  /** The probability that this session ends in a purchase; only in builds with intent, for programs with its weights. */
  readonly intent: number | undefined;
  /** The channel and the part of the day with the most engagement of late. */
  readonly channel: "web" | "app" | "store" | "email" | "push" | "phone" | undefined;
  readonly daypart: "night" | "morning" | "afternoon" | "evening" | undefined;
  /** Topics with a share of interest, the largest first; what lies below a topic counts for it. */
  readonly interests: readonly Interest[];
  /** Topics bought before, the likeliest to be bought again first. */
  readonly due: readonly Due[];
}

/** What was left out so far, counted by reason. */
export interface Drops {
  unknown_event: number;
  bad_value: number;
  future: number;
  duplicate: number;
  overflow: number;
  consent: number;
  torn: number;
  malformed: number;
  /** Two products of one key: they are remembered as one. */
  collision: number;
  /** Something was joined or forgotten in a way that may count it twice or not at all. */
  approximated: number;
  /** Times the engine had to be restarted under this visitor. */
  restarts: number;
}

/** A candidate of a slot, chosen or not. */
export interface Candidate {
  readonly id: string;
  /** What stopped it; null if it was chosen. */
  readonly stopped: StopCode | null;
  readonly score: number;
  /** Its fit to the visitor's interests, 0 to 1. */
  readonly fit: number;
  /** The attribute that settled its condition, and its value (undefined is missing). */
  readonly settled: { readonly attribute: string; readonly value: number | undefined } | undefined;
}

/** Where the .wasm comes from, if not from beside the module: bytes, a compiled module, a response or an address. */
export type WasmSource = BufferSource | WebAssembly.Module | Response | URL | string;

export interface LoadOptions {
  /**
   * `runtime`, the default, is the smallest; `full` also predicts the next item; `insight` does that, explains and evaluates
   * models. All decide the same.
   */
  build?: "runtime" | "full" | "insight";
  wasm?: WasmSource | Promise<WasmSource>;
}

/** A compiled program: bytes, where to get them, or the program itself (which loads the compiler). */
export type ProgramSource = BufferSource | Response | URL | string | object;

/** An index of the next item, as `trogen-learn fit nextitem` writes it: bytes, or where to get them. */
export type IndexSource = ArrayBuffer | ArrayBufferView | Response | URL | string;

export interface NextOptions {
  /** How many are wanted, 1 to 100; 10 unless said. */
  take?: number;
  /** Whether the current item, the latest that was looked at, may come again; no unless said. Earlier ones always may. */
  repeat?: boolean;
  /**
   * Ids of what was looked at in this visit, the current one last; the latest 16 count. Unless said, what the profile
   * remembers of the last visit: the products of `view_item` and `add_to_cart`, the latest eight, and what was bought
   * that day.
   */
  items?: readonly (string | number)[];
}

/** An item that may come next. */
export interface NextItem {
  /** Its id; undefined if the index was written without ids. */
  readonly id: string | undefined;
  /** The hash of its id: FNV-1a of its UTF-8, 32 bits. */
  readonly key: number;
  /** How likely, beside the others of one answer; on no scale. */
  readonly score: number;
}

/** Parameters of a purchase process; `alpha` in the unit of time used throughout. */
export interface PurchaseProcess {
  r: number;
  alpha: number;
  a: number;
  b: number;
}

/** One customer's past: repeat purchases, time from first to last purchase, time from first purchase to now. */
export interface PurchasePast {
  x: number;
  t_x: number;
  T: number;
}
