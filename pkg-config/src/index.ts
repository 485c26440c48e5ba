export { Engine } from "./engine.js";
export type { Held } from "./export.js";
export type { Card, CardLine } from "./card.js";
export type { InsightEngine, InsightVisitor, OwnedProduct, ScoreReason } from "./insight.js";
export type { FullEngine, FullVisitor } from "./full.js";
export { TrogenError, type ErrorCode, type Problem } from "./errors.js";
export { Visitor } from "./visitor.js";
export type * from "./types.js";
export type { StartOptions } from "./start.js";
