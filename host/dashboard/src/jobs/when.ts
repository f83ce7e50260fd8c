// The moment of a job that matters most in its state, and what happened or happens then. Pure.
import type { Job } from "../api/types.js";

export interface When {
  at: string;
  what: string;
}

export function whenOf(job: Pick<Job, "state" | "created_at" | "scheduled_at" | "started_at" | "finished_at">): When {
  const { state } = job;
  if (job.finished_at && (state === "completed" || state === "failed" || state === "cancelled")) return { at: job.finished_at, what: state === "completed" ? "Completed" : state === "failed" ? "Failed" : "Cancelled" };
  if (job.started_at && state === "running") return { at: job.started_at, what: "Running since" };
  if (state === "scheduled") return { at: job.scheduled_at, what: "Runs from" };
  if (state === "retrying") return { at: job.scheduled_at, what: "Tried again from" };
  return { at: job.created_at, what: "Made" };
}
