// What alerts can watch: each kind with its fields, and in words. Pure.
import { length, parseDuration } from "../format/time.js";

export interface WatchField {
  name: string;
  label: string;
  kind: "count" | "percent" | "time" | "processor" | "queue";
  initial?: string;
  optional?: boolean;
  /** The least and the most of a number, or of a time in milliseconds. */
  least?: number;
  most?: number;
}

export interface WatchKind {
  kind: string;
  label: string;
  fields: WatchField[];
}

const SECOND = 1_000;

const OF_PROCESSOR: WatchField = { name: "processor", label: "Of this processor", kind: "processor", optional: true };
const IN_QUEUE: WatchField = { name: "queue", label: "In this queue", kind: "queue", optional: true };
const WITHIN: WatchField = { name: "within_ms", label: "Within", kind: "time", initial: "10m", least: 60_000, most: 604_800_000 };

export const KINDS: WatchKind[] = [
  { kind: "failed_jobs", label: "Jobs that failed", fields: [{ name: "at_least", label: "At least", kind: "count", initial: "10" }, WITHIN, OF_PROCESSOR, IN_QUEUE] },
  { kind: "failure_rate", label: "Share that fails", fields: [{ name: "at_least_percent", label: "At least, in a hundred", kind: "percent", initial: "20", most: 100 }, { name: "of_at_least", label: "If so many ended", kind: "count", initial: "20" }, WITHIN, OF_PROCESSOR, IN_QUEUE] },
  { kind: "backlog", label: "Jobs that wait", fields: [{ name: "above", label: "More than", kind: "count", initial: "1000", least: 0 }, IN_QUEUE] },
  { kind: "backlog_age", label: "How long a job waits", fields: [{ name: "older_than_ms", label: "Longer than", kind: "time", initial: "5m" }, IN_QUEUE] },
  { kind: "no_worker", label: "Jobs wait and none runs", fields: [IN_QUEUE] },
  { kind: "disk_free", label: "Room on the disk", fields: [{ name: "below_percent", label: "Less than, in a hundred", kind: "percent", initial: "10" }] },
  { kind: "cpu", label: "Load of the processors", fields: [{ name: "above_percent", label: "More than, in a hundred", kind: "percent", initial: "95" }] },
  { kind: "memory", label: "Memory of the machine", fields: [{ name: "above_percent", label: "More than, in a hundred", kind: "percent", initial: "90" }] },
  { kind: "stuck_job", label: "A job that runs for long", fields: [{ name: "running_for_ms", label: "Longer than", kind: "time", initial: "1h" }, OF_PROCESSOR] },
  { kind: "schedule_missed", label: "A schedule that did not fire", fields: [{ name: "late_by_ms", label: "Late by", kind: "time", initial: "5m" }] },
];

/** What is wrong with what was written into a field; undefined if nothing is. */
export function wrongIn({ kind, optional, least, most }: WatchField, text: string): string | undefined {
  if (text.trim() === "") return optional ? undefined : "write something here";
  if (kind === "time") {
    const time = parseDuration(text);
    if (time === undefined) return "write a time, such as 90s, 5m or 1h";
    if (time < (least ?? SECOND)) return `write a time of ${length(least ?? SECOND)} or more`;
    return most !== undefined && time > most ? `write a time of ${length(most)} at the most` : undefined;
  }
  if (kind !== "count" && kind !== "percent") return undefined;
  const from = least ?? 1;
  const to = most ?? (kind === "percent" ? 99 : Number.MAX_SAFE_INTEGER);
  const number = Number(text);
  if (/^\d+$/.test(text.trim()) && number >= from && number <= to) return undefined;
  return kind === "percent" ? `write a whole number from ${from} to ${to}` : `write a whole number, ${from} or more`;
}

/** A rule as a sentence's end: `more than 100 jobs wait in mail`. */
export function watchText(watch: Record<string, unknown>): string {
  const number = (name: string): string => String(watch[name] ?? "?");
  const time = (name: string): string => length(Number(watch[name] ?? 0));
  const of = [watch["processor"] ? ` of ${String(watch["processor"])}` : "", watch["queue"] ? ` in ${String(watch["queue"])}` : ""].join("");
  switch (watch["kind"]) {
    case "failed_jobs":
      return `${number("at_least")} jobs${of} failed within ${time("within_ms")}`;
    case "failure_rate":
      return `${number("at_least_percent")} % of the jobs${of} failed within ${time("within_ms")}, if ${number("of_at_least")} ended`;
    case "backlog":
      return `more than ${number("above")} jobs wait${of}`;
    case "backlog_age":
      return `a job${of} waits for longer than ${time("older_than_ms")}`;
    case "no_worker":
      return `jobs wait${of}, and none runs`;
    case "disk_free":
      return `the disk has less than ${number("below_percent")} % of room`;
    case "cpu":
      return `the processors are busier than ${number("above_percent")} %`;
    case "memory":
      return `the memory is fuller than ${number("above_percent")} %`;
    case "stuck_job":
      return `a job${of} runs for longer than ${time("running_for_ms")}`;
    case "schedule_missed":
      return `a schedule is late by ${time("late_by_ms")}`;
    default:
      return String(watch["kind"]);
  }
}
