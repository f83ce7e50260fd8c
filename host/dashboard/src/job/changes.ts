// What of a job can be changed, and what of it was. Pure.
import type { components } from "../api/schema.js";
import type { Job } from "../api/types.js";
import { ENDED } from "../api/types.js";
import { wholeNumber } from "../format/number.js";
import { fieldTime } from "../format/time.js";
import { tagsOf } from "../submit/draft.js";

export type JobChanges = components["schemas"]["JobChanges"];

/** As the fields of a form hold it. */
export interface Written {
  title: string;
  description: string;
  tags: string;
  priority: string;
  runAt: string;
  expiresAt: string;
  maxAttempts: string;
}

/** Whether all of it can be changed: what people say of a job at any time, the rest while it waits and is not frozen. */
export function isWaiting(job: Job): boolean {
  return !ENDED.has(job.state) && job.state !== "running" && job.resumes !== "frozen";
}

export function writtenOf(job: Job, now: number): Written {
  return {
    title: job.title ?? "",
    description: job.description ?? "",
    tags: job.tags.join(", "),
    priority: String(job.priority),
    // A moment that came is none to wait for.
    runAt: Date.parse(job.scheduled_at) > now ? fieldTime(job.scheduled_at) : "",
    expiresAt: job.expires_at ? fieldTime(job.expires_at) : "",
    maxAttempts: String(job.max_attempts),
  };
}

/** What is to be sent: only what is another than it was. What was emptied is taken away. Throws if a number is none. */
export function changesOf(before: Written, after: Written): JobChanges {
  const text = (value: string): string | null => value || null;
  const moment = (value: string): string | null => (value ? new Date(value).toISOString() : null);
  const changed = (name: keyof Written): boolean => before[name] !== after[name];
  return {
    ...(changed("title") ? { title: text(after.title) } : {}),
    ...(changed("description") ? { description: text(after.description) } : {}),
    ...(changed("tags") ? { tags: tagsOf(after.tags) } : {}),
    ...(changed("priority") ? { priority: wholeNumber(after.priority) } : {}),
    ...(changed("runAt") ? { run_at: moment(after.runAt) } : {}),
    ...(changed("expiresAt") ? { expires_at: moment(after.expiresAt) } : {}),
    ...(changed("maxAttempts") ? { max_attempts: wholeNumber(after.maxAttempts) } : {}),
  };
}
