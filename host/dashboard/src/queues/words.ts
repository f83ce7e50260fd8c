// Jobs of a queue: where their list is, and what is said before some of them are cancelled or deleted. Pure.
import type { JobState, Queue } from "../api/types.js";
import { plural } from "../format/number.js";
import { writeFilter } from "../jobs/filter.js";

/** The filter of a queue's jobs, of all or of those in a state. */
export const filterOf = (queue: string, state: JobState | "" = ""): string => writeFilter({ terms: { state, queue }, text: "" });

/** Where they are listed. */
export const jobsOf = (queue: string, state: JobState | "" = ""): string => `/jobs?${new URLSearchParams({ q: filterOf(queue, state) })}`;

export type End = "completed" | "failed" | "cancelled";

export const ENDS: End[] = ["completed", "failed", "cancelled"];

/** How long ago a job must have ended, as the API is told and as people are. */
export const AGES: [string, string][] = [
  ["", "any"],
  ["1h", "1 hour"],
  ["1d", "1 day"],
  ["7d", "7 days"],
  ["30d", "30 days"],
];

/** How many ended in one of these states. */
export const endedIn = (jobs: Queue["jobs"], states: ReadonlySet<End>): number => ENDS.reduce((sum, state) => sum + (states.has(state) ? jobs[state] : 0), 0);

/** What would be deleted. How many are older than an age, only the server could count. */
export function cleanText(jobs: Queue["jobs"], states: ReadonlySet<End>, age: string): string {
  if (states.size === 0) return "Choose at least one state.";
  const ended = endedIn(jobs, states);
  if (ended === 0) return "There is none.";
  if (age === "") return `${plural(ended, "job")} ended and will be deleted, with outputs and logs.`;
  const old = AGES.find(([key]) => key === age)?.[1] ?? age;
  return `Of ${plural(ended, "job")} that ended, those older than ${old} will be deleted, with outputs and logs.`;
}

/** What would be cancelled. What is paused is too, but for an attempt that is frozen: that is a node's. */
export function drainText({ pending, scheduled, retrying, blocked, paused }: Queue["jobs"]): string {
  const waiting = pending + scheduled + retrying + blocked + paused;
  if (paused === 0) return `${plural(waiting, "job waits", "jobs wait")} and will be cancelled. What runs goes on.`;
  return `${plural(waiting, "job waits or is paused", "jobs wait or are paused")} and will be cancelled. What runs goes on, and what is frozen stays.`;
}
