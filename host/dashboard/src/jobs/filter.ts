// The language of the filter bar: `state:failed,paused processor:data-conversion tag:"two words" some text`. Pure.
import type { JobState } from "../api/types.js";
import { STATES } from "../api/types.js";
import { parseDuration } from "../format/time.js";

export type Key = "state" | "processor" | "queue" | "tag" | "batch" | "by" | "error" | "id" | "after" | "before";

export const KEYS: { key: Key; help: string }[] = [
  { key: "state", help: "one or more, with commas: failed,cancelled" },
  { key: "processor", help: "what works on it" },
  { key: "queue", help: "where it waits" },
  { key: "tag", help: "a tag that it has" },
  { key: "batch", help: "the batch that it is an item of" },
  { key: "error", help: "how it failed: the code of its failure" },
  { key: "by", help: "who submitted it" },
  { key: "id", help: "the beginning of its id" },
  { key: "after", help: "made since: 2h, 7d, or 2026-11-29" },
  { key: "before", help: "made before: 2h, 7d, or 2026-11-29" },
];
const NAMES = new Set<string>(KEYS.map((one) => one.key));

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
  for (const { key, value } of words(text)) {
    if (key === null) {
      if (value !== "") free.push(value);
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

/** A filter as text: what `parseFilter` reads. */
export function writeFilter({ terms, text }: Pick<Filter, "terms" | "text">): string {
  const said = KEYS.flatMap(({ key }) => {
    const value = terms[key];
    return value === undefined || value === "" ? [] : [`${key}:${quoted(value)}`];
  });
  return [...said, text].filter(Boolean).join(" ");
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
  const states = terms.state?.split(",").filter((state) => STATES.includes(state as JobState));
  const asked: Record<string, string | undefined> = {
    state: states?.join(","),
    processor: terms.processor,
    queue: terms.queue,
    tag: terms.tag,
    batch: terms.batch,
    error: terms.error,
    created_by: terms.by,
    id: terms.id?.toLowerCase(),
    created_from: terms.after === undefined ? undefined : time(terms.after, now),
    created_before: terms.before === undefined ? undefined : time(terms.before, now),
    q: text,
  };
  return Object.fromEntries(Object.entries(asked).filter((pair): pair is [string, string] => Boolean(pair[1])));
}

/** RFC 3339 of `2h` (so long ago) or of a date. */
function time(value: string, now: number): string | undefined {
  const length = parseDuration(value);
  if (length !== undefined) return new Date(Math.max(0, now - length)).toISOString();
  if (!/^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/.test(value)) return undefined;
  const at = new Date(value.includes("T") || value.includes(" ") ? value.replace(" ", "T") : `${value}T00:00:00`);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

/** What could stand where the cursor is: keys, or values of a key. */
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
    const options = values(key)
      .filter((value) => value.toLowerCase().includes(last) && value.toLowerCase() !== last)
      .sort((a, b) => Number(b.toLowerCase().startsWith(last)) - Number(a.toLowerCase().startsWith(last)))
      .slice(0, 12)
      .map((value) => ({ text: `${key}:${quoted(before + value)} ` }));
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

/** Whether a job fits, as far as that can be seen of the job itself: what live events are held against. */
export function fits({ terms, text }: Filter, job: { state?: string; processor?: string; queue?: string; tags?: string[]; batch_id?: string | null; created_by?: string | null; error?: { code: string } | null; id: string; title?: string | null }): boolean {
  const is = (term: string | undefined, value: string | null | undefined): boolean => term === undefined || term === value;
  return (
    (terms.state === undefined || terms.state.split(",").includes(job.state ?? "")) &&
    is(terms.processor, job.processor) &&
    is(terms.queue, job.queue) &&
    is(terms.batch, job.batch_id) &&
    is(terms.by, job.created_by) &&
    is(terms.error, job.error?.code) &&
    (terms.tag === undefined || (job.tags ?? []).includes(terms.tag)) &&
    (terms.id === undefined || job.id.startsWith(terms.id.toLowerCase())) &&
    terms.before === undefined &&
    (text === "" || [job.id, job.title ?? "", ...(job.tags ?? [])].some((part) => part.toLowerCase().includes(text.toLowerCase())))
  );
}
