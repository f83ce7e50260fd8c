// How long the page of a job listens to it. Pure.
import type { JobState } from "../api/types.js";
import { ENDED } from "../api/types.js";
import type { Turn } from "./timeline.js";

/** Lines of its log may come behind its end. */
const AFTER_END = 3_000;
/** Its end is told soon, unless events of so long ago are not kept any more. */
const WITHOUT_END = 10_000;

/** For how many milliseconds one listens on to a job that says nothing; undefined: as long as it may say something. */
export function patience(state: JobState | undefined, turns: Turn[]): number | undefined {
  if (state === undefined || !ENDED.has(state)) return undefined;
  const told = turns.at(-1);
  return told && ENDED.has(told.state) ? AFTER_END : WITHOUT_END;
}
