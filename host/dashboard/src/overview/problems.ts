// Which queues and webhooks do not go on as they should, and what fails most. Pure.
import type { ErrorGroup, Queue, Webhook } from "../api/types.js";
import { count, plural } from "../format/number.js";
import { duration } from "../format/time.js";
import type { Range } from "./series.js";

export interface QueueProblem {
  queue: string;
  what: string;
}

/** A job that has been ready for longer than that is a reason to look. */
export const LONG = 60_000;

/** For how many milliseconds the oldest job of a queue has been ready; undefined if none waits. */
export function readyFor({ jobs, oldest_ready_at }: Queue, now: number): number | undefined {
  return jobs.pending > 0 && oldest_ready_at ? Math.max(0, now - Date.parse(oldest_ready_at)) : undefined;
}

export function problemsOf(queues: Queue[], now: number): QueueProblem[] {
  return queues.flatMap((queue) => {
    const { name, paused, jobs, concurrency } = queue;
    const problem = (what: string): QueueProblem[] => [{ queue: name, what }];
    const age = readyFor(queue, now) ?? 0;
    if (jobs.pending === 0) return [];
    if (paused) return problem(`is paused while ${plural(jobs.pending, "job waits", "jobs wait")}`);
    if (concurrency === 0) return problem(`may run none, and ${plural(jobs.pending, "job waits", "jobs wait")}`);
    if (age > LONG) return problem(`has ${plural(jobs.pending, "job")} ready, ${jobs.running === 0 ? "none of them runs, and" : ""} the oldest for ${duration(age)}`.replace("  ", " "));
    return [];
  });
}

/** So many failures in a row are no accident any more. */
const MANY_FAILURES = 3;

/** What the server disables a webhook for, in words. */
const DISABLED: Record<string, string> = { gone: "is disabled: its receiver says that it is gone", failing: "is disabled: nothing could be delivered for days" };

/** What is to be said of a webhook whose messages are not taken; one that somebody disabled is as it should be. */
export function webhookProblem({ enabled, disabled, failures }: Pick<Webhook, "enabled" | "disabled" | "failures">): string | undefined {
  const reason = disabled?.reason;
  if (!enabled) return !reason || reason === "by_hand" ? undefined : (Object.hasOwn(DISABLED, reason) && DISABLED[reason]) || `is disabled: ${reason}`;
  return failures >= MANY_FAILURES ? `is not taken: ${count(failures)} messages failed in a row` : undefined;
}

/** How far back failures are counted, in hours of the clock, of which the last is not over. More than a day is not kept by the hour. */
export function lateness(range: Range): { hours: number; words: string } {
  return range === "1h" ? { hours: 2, words: "in this hour and the last" } : { hours: 24, words: "in the last 24 hours" };
}

/** The errors that came most often in the last hours, and how often; none that did not come. */
export function worstOf(groups: ErrorGroup[], hours: number, most = 5): { group: ErrorGroup; times: number }[] {
  return groups
    .map((group) => ({ group, times: group.last_hours.slice(-hours).reduce((sum, one) => sum + one, 0) }))
    .filter((one) => one.times > 0)
    .sort((a, b) => b.times - a.times)
    .slice(0, most);
}
