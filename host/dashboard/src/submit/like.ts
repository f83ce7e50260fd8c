// A job that was, as the beginning of another. Pure.
import { isObject } from "../api/json.js";
import type { Json } from "../api/json.js";
import type { Job } from "../api/types.js";
import { amountText } from "./amounts.js";
import type { Amount } from "./amounts.js";
import { EMPTY } from "./draft.js";
import type { Draft, Source } from "./draft.js";

/**
 * Left out on purpose: `expires_at` and when it was to run, which are moments of that job and mostly past; `after`, since what it
 * waited for ended and may be gone; on whose behalf it was. Its unique key and its backoff are not told.
 */
export function draftLike(job: Job, isRetry: boolean): Draft {
  const inputs: Record<string, Source> = {};
  for (const input of job.inputs) if (input.digest) inputs[input.name] = { kind: "blob", digest: input.digest, mediaType: input.media_type };
  return {
    ...EMPTY,
    processor: job.processor,
    params: (job.params ?? {}) as Json,
    inputs,
    queue: job.queue === job.processor ? "" : job.queue,
    limitKey: job.limit_key ?? "",
    priority: job.priority === 5 ? "" : String(job.priority),
    maxAttempts: job.max_attempts === 3 ? "" : String(job.max_attempts),
    limits: Object.fromEntries(Object.entries((job.limits ?? {}) as Record<string, Amount>).map(([name, value]) => [name, amountText(name, value)])),
    title: job.title ?? "",
    description: job.description ?? "",
    tags: job.tags.join(", "),
    metadata: metadataLike(job.metadata as Json | undefined),
    retryOf: isRetry ? job.id : "",
  };
}

/** All of it but that it retried another: this one retries that one, or none. */
function metadataLike(metadata: Json | undefined): Json | undefined {
  if (!isObject(metadata ?? null)) return metadata ?? undefined;
  const { retry_of: _, ...rest } = metadata as { [key: string]: Json };
  return Object.keys(rest).length > 0 ? rest : undefined;
}
