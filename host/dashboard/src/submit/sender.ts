// A draft on its way: with a key of its own, so that a request that is sent again makes no second job.
import type { Job } from "../api/types.js";
import { parseDuration } from "../format/time.js";
import { jobOf } from "./draft.js";
import type { Draft } from "./draft.js";
import { submit } from "./send.js";

export function send(draft: Draft, told: (share: number) => void): Promise<Job> {
  const files = new Map<string, File>();
  for (const [name, source] of Object.entries(draft.inputs)) if (source.kind === "file") files.set(name, source.file);
  return submit(jobOf(draft, parseDuration), files, key(), told);
}

/** Pages by plain http from another machine have no `randomUUID`. */
function key(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
