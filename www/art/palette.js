// The colours every picture is drawn with. Pictures are static files to a browser, so they cannot read the page's CSS.
export const ink = "#14211f";
export const snow = "#f7faf9";
export const mist = "#dfe8e6";
export const haze = "#b9cbc8";
export const pine = "#1f4a43";
export const moss = "#5d7f6a";
export const lichen = "#c3d0b4";
export const fjord = "#2c5566";
export const night = "#101d2c";
export const dusk = "#2a3d55";
export const rowan = "#c5462c";
export const birch = "#f0ede4";
export const straw = "#e0b354";
export const clay = "#b9805c";

/** A picture as a whole SVG document. */
export function svg(width, height, body, fit = "xMidYMid slice") {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" preserveAspectRatio="${fit}">${body}</svg>`;
}

/** Numbers in [0, 1) that are the same in every run, so that a picture never changes between requests. */
export function scatter(seed) {
  let state = seed * 2654435761 % 4294967296;
  return () => (state = (state * 1664525 + 1013904223) % 4294967296) / 4294967296;
}
