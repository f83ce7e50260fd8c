// What can be done to a job, and in which states.
import { path, post, remove } from "../api/client.js";
import type { Action, Job, JobState } from "../api/types.js";
import type { IconName } from "../ui/icons.js";

export type Verb = "cancel" | "pause" | "resume" | "retry" | "promote" | "delete" | "priority";

export interface VerbSaid {
  verb: Verb;
  label: string;
  /** What stands before the jobs, if it is not the label: "Change the priority of 24 jobs". */
  before?: string;
  done: string;
  icon: IconName;
  states: JobState[];
  isDanger?: boolean;
}

const WAITING: JobState[] = ["blocked", "scheduled", "pending", "retrying"];

export const VERBS: VerbSaid[] = [
  { verb: "cancel", label: "Cancel", done: "cancelled", icon: "cancel", states: [...WAITING, "running", "paused"], isDanger: true },
  { verb: "pause", label: "Pause", done: "paused", icon: "pause", states: [...WAITING, "running"] },
  { verb: "resume", label: "Resume", done: "resumed", icon: "play", states: ["paused"] },
  { verb: "retry", label: "Retry", done: "retried", icon: "retry", states: ["failed", "cancelled"] },
  { verb: "promote", label: "Run now", done: "promoted", icon: "promote", states: ["scheduled", "retrying"] },
  { verb: "priority", label: "Priority", before: "Change the priority of", done: "given another priority", icon: "overview", states: WAITING.concat("paused") },
  { verb: "delete", label: "Delete", done: "deleted", icon: "trash", states: ["completed", "failed", "cancelled"], isDanger: true },
];

export const said = (verb: Verb): VerbSaid => VERBS.find((one) => one.verb === verb) as VerbSaid;

/** Those that a job in such a state can have done to it. */
export const verbsOf = (state: JobState): VerbSaid[] => VERBS.filter((one) => one.states.includes(state));

export async function act(id: string, verb: Exclude<Verb, "priority">): Promise<Job | undefined> {
  if (verb === "delete") {
    await remove(path`/jobs/${id}`);
    return undefined;
  }
  return post<Job>(`${path`/jobs/${id}`}/${verb}`);
}

/** Which jobs are meant: some by their ids, or all that fit. */
export type Which = { ids: string[] } | { filter: Record<string, string> };

export function begin(verb: Verb, which: Which, how: { dryRun: boolean; priority?: number | undefined; latest?: boolean | undefined }): Promise<Action> {
  return post<Action>("/jobs/actions", {
    verb,
    ...narrowed(verb, which),
    dry_run: how.dryRun,
    ...(verb === "priority" ? { priority: how.priority ?? 5 } : {}),
    ...(verb === "retry" && how.latest ? { latest: true } : {}),
  });
}

/** Of states that are asked for, those that the verb can be done to: the server takes others for a mistake. */
export function narrowed(verb: Verb, which: Which): Which {
  if ("ids" in which || !which.filter["state"]) return which;
  const states = which.filter["state"].split(",").filter((state) => said(verb).states.includes(state as JobState));
  return { filter: { ...which.filter, state: states.join(",") } };
}

/** Whether a verb can be done to any job of these states; of none said, to all. */
export function isPossible(verb: Verb, states: string | undefined): boolean {
  return !states || states.split(",").some((state) => said(verb).states.includes(state as JobState));
}
