// Pictures of what the shop sells, drawn in one 480 x 360 frame on a plain ground.
import { birch, clay, fjord, ink, lichen, mist, moss, night, pine, rowan, snow, straw, svg } from "./palette.js";

const W = 480;
const H = 360;
const stage = (ground, body) => svg(W, H, `<rect width="${W}" height="${H}" fill="${ground}"/>${body}`);
const shadow = (cx, cy, rx) => `<ellipse cx="${cx}" cy="${cy}" rx="${rx}" ry="9" fill="${ink}" opacity=".14"/>`;
const line = (d, stroke, width = 3) => `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;

const SOLE = "M58 236C56 222 62 214 76 214C150 232 236 246 300 244C346 242 396 238 432 224C446 226 444 244 430 252C406 268 372 276 330 276H104C78 276 62 262 58 236Z";
const UPPER = "M74 220C70 192 62 166 64 136C66 116 86 110 97 124C112 146 142 152 170 130L192 104C200 94 216 96 224 108C248 142 286 168 330 180C376 190 420 198 434 228C396 240 346 246 300 246C236 246 150 236 74 220Z";

function lugs(fill) {
  return Array.from({ length: 15 }, (_, i) => `<path d="M${88 + i * 20} 272h14l-3 12h-8z" fill="${fill}"/>`).join("");
}

/** One shoe, toe to the right. `worn` dulls it and creases the foam. */
export function shoe({ upper, panel, sole, outsole = ink, lace = snow, trail = false, worn = false }) {
  const laces = [0, 1, 2, 3, 4].map((i) => {
    const x = 216 + i * 22;
    const y = 116 + i * 15.5;
    return `M${x - 8} ${y + 16}L${x + 12} ${y - 4}`;
  }).join("");
  const creases = worn ? line("M120 252l26 4M172 258l30 2M236 262l34 0M300 262l30-3", "#8a8d86", 2.500) + line("M330 196c10 8 18 18 20 30M352 196c10 8 18 18 22 26", "#6c716b", 2.500) : "";
  return `<g>${trail ? lugs(outsole) : ""}<path d="M70 262C150 276 330 276 426 254C410 270 374 ${trail ? 278 : 282} 332 ${trail ? 278 : 282}H106C88 ${trail ? 278 : 282} 76 274 70 262Z" fill="${outsole}"/>
