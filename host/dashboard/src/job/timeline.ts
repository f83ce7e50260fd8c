// Which states a job went through, when, and for how long: of its events, as far as they are kept, and else of what the job
// and its attempts say. Pure.
import type { Attempt, Job, JobState } from "../api/types.js";
import { ENDED } from "../api/types.js";

/** An event of the job: the state that it came to. */
export interface Turn {
  seq: number;
  state: JobState;
  attempt: number;
  at: string;
}

export interface Stay {
  state: JobState;
  attempt: number;
  from: number;
  /** None of the state that it is in now. */
  to: number | undefined;
}

export function stays(job: Job, attempts: Attempt[], turns: Turn[]): Stay[] {
  const isWhole = turns.length > 0 && Math.abs(Date.parse(turns[0]?.at ?? "") - Date.parse(job.created_at)) < 5_000;
  const steps = isWhole ? ofTurns(turns) : ofAttempts(job, attempts);
  const found: Stay[] = [];
  for (const step of steps) {
    const before = found.at(-1);
    if (before && before.state === step.state && before.attempt === step.attempt) continue;
    if (before) before.to = step.from;
    found.push({ ...step, to: undefined });
  }
  const last = found.at(-1);
  if (!last || last.state !== job.state) {
    const from = job.finished_at ? Date.parse(job.finished_at) : Date.now();
    if (last) last.to = from;
    found.push({ state: job.state, attempt: job.attempt, from, to: undefined });
  }
  return found;
}

type Step = Omit<Stay, "to">;

function ofTurns(turns: Turn[]): Step[] {
  return [...turns].sort((a, b) => a.seq - b.seq).map(({ state, attempt, at }) => ({ state, attempt, from: Date.parse(at) }));
}

function ofAttempts(job: Job, attempts: Attempt[]): Step[] {
  const created = Date.parse(job.created_at);
  const first: JobState = attempts.length === 0 && !ENDED.has(job.state) ? job.state : job.after.length > 0 ? "blocked" : "pending";
  const steps: Step[] = [{ state: first, attempt: 0, from: created }];
  for (const [place, attempt] of attempts.entries()) {
    steps.push({ state: "running", attempt: attempt.attempt, from: Date.parse(attempt.started_at) });
    if (attempt.ended_at && (place < attempts.length - 1 || !ENDED.has(job.state))) {
      steps.push({ state: attempt.error ? "retrying" : "pending", attempt: attempt.attempt, from: Date.parse(attempt.ended_at) });
    }
  }
  if (job.finished_at) steps.push({ state: job.state, attempt: job.attempt, from: Date.parse(job.finished_at) });
  return steps;
}

/** Where a job can go from a state, the usual way first: what is drawn ahead of it. */
export function ahead(state: JobState): JobState[] {
  switch (state) {
    case "blocked":
    case "scheduled":
    case "retrying":
    case "paused":
      return ["pending", "running", "completed"];
    case "pending":
      return ["running", "completed"];
    case "running":
      return ["completed"];
    default:
      return [];
  }
}
