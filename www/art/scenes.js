// Landscapes for the large slot. All share one 960 x 640 frame with the horizon a little below the middle, and are
// composed so that any crop around the centre still holds the runner.
import { birch, clay, fjord, ink, lichen, moss, night, pine, rowan, scatter, snow, straw, svg } from "./palette.js";

const W = 960;
const H = 640;

const rect = (fill) => `<rect width="${W}" height="${H}" fill="${fill}"/>`;
const disc = (x, y, r, fill, opacity = 1) => `<circle cx="${x}" cy="${y}" r="${r}" fill="${fill}" opacity="${opacity}"/>`;
const shape = (d, fill, opacity = 1) => `<path d="${d}" fill="${fill}" opacity="${opacity}"/>`;

const farFells = (fill) => shape(`M0 330C90 300 150 250 230 246C310 242 350 296 430 290C520 282 570 204 660 200C750 196 800 270 ${W} 262V${H}H0Z`, fill);
const nearFells = (fill) => shape(`M0 400C120 360 200 352 300 372C420 396 520 340 640 330C760 320 860 356 ${W} 340V${H}H0Z`, fill);
const ground = (fill) => shape(`M0 470C160 436 300 452 440 470C600 490 760 452 ${W} 440V${H}H0Z`, fill);
const foreground = (fill) => shape(`M0 590C140 560 260 566 400 590C560 616 760 600 ${W} 566V${H}H0Z`, fill);
const track = (fill) => shape(`M330 ${H}C360 590 560 580 560 540C560 506 410 512 412 486C414 468 330 462 240 440C350 450 466 458 468 488C468 510 660 512 664 552C668 596 590 606 590 ${H}Z`, fill);

function pineTree(x, y, height, fill) {
  const w = height * 0.34;
  const tier = (top, bottom, half) => `M${x} ${y - top * height}L${x + half * w} ${y - bottom * height}H${x - half * w}Z`;
  return `<path d="${tier(1, 0.56, 0.5)}${tier(0.78, 0.3, 0.75)}${tier(0.52, 0.06, 1)}M${x - 2} ${y - 0.08 * height}h4V${y}h-4Z" fill="${fill}"/>`;
}

function wood(seed, fill, from, to, base, count, tall) {
  const next = scatter(seed);
  return Array.from({ length: count }, (_, i) => {
    const x = from + ((to - from) * (i + next() * 0.7)) / count;
    return pineTree(Math.round(x), Math.round(base + next() * 16), Math.round(tall * (0.6 + next() * 0.5)), fill);
  }).join("");
}

