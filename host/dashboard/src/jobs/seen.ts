// Tags and users of the jobs that were shown, to complete a filter with. They stay when the list shows others, as it does
// while somebody writes the filter. Pure.
import type { Job } from "../api/types.js";
import { oneLine } from "../format/text.js";

const MOST = 500;
const MOST_JOBS = 2_000;

export class Seen {
  readonly tags = new Set<string>();
  readonly users = new Set<string>();

  look(jobs: readonly Pick<Job, "tags" | "created_by">[]): void {
    for (const job of jobs.slice(0, MOST_JOBS)) {
      for (const tag of job.tags) put(this.tags, tag);
      if (job.created_by) put(this.users, job.created_by);
    }
  }
}

/** What cannot be shown as it is cannot be chosen from a list either. */
function put(values: Set<string>, value: string): void {
  if (values.size < MOST && oneLine(value) === value) values.add(value);
}
