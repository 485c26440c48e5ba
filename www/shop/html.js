// HTML by tagged template: every value is escaped unless it is itself the product of `html`.

class Markup {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

const escape = (text) => String(text).replace(/[&<>"']/g, (c) => entities[c]);

function render(value) {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  return Array.isArray(value) ? value.map(render).join("") : escape(value);
}

/** Markup whose interpolated values are escaped; arrays are joined, `null` and `false` vanish. */
export function html(parts, ...values) {
  return new Markup(parts.reduce((text, part, i) => text + part + (i < values.length ? render(values[i]) : ""), ""));
}

/** Text that is markup already and goes out as it stands. Only for what the shop itself has made. */
export const trusted = (text) => new Markup(text);
