// Attempts over time as lines: the spans of a series without any are there too, as nothing. Pure.
import type { Point, Series } from "../api/types.js";

export type Range = "1h" | "24h" | "7d";

export const LENGTH: Record<Range, number> = { "1h": 3_600_000, "24h": 86_400_000, "7d": 7 * 86_400_000 };

/** Of what a URL says; an hour unless it is one of them. */
export const rangeOf = (text: string | null): Range => (text !== null && Object.hasOwn(LENGTH, text) ? (text as Range) : "1h");

export interface Filled<T = Point> {
  /** Seconds. */
  times: number[];
  points: (T | undefined)[];
  spanMs: number;
}

/** Every span from one moment up to another, that which is under way included. */
export function filled(series: Pick<Series, "span_ms" | "items">, from: number, to: number): Filled {
  return filledWith(series.items, series.span_ms, from, to);
}

/** The same of what else there is by the span. */
export function filledWith<T extends { at: string }>(items: T[], span: number, from: number, to: number): Filled<T> {
  const known = new Map(items.map((point) => [Math.floor(Date.parse(point.at) / span), point]));
  const times: number[] = [];
  const points: (T | undefined)[] = [];
  for (let at = Math.floor(from / span); at * span <= to; at += 1) {
    times.push((at * span) / 1_000);
    points.push(known.get(at));
  }
  return { times, points, spanMs: span };
}

/** So many a minute; of the span under way, of as much of it as has passed. */
export function perMinute(line: Filled, now: number, of: (point: Point) => number): number[] {
  return line.points.map((point, place) => {
    const begins = (line.times[place] ?? 0) * 1_000;
    const length = Math.max(15_000, Math.min(line.spanMs, now - begins));
    return point ? (of(point) * 60_000) / length : 0;
  });
}

export function values(line: Filled, of: (point: Point) => number | null | undefined): (number | null)[] {
  return line.points.map((point) => (point ? (of(point) ?? null) : null));
}

/** In a hundred of those that ended; none where none did. */
export function failureShare(line: Filled): (number | null)[] {
  return line.points.map((point) => {
    const ended = point ? point.completed + point.failed : 0;
    return point && ended > 0 ? (100 * point.failed) / ended : null;
  });
}
