// Times and how long things take, as people say them.

/** `45 ms`, `1.2 s`, `2 min 05 s`, `3 h 20 min`, `4 d 3 h`. */
export function duration(milliseconds: number): string {
  if (!Number.isFinite(milliseconds)) return "–";
  const ms = Math.max(0, milliseconds);
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 9_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const two = (value: number): string => String(value).padStart(2, "0");
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** A time that somebody set: `5 min` and not `5 min 00 s`. */
export function length(milliseconds: number): string {
  return duration(milliseconds).replace(/ 00? ?(s|min|h)$/, "").replace(/\.0 s$/, " s");
}

/** `just now`, `12 s ago`, `in 5 min`. */
export function ago(at: string | number, now = Date.now()): string {
  const away = now - (typeof at === "number" ? at : Date.parse(at));
  const size = Math.abs(away);
  if (size < 2_000) return "just now";
  const text = rough(size);
  return away > 0 ? `${text} ago` : `in ${text}`;
}

/** The largest unit alone: `5 min`. */
export function rough(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const two = (value: number): string => String(value).padStart(2, "0");

/** `14:03:22`, here. */
export function clock(at: string | number | Date, withMillis = false): string {
  const date = new Date(at);
  const text = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return withMillis ? `${text}.${String(date.getMilliseconds()).padStart(3, "0")}` : text;
}

/** `2026-11-29 14:03:22`, here. */
export function moment(at: string | number | Date): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(date)}`;
}

/** The same as a field of a date and a time holds it: `2026-11-29T14:03`. */
export function fieldTime(at: string | number | Date): string {
  return moment(at).slice(0, 16).replace(" ", "T");
}

/** A moment in a time zone: `Mon 2026-11-30 08:00`, with its difference from UTC. */
export function inZone(at: string | Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "shortOffset",
  }).formatToParts(new Date(at));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("weekday")} ${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")} ${part("timeZoneName").replace(/GMT([+-]0)?(?!\d)/, "UTC").replace("GMT", "UTC")}`;
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds of `90s`, `1h 30m`, `2d`; undefined of what is no time. */
export function parseDuration(text: string): number | undefined {
  const found = [...text.trim().matchAll(/(\d+(?:\.\d+)?)\s*(ms|min|s|m|h|d|w)\s*/gy)];
  if (found.length === 0 || found.map((one) => one[0]).join("") !== text.trim()) return undefined;
  return found.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ""] ?? NaN), 0);
}

/** The same the other way, in one unit and exact: `90s`, `2h`, `1500ms`. */
export function written(milliseconds: number): string {
  const [unit, size] = (["d", "h", "m", "s"] as const).map((one) => [one, UNITS[one] ?? 1] as const).find(([, one]) => milliseconds >= one && milliseconds % one === 0) ?? ["ms", 1];
  return `${milliseconds / size}${unit}`;
}
