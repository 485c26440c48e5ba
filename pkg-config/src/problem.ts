import type { Problem } from "./errors.js";

/** A problem in one line. */
export function line({ path, message, suggestion }: Problem): string {
  // A piece of JSON is written as it stands; a name is one of several.
  const isJson = suggestion !== undefined && (suggestion.includes('"') || /^(?:[-\d[{]|true$|false$)/.test(suggestion));
  const guess = suggestion === undefined ? "" : isJson ? `; write ${suggestion}` : `; did you mean "${suggestion}"?`;
  return `${path || "program"}: ${message}${guess}`;
}
