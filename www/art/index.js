// Every picture of the shop by name: `/art/<name>.svg`.
import { goods } from "./goods.js";
import { scenes } from "./scenes.js";

const pictures = { ...goods, ...scenes };

/** The SVG text of a picture, or null when there is none of that name. */
export function picture(name) {
  return Object.hasOwn(pictures, name) ? pictures[name]() : null;
}

export const names = Object.keys(pictures);
