// The lines of a log as they are shown: one for each line of text, filtered. Pure.
import type { Level, LogLine } from "../api/types.js";
import { stringify } from "../api/json.js";
import { plain } from "../format/text.js";
import { clock } from "../format/time.js";

export const LEVELS: Level[] = ["trace", "debug", "info", "warn", "error"];

export interface Shown {
  number: number;
  at: number;
  level: Level;
  text: string;
  /** What else the line says, as `key=value`. */
  fields: string;
  /** Whether it is the first line of its message. */
  isFirst: boolean;
}

export function shownLines(lines: LogLine[], least: Level, search: string): Shown[] {
  const from = LEVELS.indexOf(least);
  const wanted = search.toLowerCase();
  const shown: Shown[] = [];
  for (const line of lines) {
    if (LEVELS.indexOf(line.level) < from) continue;
    const text = plain(line.message);
    const fields = fieldsText(line.fields);
    if (wanted && !text.toLowerCase().includes(wanted) && !fields.toLowerCase().includes(wanted)) continue;
    const parts = text.replace(/\n+$/, "").split("\n");
    for (const [place, part] of parts.entries()) {
      shown.push({ number: line.number, at: line.at_ms, level: line.level, text: part, fields: place === parts.length - 1 ? fields : "", isFirst: place === 0 });
    }
  }
  return shown;
}

function fieldsText(fields: LogLine["fields"]): string {
  if (!fields) return "";
  return Object.entries(fields)
    .map(([key, value]) => plain(`${key}=${typeof value === "string" ? value : stringify(value)}`))
    .join(" ");
}

/** All of it as a text file. `at_ms` counts from the start of the attempt. */
export function asText(lines: LogLine[], started: number): string {
  return lines
    .map((line) => {
      const fields = fieldsText(line.fields);
      return `${new Date(started + line.at_ms).toISOString()} ${line.level.toUpperCase().padEnd(5)} ${plain(line.message)}${fields ? ` ${fields}` : ""}\n`;
    })
    .join("");
}

/** `+0:03.120`, or the time of day if the line says that. */
export function stamp(at: number): string {
  if (at > 1e11) return clock(at, true);
  const minutes = Math.floor(at / 60_000);
  const seconds = (at % 60_000) / 1_000;
  return `+${minutes}:${seconds.toFixed(3).padStart(6, "0")}`;
}

/** Lines in the order of their numbers, each once. */
export function merged(have: LogLine[], more: LogLine[]): LogLine[] {
  const last = have.at(-1)?.number ?? -1;
  const isAfter = more.every((line, place) => line.number > (place === 0 ? last : (more[place - 1]?.number ?? -1)));
  if (isAfter) return more.length === 0 ? have : [...have, ...more];
  const all = new Map([...have, ...more].map((line) => [line.number, line]));
  return [...all.values()].sort((a, b) => a.number - b.number);
}
