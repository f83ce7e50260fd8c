// Which jobs an action was for, in words. Pure.
import { stringify } from "../api/json.js";
import type { Action } from "../api/types.js";
import { plural } from "../format/number.js";
import { cut, oneLine } from "../format/text.js";
import { moment } from "../format/time.js";

const time = (value: string): string => (Number.isNaN(Date.parse(value)) ? value : moment(value));

/** What each field of a filter says, in the order in which it reads well. */
const WORDS: [string, (value: string) => string][] = [
  ["processor", (value) => `of ${value}`],
  ["state", (value) => `that were ${value.split(",").join(" or ")}`],
  ["error", (value) => `that failed with ${value}`],
  ["queue", (value) => `in the queue ${value}`],
  ["tag", (value) => `tagged ${value}`],
  ["batch", (value) => `of the batch ${value}`],
  ["created_by", (value) => `submitted by ${value}`],
  ["created_from", (value) => `made since ${time(value)}`],
  ["created_before", (value) => `made before ${time(value)}`],
  ["id", (value) => `whose id begins with ${value}`],
  ["q", (value) => `with “${value}”`],
];

export function whichJobs({ filter, named }: Pick<Action, "filter" | "named">): string {
  if (!filter) return named === null || named === undefined ? "some jobs" : `${plural(named, "job")}, named one by one`;
  const known = new Set(WORDS.map(([field]) => field));
  const text = (value: unknown): string => cut(oneLine(typeof value === "string" ? value : stringify(value)), 80);
  const said = (field: string): boolean => filter[field] !== null && filter[field] !== undefined && filter[field] !== "";
  const parts = [
    ...WORDS.filter(([field]) => said(field)).map(([field, words]) => words(text(filter[field]))),
    ...Object.keys(filter).filter((field) => !known.has(field) && said(field)).map((field) => `${oneLine(field)} ${text(filter[field])}`),
  ];
  return parts.length === 0 ? "all jobs" : `jobs ${parts.join(", ")}`;
}
