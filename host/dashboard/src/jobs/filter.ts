// The language of the filter bar: `state:failed,paused processor:data-conversion tag:"two words" some text`. Pure.
import type { JobState } from "../api/types.js";
import { STATES } from "../api/types.js";
import { parseDuration } from "../format/time.js";
import { distance } from "./near.js";

export type Key = "state" | "processor" | "queue" | "tag" | "batch" | "by" | "error" | "group" | "id" | "after" | "before";

export const KEYS: { key: Key; help: string }[] = [
  { key: "state", help: "one or more, with commas: failed,cancelled" },
  { key: "processor", help: "what works on it" },
  { key: "queue", help: "where it waits" },
  { key: "tag", help: "a tag that it has" },
  { key: "batch", help: "the batch that it is an item of" },
  { key: "error", help: "how it failed: the code of its failure" },
  { key: "group", help: "failed as this group of errors did, by its id there" },
  { key: "by", help: "who submitted it" },
  { key: "id", help: "the beginning of its id" },
  { key: "after", help: "made since: 2h, 7d, or 2026-11-29" },
  { key: "before", help: "made before: 2h, 7d, or 2026-11-29" },
];
const NAMES = new Set<string>(KEYS.map((one) => one.key));
/** A whole id of a job (UUIDv7), which is hardly ever meant as some text. */
const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A word of a filter and where it stands. */
export interface Word {
  key: Key | null;
  value: string;
  start: number;
  end: number;
}

export interface Filter {
  terms: Partial<Record<Key, string>>;
  text: string;
  /** What is wrong with it. */
  problems: string[];
}

/** The words of a text; quotes keep spaces together. */
export function words(text: string): Word[] {
  const found: Word[] = [];
  const pattern = /(?:([a-z]+):)?("(?:[^"\\]|\\.)*"?|[^\s"]*)/gy;
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at] ?? "")) {
      at += 1;
      continue;
    }
    pattern.lastIndex = at;
    const hit = pattern.exec(text);
    if (!hit || hit[0] === "") {
      // A quote in the middle of a word is a part of it.
      const end = at + 1;
      found.push({ key: null, value: text.slice(at, end), start: at, end });
      at = end;
      continue;
    }
    const [whole, key, raw = ""] = hit;
    const isKey = key !== undefined && NAMES.has(key);
    const value = isKey || key === undefined ? unquoted(raw) : whole;
    found.push({ key: isKey ? (key as Key) : null, value, start: at, end: at + whole.length });
    at += whole.length;
  }
  return found;
}

export function parseFilter(text: string): Filter {
  const filter: Filter = { terms: {}, text: "", problems: [] };
  const free: string[] = [];
  const found = words(text);
  const hasId = found.some((one) => one.key === "id");
  for (const { key, value, start } of found) {
    if (key === null) {
      // In quotes it is text all the same.
      if (ID.test(value) && text[start] !== '"' && !hasId && filter.terms.id === undefined) filter.terms.id = value;
      else if (value !== "") free.push(value);
      const misspelt = text[start] === '"' ? undefined : /^([a-z]+):/.exec(value)?.[1];
      const meant = misspelt && meantBy(misspelt);
      if (meant) filter.problems.push(`there is no key ${misspelt}: did you mean ${meant}? In quotes it is text`);
    } else if (value === "") {
      filter.problems.push(`${key}: says nothing yet`);
    } else if (filter.terms[key] !== undefined && key !== "state") {
      filter.problems.push(`${key}: is there twice; a job has to fit both, so leave one out`);
    } else {
      filter.terms[key] = key === "state" && filter.terms.state ? `${filter.terms.state},${value}` : value;
    }
  }
  const states = filter.terms.state?.split(",").filter(Boolean) ?? [];
  const wrong = states.find((state) => !STATES.includes(state as JobState));
  if (wrong !== undefined) filter.problems.push(`state: there is no state ${wrong}`);
  for (const key of ["after", "before"] as const) {
    const value = filter.terms[key];
    if (value !== undefined && time(value, 0) === undefined) filter.problems.push(`${key}: write 2h, 7d, or a date such as 2026-11-29`);
  }
  filter.text = free.join(" ");
  return filter;
}

/** The key that a word is nearly; of short ones only the plural, since much else is near to them. */
function meantBy(word: string): Key | undefined {
  return KEYS.find(({ key }) => {
    if (word === `${key}s`) return true;
    const far = key.length < 4 ? Infinity : distance(word, key);
    return far <= 1 || (far === 2 && key.length > 4 && word[0] === key[0]);
  })?.key;
}

/** A filter as text: what `parseFilter` reads. */
export function writeFilter({ terms, text }: Pick<Filter, "terms" | "text">): string {
  const said = KEYS.flatMap(({ key }) => {
    const value = terms[key];
    return value === undefined || value === "" ? [] : [`${key}:${quoted(value)}`];
  });
  const free = text.split(" ").map((word) => (ID.test(word) ? `"${word}"` : word));
  return [...said, free.join(" ")].filter(Boolean).join(" ");
}

/** The text with one term changed; undefined takes it out. */
export function withTerm(text: string, key: Key, value: string | undefined): string {
  const { terms, text: free } = parseFilter(text);
  return writeFilter({ terms: { ...terms, [key]: value }, text: free });
}

