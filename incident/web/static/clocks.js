// The time in the top line, and every span of time on the page, go on while the page stands open.
const MINUTE = 60_000;
const IN_DAYS_FROM = 72 * 60; // minutes; as incident/domain/clocks.py says it
const zone = document.documentElement.dataset.zone;
const shown = document.querySelector("time[data-clock]");
const opened = Date.now();
// The browser's clock may be wrong; the server's, at the making of the page, is what counts.
const ahead = shown ? Date.parse(shown.dateTime) - opened : 0;
const letters = shown ? shown.textContent.trim().split(" ").at(-1) : "";

const parts = (at, options) =>
  Object.fromEntries(new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...options })
    .formatToParts(at).map((part) => [part.type, part.value]));
const offset = (at) => parts(at, { timeZoneName: "longOffset" }).timeZoneName;
// The letters hold as long as the zone's offset does; after a change of the clocks the offset says it.
const zoneName = (at) => (offset(at) === offset(new Date(opened + ahead)) ? letters : offset(at).replace("GMT", "UTC"));

/** “02:14:07 NZDT” in the reader's zone. */
export function clock(at) {
  const { hour, minute, second } = parts(at, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  return `${hour}:${minute}:${second} ${zoneName(at)}`;
}

/** “31 h 16 min”; from 72 hours on “4 d 9 h”. */
function span(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / MINUTE);
  if (minutes >= IN_DAYS_FROM) return `${Math.floor(minutes / 1440)} d ${Math.floor(minutes / 60) % 24} h`;
  return minutes >= 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes} min`;
}

function tick() {
  const now = Date.now() + ahead;
  if (shown) {
    const day = parts(now, { weekday: "short", day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });
    shown.textContent = `${day.weekday} ${day.day} ${day.month} ${day.year}, ${day.hour}:${day.minute} ${zoneName(now)}`;
  }
  for (const entry of document.querySelectorAll("[data-until]")) {
    const left = Date.parse(entry.dataset.until) - now;
    entry.textContent = left > 0 ? span(left) : "0 min";
    entry.classList.toggle("left--late", left <= 0);
  }
  for (const entry of document.querySelectorAll("[data-since]")) entry.textContent = span(now - Date.parse(entry.dataset.since));
  setTimeout(tick, MINUTE - (now % MINUTE) + 50);
}

export function runClocks() {
  if (zone) setTimeout(tick, MINUTE - ((opened + ahead) % MINUTE) + 50);
}
