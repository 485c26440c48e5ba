// The grocer's product tree as topic paths. A name may hold "/" ("BEERS/ALES"), so each level is turned into a slug
// first: then a "/" in a path always stands between two levels. The program and the events use the same slugs.

/** "FRZN MEAT/MEAT DINNERS" -> "frzn-meat-meat-dinners"; null for a level the data leaves out. */
export function slug(name) {
  if (name === null || name === undefined) return null;
  const text = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return text === "" ? null : text;
}

/** Levels of a product, department first, ending at the first level the data leaves out. */
export function levels(department, category, type) {
  const path = [];
  for (const name of [department, category, type]) {
    const level = slug(name);
    if (level === null) break;
    path.push(level);
  }
  return path;
}

/** Fuel is counted in thousandths of a gallon there; a shop's own event would say "one fill". */
export function isMeasured(type) {
  return type !== null && type !== undefined && type.startsWith("GASOLINE");
}
