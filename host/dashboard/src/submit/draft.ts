// A job while it is put together: what the form holds, what of it cannot be read, and what is sent. Pure.
import { isObject } from "../api/json.js";
import type { Json } from "../api/json.js";
import type { FieldError, NewJob } from "../api/types.js";
import { amountHint, parseAmount } from "./amounts.js";

/** Where an input comes from. */
export type Source = { kind: "file"; file: File } | { kind: "text"; text: string } | { kind: "blob"; digest: string; mediaType: string };

export interface Draft {
  processor: string;
  params: Json;
  inputs: Record<string, Source>;
  queue: string;
  limitKey: string;
  priority: string;
  delay: string;
  runAt: string;
  expiresIn: string;
  maxAttempts: string;
  /** How the wait between attempts grows, its first and its longest. */
  growth: string;
  firstWait: string;
  longestWait: string;
  after: string;
  onFailure: string;
  uniqueKey: string;
  uniqueScope: string;
  uniqueFor: string;
  onDuplicate: string;
  /** Limits that it lowers, by the API's names, as texts. */
  limits: Record<string, string>;
  title: string;
  description: string;
  tags: string;
  metadata: Json | undefined;
  retryOf: string;
}

export const EMPTY: Draft = {
  processor: "",
  params: {},
  inputs: {},
  queue: "",
  limitKey: "",
  priority: "",
  delay: "",
  runAt: "",
  expiresIn: "",
  maxAttempts: "",
  growth: "",
  firstWait: "",
  longestWait: "",
  after: "",
  onFailure: "",
  uniqueKey: "",
  uniqueScope: "",
  uniqueFor: "",
  onDuplicate: "",
  limits: {},
  title: "",
  description: "",
  tags: "",
  metadata: undefined,
  retryOf: "",
};

/** Reads how long a text says; undefined of what is no time. */
export type DelayOf = (text: string) => number | undefined;

export const tagsOf = (text: string): string[] => [...new Set(text.split(",").map((tag) => tag.trim()).filter(Boolean))];
export const idsOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter(Boolean))];
export const limitsOf = (draft: Draft): [string, string][] => Object.entries(draft.limits).filter(([, text]) => text.trim() !== "");

/** What was written and cannot be read, by the paths at which the server would name it. */
export function misread(draft: Draft, delayOf: DelayOf): FieldError[] {
  const times: [string, string][] = [
    ["/delay_ms", draft.delay],
    ["/expires_in_ms", draft.expiresIn],
    ["/backoff/base_ms", draft.firstWait],
    ["/backoff/cap_ms", draft.longestWait],
    ["/unique/window_ms", draft.uniqueFor],
  ];
  const errors = times.filter(([, text]) => text && delayOf(text) === undefined).map(([path]) => ({ path, message: amountHint("_ms") }));
  for (const [name, text] of limitsOf(draft)) if (parseAmount(name, text) === undefined) errors.push({ path: `/limits/${name}`, message: amountHint(name) });
  if (!draft.uniqueKey && (draft.uniqueScope || draft.uniqueFor || draft.onDuplicate)) errors.push({ path: "/unique/key", message: "more is said of it below: write one" });
  return errors;
}

/** What is wrong with a field or a part of it, by its path in the job. */
export const errorAt = (errors: FieldError[], at: string): string | undefined => errors.find(({ path }) => path === at || path.startsWith(`${at}/`))?.message;

/** The job as the API takes it. Files go beside it, as parts. */
export function jobOf(draft: Draft, delayOf: DelayOf, files: "parts" | "left out" = "parts"): NewJob {
  const inputs: NonNullable<NewJob["inputs"]> = {};
  for (const [name, source] of Object.entries(draft.inputs)) {
    if (source.kind === "text") inputs[name] = { text: source.text };
    else if (source.kind === "blob") inputs[name] = { blob: source.digest, media_type: source.mediaType };
    else if (files === "left out") inputs[name] = { text: "" };
  }
  const within = (text: string): number | undefined => (text ? delayOf(text) : undefined);
  const tags = tagsOf(draft.tags);
  const after = idsOf(draft.after);
  const limits = said(Object.fromEntries(limitsOf(draft).map(([name, text]) => [name, parseAmount(name, text)])));
  return said({
    processor: draft.processor,
    params: draft.params,
    queue: draft.queue || undefined,
    limit_key: draft.limitKey || undefined,
    priority: draft.priority ? (/^\d+$/.test(draft.priority) ? Number(draft.priority) : draft.priority) : undefined,
    delay_ms: within(draft.delay),
    run_at: draft.runAt ? new Date(draft.runAt).toISOString() : undefined,
    expires_in_ms: within(draft.expiresIn),
    max_attempts: draft.maxAttempts ? Number(draft.maxAttempts) : undefined,
    backoff: some(said({ growth: draft.growth || undefined, base_ms: within(draft.firstWait), cap_ms: within(draft.longestWait) })),
    after: after.length > 0 ? after : undefined,
    on_failure: after.length > 0 && draft.onFailure ? draft.onFailure : undefined,
    unique: draft.uniqueKey ? said({ key: draft.uniqueKey, scope: draft.uniqueScope || undefined, window_ms: within(draft.uniqueFor), mode: draft.onDuplicate || undefined }) : undefined,
    limits: some(limits),
    title: draft.title || undefined,
    description: draft.description || undefined,
    tags: tags.length > 0 ? tags : undefined,
    metadata: metadataOf(draft),
    inputs: some(inputs),
  }) as unknown as NewJob;
}

/** What is kept with it. That it retries another is put over that; what has no keys stands beside it. */
export function metadataOf(draft: Draft): Json | undefined {
  if (!draft.retryOf) return draft.metadata;
  const { metadata } = draft;
  if (metadata === undefined || isObject(metadata)) return { ...metadata, retry_of: draft.retryOf };
  return { metadata, retry_of: draft.retryOf };
}

const said = (fields: Record<string, unknown>): Record<string, unknown> => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const some = <T extends object>(fields: T): T | undefined => (Object.keys(fields).length > 0 ? fields : undefined);
