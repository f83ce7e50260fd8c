// What came of a firing: whether it started something, and how that stands. Pure.
import type { Firing } from "../api/types.js";
import { STATES } from "../api/types.js";
import type { FeedEvent } from "../live/feed.js";
import { oneLine } from "../format/text.js";

const KNOWN = new Set<string>(STATES);

/** What it looks like: a class of the stylesheet, by the state of what it started, or by why it started nothing. */
export function lookOf({ outcome, state }: Firing): string {
  if (state) return KNOWN.has(state) ? `s-${state}` : "s-unknown";
  return outcome === "fired" ? "s-unknown" : `o-${outcome}`;
}

/** Both in words: `fired, its job failed`. */
export function wordsOf({ outcome, state, job_id, batch_id, message }: Firing): string {
  const why = message ? `: ${oneLine(message)}` : "";
  if (outcome !== "fired") return `${outcomeText(outcome)}${why}`;
  const what = batch_id ? "its batch" : "its job";
  if (state) return `fired, ${what} ${state === "completed" || state === "failed" ? "" : state === "cancelled" ? "was " : "is "}${state}${why}`;
  return `${job_id || batch_id ? "fired" : "fired, what it started is deleted"}${why}`;
}

/** That nothing was started is another thing than that what was started failed. */
export const outcomeText = (outcome: string): string => (outcome === "failed" ? "failed to start" : outcome);

/** The ids of what firings started. */
export function startedBy(firings: Firing[]): Set<string> {
  return new Set(firings.flatMap((one) => [one.job_id, one.batch_id].filter((id): id is string => Boolean(id))));
}

/** The id of the job or the batch whose state an event changes in a way that counts here; empty of other events. */
export function turned(event: FeedEvent): string {
  switch (event.type) {
    case "batch-update":
      return said(event, "batch");
    case "job-completed":
    case "job-failed":
    case "job-cancelled":
      return event.job?.id ?? "";
    default:
      return "";
  }
}

/** Whether an event changes what is known of the firings of a schedule. Asked of every event, and so without a walk. */
export function concerns(event: FeedEvent, schedule: string, started: ReadonlySet<string>): boolean {
  return event.type === "schedule-fired" ? said(event, "schedule") === schedule : started.has(turned(event));
}

const said = ({ data }: FeedEvent, key: string): string => String((data as Record<string, unknown> | null | undefined)?.[key] ?? "");
