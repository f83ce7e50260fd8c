// Which queues do not go on as they should. Pure.
import type { Queue } from "../api/types.js";
import { plural } from "../format/number.js";
import { duration } from "../format/time.js";

export interface QueueProblem {
  queue: string;
  what: string;
}

/** A job that has been ready for longer than that is a reason to look. */
const LONG = 60_000;

/** `ages` says for how many milliseconds the oldest job of each queue has been ready. */
export function problemsOf(queues: Queue[], ages: ReadonlyMap<string, number> = new Map()): QueueProblem[] {
  return queues.flatMap(({ name, paused, jobs, concurrency }) => {
    const problem = (what: string): QueueProblem[] => [{ queue: name, what }];
    const age = ages.get(name) ?? 0;
    if (jobs.pending === 0) return [];
    if (paused) return problem(`is paused while ${plural(jobs.pending, "job waits", "jobs wait")}`);
    if (concurrency === 0) return problem(`may run none, and ${plural(jobs.pending, "job waits", "jobs wait")}`);
    if (age > LONG) return problem(`has ${plural(jobs.pending, "job")} ready, ${jobs.running === 0 ? "none of them runs, and" : ""} the oldest for ${duration(age)}`.replace("  ", " "));
    return [];
  });
}