<path d="${SOLE}" fill="${sole}"/><path d="${UPPER}" fill="${upper}"/>
<path d="M74 220C70 192 62 166 64 140C94 160 122 188 132 230C112 228 92 224 74 220Z" fill="${panel}"/>
<path d="M366 189C400 196 426 206 434 228C412 235 388 240 362 243C384 228 384 204 366 189Z" fill="${panel}"/>
<path d="M192 104C200 94 216 96 224 108C248 142 286 168 330 180L316 202C262 188 214 160 188 128Z" fill="${panel}" opacity=".55"/>
${line("M152 232C190 226 222 206 242 176M176 236C216 230 250 212 272 188", lace, 6)}
${line(laces, lace, 5)}${line("M60 240C150 256 330 268 432 236", "rgba(20,33,31,.13)", 3)}${creases}</g>`;
}

const vidde = () => stage(mist, shadow(250, 286, 190) + shoe({ upper: fjord, panel: "#1d3d4b", sole: snow, lace: straw }));
const strand = () => stage("#f1e3dc", shadow(250, 286, 190) + shoe({ upper: rowan, panel: "#9a3320", sole: "#fdf9f2", lace: snow }));
const myr = () => stage("#dde4d3", shadow(250, 288, 190) + shoe({ upper: moss, panel: pine, sole: "#e9e4d4", lace: "#f0c866", trail: true }));
const worn = () => stage("#e6e1d7", shadow(250, 286, 190) + shoe({ upper: "#6b8590", panel: "#51666f", sole: "#d9d5c8", lace: "#cfc39c", outsole: "#3a3f3d", worn: true }));

const spikes = () => {
  const studs = [98, 136, 174, 300, 338, 376].map((x) => `<path d="M${x - 8} 282h16l-4 9 -4 13 -4-13z" fill="#8b979c"/>`).join("");
  return stage("#dbe5ea", shadow(245, 308, 185) + studs + `<g opacity=".34">${shoe({ upper: "#8fa4ad", panel: "#7c929c", sole: snow })}</g>` +
    line("M84 276C160 288 330 286 404 272", ink, 11) + line("M64 206C58 168 62 152 70 146M84 276C66 256 62 226 66 200M404 272C440 258 450 236 434 214C424 200 396 190 372 188", rowan, 10) +
    line("M150 282L178 238M178 282L150 238M312 280L340 226M340 278L316 226", "#5e6c72", 4) + line("M66 200C120 236 170 244 230 244C300 246 380 240 436 220", rowan, 8));
};

const headlamp = () => stage("#1a2a3b", `<defs><linearGradient id="g" x1="0" x2="1"><stop offset="0" stop-color="#fff0bf" stop-opacity=".8"/><stop offset="1" stop-color="#fff0bf" stop-opacity="0"/></linearGradient></defs>
<path d="M292 168L480 70V296L292 214Z" fill="url(#g)"/><ellipse cx="196" cy="190" rx="118" ry="74" fill="none" stroke="#0d1722" stroke-width="30"/>
<path d="M80 178A118 74 0 0 0 300 226" fill="none" stroke="${rowan}" stroke-width="30"/><path d="M84 200A118 74 0 0 0 296 228" fill="none" stroke="#f7faf9" stroke-width="3" stroke-dasharray="10 9" opacity=".6"/>
<rect x="234" y="152" width="74" height="80" rx="16" fill="#dfe8e6"/><rect x="246" y="142" width="34" height="12" rx="5" fill="${rowan}"/><circle cx="284" cy="192" r="27" fill="#27394b"/><circle cx="286" cy="192" r="19" fill="#fff3cd"/><circle cx="286" cy="192" r="9" fill="#ffffff"/>`);

const torso = "M176 92C196 104 284 104 304 92L352 112C366 118 374 130 378 146L404 262L360 272L344 190V308C304 318 176 318 136 308V190L120 272L76 262L102 146C106 130 114 118 128 112Z";

const jacket = () => stage("#e9ead9", shadow(240, 322, 130) + `<path d="M186 96C190 54 290 54 294 96C276 118 204 118 186 96Z" fill="#8d7320"/><path d="${torso}" fill="${straw}"/>
<path d="M136 190L130 232L136 308C146 311 158 313 170 314V150ZM344 190L350 232L344 308C334 311 322 313 310 314V150Z" fill="#c4983c" opacity=".55"/><path d="M194 98C206 120 274 120 286 98L280 88C262 98 218 98 200 88Z" fill="#f0ce83"/>` +
  line("M240 112V316", "#7d6420", 4) + line("M276 168l34-8M276 180l34-8", ink, 4) + line("M168 250l34 10M312 250l-34 10", "#7d6420", 4));

const wool = () => stage("#e4e0e6", shadow(240, 322, 130) + `<path d="${torso}" fill="#4d4458"/><path d="M190 96C208 118 272 118 290 96L280 91C266 102 214 102 200 91Z" fill="#7a6f87"/>` +
  Array.from({ length: 9 }, (_, i) => line(`M140 ${148 + i * 19}C180 ${156 + i * 19} 300 ${156 + i * 19} 340 ${148 + i * 19}`, "#655b72", 2)).join("") +
  line("M84 250l40-10M396 250l-40-10", rowan, 7) + line("M284 142l26-5M284 152l26-5", birch, 3.500));

const watch = () => stage("#dfe5ea", shadow(240, 334, 70) + `<path d="M196 22H284L292 128H188ZM188 232H292L284 338H196Z" fill="${night}"/><path d="M204 22h72l2 26h-76z" fill="#24364a"/>
<circle cx="240" cy="180" r="88" fill="#94a3ab"/><circle cx="240" cy="180" r="78" fill="#0d1620"/><rect x="326" y="168" width="13" height="24" rx="4" fill="#7d8c94"/>
<circle cx="240" cy="180" r="66" fill="none" stroke="#24364a" stroke-width="7"/><path d="M240 114A66 66 0 1 1 182 212" fill="none" stroke="${straw}" stroke-width="7" stroke-linecap="round"/>` +
  line("M204 202C214 178 226 206 236 186C246 164 262 196 278 160", lichen, 4) + `<circle cx="278" cy="160" r="6" fill="${rowan}"/><path d="M210 222h60" stroke="#4a6076" stroke-width="5" stroke-linecap="round"/><path d="M222 142h36" stroke="#f7faf9" stroke-width="8" stroke-linecap="round"/>`);

const bars = () => {
  const bar = (x, y, turn, wrap, mark) => `<g transform="translate(${x} ${y}) rotate(${turn})"><path d="M0 0H236V78H0l8-10-8-10 8-10-8-9 8-10-8-10 8-9z" fill="${wrap}"/><path d="M236 0l10 9-10 10 10 10-10 9 10 10-10 10 10 10-10 10z" fill="${wrap}"/><rect x="24" width="86" height="78" fill="${mark}" opacity=".9"/>
<path d="M134 30c26-12 60 4 82-10M134 48c26-12 60 4 82-10" stroke="${snow}" stroke-width="5" fill="none" stroke-linecap="round"/><circle cx="52" cy="30" r="7" fill="${clay}"/><circle cx="76" cy="46" r="9" fill="${clay}"/><circle cx="54" cy="56" r="5" fill="${clay}"/><circle cx="86" cy="24" r="5" fill="${clay}"/></g>`;
  return stage("#efe6d6", shadow(246, 300, 150) + bar(118, 214, -4, pine, birch) + bar(104, 132, 5, rowan, birch) + bar(132, 66, -8, "#b98f3a", birch));
};

const flask = () => stage("#dbe7e8", shadow(240, 326, 70) + `<path d="M186 120C170 180 170 258 184 312C196 324 284 324 296 312C310 258 310 180 294 120Z" fill="#8fb9c2" opacity=".75"/><path d="M178 200C198 192 220 208 240 200C262 192 284 206 302 198C306 240 304 280 296 312C284 324 196 324 184 312C176 276 174 240 178 200Z" fill="${fjord}" opacity=".75"/>
<rect x="190" y="98" width="100" height="30" rx="8" fill="${ink}"/><path d="M222 98V66c0-14 36-14 36 0v32z" fill="${rowan}"/><rect x="230" y="42" width="20" height="18" rx="6" fill="${rowan}"/>` +
  line("M206 156h26M206 176h18M206 196h26M206 236h18M206 256h26", snow, 4) + line("M262 236c12-10 18-30 18-56M274 244c12-12 18-32 18-58", snow, 4));

export const goods = { vidde, strand, myr, worn, spikes, headlamp, jacket, wool, watch, bars, flask };
