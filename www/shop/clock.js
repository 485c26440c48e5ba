// The demo's clock and weather. A real shop has neither: it passes the real time and a weather service's word.
// Both stand in one cookie, `demo_now`, as "<seconds ahead of the real clock>.<weather>", so that the edge and the
// page always decide for the same moment.

export const WEATHERS = ["sun", "rain", "snow"];
export const DAY = 86_400_000;
const LIMIT = 20 * 365 * 86_400;

const SEASONS = ["winter", "winter", "spring", "spring", "spring", "summer", "summer", "summer", "autumn", "autumn", "winter", "winter"];

/** The clock that a Cookie header (or `document.cookie`) asks for; anything odd means "the real time, in the sun". */
export function readClock(cookies) {
  const [, seconds, weather] = /(?:^|;\s*)demo_now=(-?\d{1,9})\.([a-z]+)/.exec(cookies ?? "") ?? [];
  const offset = Number(seconds ?? 0);
  const sound = Math.abs(offset) <= LIMIT && WEATHERS.includes(weather);
  return sound ? { offset: offset * 1000, weather } : { offset: 0, weather: "sun" };
}

/** The cookie that sets this clock; a session cookie, gone with the browser. */
export function clockCookie({ offset, weather }) {
  const seconds = Math.max(-LIMIT, Math.min(LIMIT, Math.round(offset / 1000)));
  return `demo_now=${seconds}.${weather}; Path=/; SameSite=Lax`;
}

export const nowOf = (clock) => Date.now() + clock.offset;

/** The decision's context at a moment, as the program declares it. */
export function contextAt(now, weather) {
  const month = new Date(now).getUTCMonth();
  return { weather, season: SEASONS[month], month: month + 1 };
}

/** "Sat 5 Sep 2026", in UTC and the same on every machine. */
export function dateText(now) {
  const [weekday, day, month, year] = new Date(now).toUTCString().split(" ");
  return `${weekday.slice(0, 3)} ${Number(day)} ${month} ${year}`;
}
