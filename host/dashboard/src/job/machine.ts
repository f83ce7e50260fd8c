// The states that a job can be in and the ways between them, laid out to be drawn; and which of these a job took. Pure.
import type { JobState } from "../api/types.js";
import type { Stay } from "./timeline.js";

/** What is drawn, in its own units. */
export const WIDTH = 760;
export const HEIGHT = 214;
export const BOX = { width: 118, height: 40 };

/** Where each state stands, by the middle of its box: what comes before at the left, the ends at the right. */
export const PLACES: Record<JobState, { x: number; y: number }> = {
  blocked: { x: 71, y: 36 },
  scheduled: { x: 71, y: 107 },
  pending: { x: 268, y: 107 },
  running: { x: 492, y: 107 },
  retrying: { x: 380, y: 36 },
  paused: { x: 380, y: 178 },
  completed: { x: 689, y: 36 },
  failed: { x: 689, y: 107 },
  cancelled: { x: 689, y: 178 },
};

export interface Edge {
  from: JobState;
  to: JobState;
  /** Its line. The head stands at its end and looks along it. */
  line: string;
  head: { x: number; y: number; turn: number };
  /** Whether it is drawn of every job. The others are drawn of those that took them, which keeps the picture clear. */
  isUsual: boolean;
}

const RIGHT = 0;
const DOWN = 90;
const LEFT = 180;
const UP = 270;

/** A line from one place to another. The last two numbers of it are where its head stands. */
function edge(from: JobState, to: JobState, line: string, turn: number, isUsual = false): Edge {
  const numbers = line.match(/-?\d+/g)?.map(Number) ?? [];
  return { from, to, line, head: { x: numbers.at(-2) ?? 0, y: numbers.at(-1) ?? 0, turn }, isUsual };
}

export const EDGES: Edge[] = [
  edge("blocked", "pending", "M130 36 C190 36 170 98 209 98", RIGHT, true),
  edge("blocked", "scheduled", "M71 56 L71 87", DOWN, true),
  edge("scheduled", "pending", "M130 107 L209 107", RIGHT, true),
  edge("pending", "running", "M327 107 L433 107", RIGHT, true),
  edge("running", "completed", "M551 98 C600 98 580 36 630 36", RIGHT, true),
  edge("running", "failed", "M551 107 L630 107", RIGHT, true),
  edge("running", "cancelled", "M551 116 C600 116 580 178 630 178", RIGHT, true),
  edge("running", "retrying", "M492 87 C492 50 470 36 439 36", LEFT, true),
  edge("retrying", "pending", "M321 36 C290 36 268 50 268 87", DOWN, true),
  edge("running", "paused", "M492 127 C492 164 470 178 439 178", LEFT, true),
  edge("paused", "pending", "M321 178 C290 178 268 164 268 127", UP, true),

  // Interrupted, and postponed.
  edge("running", "pending", "M433 117 C410 132 350 132 327 117", LEFT),
  edge("pending", "scheduled", "M209 117 C190 128 150 128 130 117", LEFT),
  // Paused while it waits, and resumed to where it was.
  edge("pending", "paused", "M290 127 C290 150 300 168 321 168", RIGHT),
  edge("retrying", "paused", "M372 56 L372 158", DOWN),
  edge("paused", "retrying", "M388 158 L388 56", UP),
  edge("scheduled", "paused", "M85 127 C85 165 200 174 321 174", RIGHT),
  edge("paused", "scheduled", "M321 184 C180 184 57 178 57 127", UP),
  edge("blocked", "paused", "M130 46 C180 46 150 172 321 172", RIGHT),
  edge("paused", "blocked", "M321 188 C-60 200 -8 80 12 46", RIGHT),
  // Failed without an attempt: what it waited for did, or it expired. These go along the top.
  edge("blocked", "failed", "M71 16 L71 6 L612 6 L612 98 L630 98", RIGHT),
  edge("scheduled", "failed", "M130 98 L144 98 L144 6 L612 6 L612 98 L630 98", RIGHT),
  edge("pending", "failed", "M254 87 L254 6 L612 6 L612 98 L630 98", RIGHT),
  edge("retrying", "failed", "M380 16 L380 6 L612 6 L612 98 L630 98", RIGHT),
  // Cancelled before it ran. These go along the bottom.
  edge("blocked", "cancelled", "M130 52 L150 52 L150 208 L612 208 L612 188 L630 188", RIGHT),
  edge("scheduled", "cancelled", "M71 127 L71 208 L612 208 L612 188 L630 188", RIGHT),
  edge("pending", "cancelled", "M254 127 L254 208 L612 208 L612 188 L630 188", RIGHT),
  edge("retrying", "cancelled", "M439 28 L604 28 L604 170 L630 170", RIGHT),
  edge("paused", "cancelled", "M439 188 L630 188", RIGHT),
  // Retried by somebody: the only way out of an end.
  edge("failed", "pending", "M680 127 L680 142 L306 142 L306 127", UP),
  edge("cancelled", "pending", "M680 158 L680 150 L314 150 L314 127", UP),
];

const KNOWN = new Set(EDGES.map(({ from, to }) => `${from} ${to}`));

/** The ways that a job took, as `from to`. Between two states that no way joins it was pending, for less than was noted. */
export function taken(stays: Stay[]): Set<string> {
  const found = new Set<string>();
  for (const [place, { state: to }] of stays.entries()) {
    const from = stays[place - 1]?.state;
    if (from === undefined || from === to) continue;
    const ways = KNOWN.has(`${from} ${to}`) ? [`${from} ${to}`] : [`${from} pending`, `pending ${to}`];
    if (ways.every((one) => KNOWN.has(one))) for (const one of ways) found.add(one);
  }
  return found;
}

export interface Visit {
  times: number;
  /** How long it was there, all times together. */
  total: number;
  isNow: boolean;
}

/** The states that it was in, in the order in which it came to them. */
export function visits(stays: Stay[], now: number): Map<JobState, Visit> {
  const found = new Map<JobState, Visit>();
  for (const [place, stay] of stays.entries()) {
    const before = found.get(stay.state) ?? { times: 0, total: 0, isNow: false };
    const isLast = place === stays.length - 1;
    found.set(stay.state, { times: before.times + 1, total: before.total + Math.max(0, (stay.to ?? now) - stay.from), isNow: isLast });
  }
  return found;
}
