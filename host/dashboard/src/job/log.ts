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

/** When a line was written: `at_ms` counts from the start of the attempt, or is the moment by itself. */
export const momentOf = (at: number, started: number): number => (at > 1e11 ? at : started + at);

/** All of it as a text file. */
export function asText(lines: LogLine[], started: number): string {
  return lines
    .map((line) => {
      const fields = fieldsText(line.fields);
      return `${new Date(momentOf(line.at_ms, started)).toISOString()} ${line.level.toUpperCase().padEnd(5)} ${plain(line.message)}${fields ? ` ${fields}` : ""}\n`;
    })
    .join("");
}

/** `+0:03.120`, or the time of day if the line says that or somebody wants it. */
export function stamp(at: number, started: number, isClock: boolean): string {
  if (isClock || at > 1e11) return clock(momentOf(at, started), true);
  const minutes = Math.floor(at / 60_000);
  const seconds = (at % 60_000) / 1_000;
  return `+${minutes}:${seconds.toFixed(3).padStart(6, "0")}`;
}

/** Lines of at most so many columns: what is longer goes on below. All rows stay of one height, so that few are drawn. */
export function wrapped(lines: Shown[], columns: number): Shown[] {
  const most = Math.max(20, columns);
  return lines.flatMap((line) => {
    if (width(line.text) + (line.fields ? 1 + width(line.fields) : 0) <= most) return [line];
    const texts = pieces(line.text, most);
    const last = texts.at(-1) ?? "";
    const fields = line.fields ? pieces(line.fields, most - 1) : [];
    const fits = fields.length === 1 && width(last) + 1 + width(line.fields) <= most;
    const rows = texts.map((text, place) => ({ ...line, text, fields: fits && place === texts.length - 1 ? line.fields : "", isFirst: line.isFirst && place === 0 }));
    return fits ? rows : [...rows, ...fields.map((part) => ({ ...line, text: "", fields: part, isFirst: false }))];
  });
}

/** Columns of a character: what East Asian scripts and pictures have is twice as wide (UAX #11), about. */
const columnsOf = (char: string): number => (char === "\t" ? 8 : /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u.test(char) ? 2 : 1);
const width = (text: string): number => (/^[\x20-\x7e]*$/.test(text) ? text.length : [...text].reduce((sum, char) => sum + columnsOf(char), 0));

function pieces(text: string, most: number): string[] {
  if (width(text) <= most) return [text];
  const found: string[] = [];
  let piece = "";
  let used = 0;
  for (const char of text) {
    const columns = columnsOf(char);
    if (used + columns > most) {
      found.push(piece);
      piece = "";
      used = 0;
    }
    piece += char;
    used += columns;
  }
  return [...found, piece];
}

/** Lines in the order of their numbers, each once. */
export function merged(have: LogLine[], more: LogLine[]): LogLine[] {
  const last = have.at(-1)?.number ?? -1;
  const isAfter = more.every((line, place) => line.number > (place === 0 ? last : (more[place - 1]?.number ?? -1)));
  if (isAfter) return more.length === 0 ? have : [...have, ...more];
  const all = new Map([...have, ...more].map((line) => [line.number, line]));
  return [...all.values()].sort((a, b) => a.number - b.number);
}
