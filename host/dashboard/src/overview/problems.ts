// Which queues do not go on as they should. Pure.
import type { Queue } from "../api/types.js";
import { plural } from "../format/number.js";
import { duration } from "../format/time.js";

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