/** The id of a job, if a text is that and nothing else. */
export function wholeId(text: string): string | undefined {
  const id = text.trim().toLowerCase();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id) ? id : undefined;
}

/** What the API is asked. Times count from now. */
export function apiFilter({ terms, text }: Filter, now = Date.now()): Record<string, string> {
  const asked: Record<string, string | undefined> = {
    state: statesOf(terms).join(","),
    processor: terms.processor,
    queue: terms.queue,
    tag: terms.tag,
    batch: terms.batch,
    error: terms.error,
    error_group: terms.group,
    created_by: terms.by,
    id: terms.id?.toLowerCase(),
    created_from: terms.after === undefined ? undefined : time(terms.after, now),
    created_before: terms.before === undefined ? undefined : time(terms.before, now),
    q: text,
  };
  return Object.fromEntries(Object.entries(asked).filter((pair): pair is [string, string] => Boolean(pair[1])));
}

/** Those that are states indeed. */
const statesOf = (terms: Filter["terms"]): string[] => terms.state?.split(",").filter((state) => STATES.includes(state as JobState)) ?? [];

/** RFC 3339 of `2h` (so long ago) or of a date. */
function time(value: string, now: number): string | undefined {
  const length = parseDuration(value);
  if (length !== undefined) return new Date(Math.max(0, now - length)).toISOString();
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(value)) return undefined;
  const at = new Date(value.includes("T") || value.includes(" ") ? value.replace(" ", "T") : `${value}T00:00:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** What could stand where the cursor is: keys, or values of a key. Behind a tab, a value may have what it is called. */
export function completions(text: string, cursor: number, values: (key: Key) => string[]): { start: number; end: number; options: { text: string; help?: string }[] } {
  const word = words(text).find((one) => one.start < cursor && cursor <= one.end);
  const start = word?.start ?? cursor;
  const end = word?.end ?? cursor;
  if (word?.key) {
    const typed = text.slice(start, cursor).slice(word.key.length + 1).replace(/^"/, "");
    // Of states the last one is being written.
    const cutAt = word.key === "state" ? typed.lastIndexOf(",") + 1 : 0;
    const before = typed.slice(0, cutAt);
    const last = typed.slice(cutAt).toLowerCase();
    const key = word.key;
    const begins = (named: string): number => Number(named.toLowerCase().split("\t").some((part) => part.startsWith(last)));
    const options = values(key)
      .filter((named) => named.toLowerCase().includes(last) && named.split("\t")[0]?.toLowerCase() !== last)
      .sort((a, b) => begins(b) - begins(a))
      .slice(0, 12)
      .map((named) => {
        const [value = "", help] = named.split("\t");
        return { text: `${key}:${quoted(before + value)} `, ...(help ? { help } : {}) };
      });
    return { start, end, options };
  }
  const typed = text.slice(start, cursor).toLowerCase();
  const options = KEYS.filter(({ key }) => key.startsWith(typed)).map(({ key, help }) => ({ text: `${key}:`, help }));
  return { start, end, options };
}

function unquoted(raw: string): string {
  if (!raw.startsWith('"')) return raw;
  return raw.slice(1, raw.length > 1 && raw.endsWith('"') ? -1 : undefined).replace(/\\(.)/g, "$1");
}

function quoted(value: string): string {
  return /[\s"]/.test(value) ? `"${value.replace(/["\\]/g, "\\$&")}"` : value;
}

/** A job as events tell of it. */
interface Told {
  id: string;
  state?: string;
  processor?: string;
  queue?: string;
  tags?: string[];
  batch_id?: string | null;
  created_by?: string | null;
  created_at?: string;
  error?: { code: string } | null;
  title?: string | null;
  description?: string | null;
}

/** Whether a job fits, as far as that can be seen of the job itself: what live events are held against. */
export function fits(filter: Filter, job: Told, now = Date.now()): boolean {
  const { terms } = filter;
  const is = (term: string | undefined, value: string | null | undefined): boolean => term === undefined || term === value;
  const made = job.created_at === undefined ? NaN : Date.parse(job.created_at);
  const at = (term: string | undefined): number => Date.parse((term === undefined ? undefined : time(term, now)) ?? "");
  const text = filter.text.toLowerCase();
  return (
    stillFits(filter, job) &&
    is(terms.processor, job.processor) &&
    is(terms.queue, job.queue) &&
    is(terms.batch, job.batch_id) &&
    is(terms.by, job.created_by) &&
    (terms.tag === undefined || (job.tags ?? []).includes(terms.tag)) &&
    // Which errors are the same one, only the server says.
    terms.group === undefined &&
    (terms.id === undefined || digits(job.id).startsWith(digits(terms.id))) &&
    (terms.after === undefined || !(made < at(terms.after))) &&
    (terms.before === undefined || !(made >= at(terms.before))) &&
    (text === "" || [job.id, job.title ?? "", job.description ?? "", ...(job.tags ?? [])].some((part) => part.toLowerCase().includes(text)))
  );
}

/** Whether a job that did fit still does, by what of it changes as it runs: its state, and how it failed last. */
export function stillFits({ terms }: Filter, job: Pick<Told, "state" | "error">): boolean {
  const states = statesOf(terms);
  return (states.length === 0 || states.includes(job.state ?? "")) && (terms.error === undefined || terms.error === job.error?.code);
}

const digits = (id: string): string => id.replaceAll("-", "").toLowerCase();