/** A runner in mid-stride, facing right; (x, y) is the ground below the front foot. */
function runner(x, y, size, { shirt, legs, skin, shoe = rowan }) {
  const limb = (points, colour, width) =>
    `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
  return `<g transform="translate(${x} ${y}) scale(${size})">
<ellipse cx="-4" cy="2" rx="34" ry="4" fill="${ink}" opacity=".18"/>
${limb("-4,-76 -22,-64 -16,-48", skin, 6)}${limb("-10,-44 -16,-20 -42,-20", legs, 9)}${limb("-44,-20 -47,-13", shoe, 7)}
${limb("-10,-44 15,-36 12,-8", legs, 9.5)}${limb("12,-4 21,-3", shoe, 7)}
${limb("-2,-74 -9,-48", shirt, 16)}${limb("-1,-75 8,-58 25,-66", skin, 6)}${limb("-1,-76 5,-64", shirt, 8)}
<circle cx="5" cy="-94" r="9" fill="${skin}"/><path d="M-4-97a9.500 9.500 0 0 1 18-2l5 1v2H-4Z" fill="${legs}"/></g>`;
}

function flakes(seed, count, fill) {
  const next = scatter(seed);
  return Array.from({ length: count }, () => disc(Math.round(next() * W), Math.round(next() * H), (1.2 + next() * 3).toFixed(1), fill, (0.5 + next() * 0.5).toFixed(2))).join("");
}

function drops(seed, count, stroke) {
  const next = scatter(seed);
  const lines = Array.from({ length: count }, () => {
    const x = Math.round(next() * (W + 80));
    const y = Math.round(next() * H);
    const l = 14 + Math.round(next() * 22);
    return `M${x} ${y}l${-l / 3} ${l}`;
  }).join("");
  return `<path d="${lines}" stroke="${stroke}" stroke-width="1.600" stroke-linecap="round" opacity=".6"/>`;
}

const dawn = () => svg(W, H, rect("#e9eeea") + disc(650, 196, 74, "#f3d9a8") + farFells("#c6d5d3") + nearFells("#94aFa9") +
  wood(3, "#5f8279", 20, 300, 420, 9, 120) + wood(5, "#5f8279", 640, 950, 392, 9, 110) + ground(moss) + track(birch) +
  wood(8, pine, -20, 190, 560, 5, 230) + wood(9, pine, 800, 980, 540, 4, 240) + foreground("#2f5a4c") +
  runner(548, 540, 1.25, { shirt: snow, legs: ink, skin: "#b97f5d" }));

const rain = () => svg(W, H, rect("#b8c8ce") + farFells("#a2b7bf") + nearFells("#7f9aa4") + wood(13, "#56767f", 0, 340, 424, 11, 140) +
  wood(15, "#56767f", 620, 960, 392, 10, 130) + ground("#48676c") + track("#a9bfc4") + wood(18, "#213f47", -30, 210, 570, 5, 250) +
  wood(19, "#213f47", 790, 990, 546, 4, 250) + foreground("#1c363d") + runner(548, 540, 1.25, { shirt: straw, legs: night, skin: "#a8714f" }) + drops(4, 150, snow));

const firstSnow = () => svg(W, H, rect("#cfdde6") + disc(250, 170, 52, "#f4f1e4") + farFells("#e4edf2") + nearFells("#b4c8d4") +
  wood(23, "#6d8b95", 0, 320, 424, 10, 130) + wood(25, "#6d8b95", 630, 960, 392, 10, 120) + ground("#eef4f6") + track("#cbdae2") +
  wood(28, "#28505a", -20, 200, 566, 5, 240) + wood(29, "#28505a", 800, 980, 546, 4, 250) + foreground(snow) +
  runner(548, 540, 1.25, { shirt: rowan, legs: night, skin: "#b97f5d", shoe: straw }) + flakes(6, 120, "#ffffff"));

const lamp = () => svg(W, H, `<defs><linearGradient id="b" x1="0" x2="1"><stop offset="0" stop-color="#fff3c9" stop-opacity=".85"/><stop offset="1" stop-color="#fff3c9" stop-opacity="0"/></linearGradient></defs>` +
  rect(night) + flakes(31, 60, "#b8cbe0") + disc(760, 130, 34, "#e8eef2") + disc(774, 122, 30, night) + farFells("#1c2d42") + nearFells("#19293a") +
  wood(33, "#22384a", 0, 360, 424, 12, 150) + wood(35, "#22384a", 620, 960, 392, 11, 150) + ground("#2b4152") + track("#40586a") +
  `<path d="M496 424L940 372V560Z" fill="url(#b)"/>` + wood(38, "#0b1622", -20, 200, 566, 5, 260) + wood(39, "#0b1622", 820, 980, 546, 4, 260) +
  foreground("#0b1622") + runner(488, 540, 1.25, { shirt: "#6f93a8", legs: "#0a121b", skin: "#b98a6a", shoe: straw }) + disc(499, 421, 4.5, "#fff6d8"));

const summer = () => svg(W, H, rect("#f2ead4") + disc(300, 190, 60, "#efc56d") + farFells("#bcd0c6") + shape(`M0 372H${W}V470H0Z`, "#8fb4bd") +
  shape("M90 396C150 372 240 376 292 396ZM560 388C640 356 760 362 838 388Z", moss) + wood(43, pine, 590, 810, 388, 8, 70) + wood(44, pine, 120, 270, 394, 6, 54) +
  ground(lichen) + track(birch) + wood(48, "#3d6655", -30, 150, 566, 4, 230) + wood(49, "#3d6655", 840, 990, 548, 3, 240) + foreground("#7f9a6b") +
  runner(548, 540, 1.25, { shirt: rowan, legs: fjord, skin: "#a8714f", shoe: snow }));

const together = () => svg(W, H, rect("#e6e2d3") + disc(690, 180, 62, "#eab65f") + farFells("#c7cdb9") + nearFells("#a3b59a") +
  wood(53, "#6c8a70", 10, 330, 420, 10, 120) + wood(55, "#6c8a70", 640, 950, 390, 10, 110) + ground("#5d7f6a") + track(birch) +
  wood(58, pine, -30, 170, 566, 4, 240) + wood(59, pine, 820, 980, 546, 4, 240) + foreground("#2f5a4c") +
  runner(470, 512, 0.95, { shirt: fjord, legs: ink, skin: "#d9ab87", shoe: straw }) + runner(548, 545, 1.2, { shirt: snow, legs: night, skin: "#8b5a3c" }) +
  runner(640, 562, 1.3, { shirt: rowan, legs: pine, skin: "#c08a66", shoe: snow }));

const oval = () => {
  const lane = (i) => `<rect x="${90 + i * 34}" y="${110 + i * 34}" width="${1240 - i * 68}" height="${760 - i * 68}" rx="${380 - i * 34}" fill="none" stroke="${birch}" stroke-width="3" opacity=".75"/>`;
  return svg(W, H, rect("#b05a3d") + `<g transform="rotate(-9 480 320)">${[0, 1, 2, 3, 4, 5, 6].map(lane).join("")}<rect x="330" y="350" width="1000" height="280" rx="140" fill="${moss}"/></g>` +
    runner(440, 262, 1.35, { shirt: snow, legs: night, skin: "#8b5a3c", shoe: straw }));
};

const autumn = () => svg(W, H, rect("#e7ddcf") + disc(690, 210, 100, "#f0d29a") + farFells("#d4c9b6") + nearFells("#b7ad97") +
  wood(63, "#7d8268", 40, 340, 420, 9, 120) + wood(65, "#7d8268", 620, 950, 390, 10, 110) + ground("#8d7a5b") + track(birch) +
  wood(68, "#4b513a", -20, 170, 566, 4, 240) + wood(69, "#4b513a", 820, 980, 546, 4, 230) + foreground("#5c4a36") +
  `<g stroke="${clay}" stroke-width="3" fill="none" opacity=".7"><path d="M690 470l10-8M720 480l14-4M610 500l12-9M250 530l13-6M300 556l9-10M760 560l14-5"/></g>` +
  runner(548, 540, 1.25, { shirt: fjord, legs: ink, skin: "#b97f5d", shoe: rowan }));

export const scenes = { dawn, rain, "first-snow": firstSnow, lamp, summer, together, oval, autumn };
