import assert from "node:assert/strict";
import { test } from "node:test";
import type { JobState } from "../../src/api/types.js";
import { BOX, EDGES, HEIGHT, PLACES, WIDTH, taken, visits } from "../../src/job/machine.js";
import type { Stay } from "../../src/job/timeline.js";

/** A job that was so many seconds in each of some states. */
function staysOf(...steps: [JobState, number][]): Stay[] {
  let at = 0;
  return steps.map(([state, seconds], place) => {
    const from = at;
    at += seconds * 1_000;
    return { state, attempt: 0, from, to: place === steps.length - 1 ? undefined : at };
  });
}

test("the ways are those of a job's life", () => {
  const ways = new Map<string, string[]>();
  for (const { from, to } of EDGES) ways.set(from, [...(ways.get(from) ?? []), to]);
  assert.deepEqual(Object.fromEntries([...ways].map(([from, to]) => [from, to.sort().join(" ")])), {
    blocked: "cancelled failed paused pending scheduled",
    scheduled: "cancelled failed paused pending",
    pending: "cancelled failed paused running scheduled",
    running: "cancelled completed failed paused pending retrying",
    retrying: "cancelled failed paused pending",
    paused: "blocked cancelled pending retrying scheduled",
    failed: "pending",
    cancelled: "pending",
  });
});

test("every way leads from the edge of one box to that of another", () => {
  const isAt = (state: JobState, x: number, y: number): boolean => {
    const away = [Math.abs(x - PLACES[state].x) - BOX.width / 2, Math.abs(y - PLACES[state].y) - BOX.height / 2];
    return Math.max(...away) === 0;
  };
  for (const { from, to, line, head } of EDGES) {
    const [x = 0, y = 0] = line.match(/-?\d+/g)?.map(Number) ?? [];
    assert.ok(isAt(from, x, y), `${from} to ${to} begins at ${x} ${y}`);
    assert.ok(isAt(to, head.x, head.y), `${from} to ${to} ends at ${head.x} ${head.y}`);
  }
  for (const { x, y } of Object.values(PLACES)) assert.ok(x - BOX.width / 2 > 0 && x + BOX.width / 2 < WIDTH && y - BOX.height / 2 > 0 && y + BOX.height / 2 < HEIGHT);
});

test("the ways that a job took are those between its states", () => {
  const ways = (...states: JobState[]): string[] => [...taken(staysOf(...states.map((state): [JobState, number] => [state, 1])))];
  assert.deepEqual(ways("scheduled", "pending", "running", "paused", "pending", "running", "completed"), ["scheduled pending", "pending running", "running paused", "paused pending", "running completed"]);
  assert.deepEqual(ways("pending", "running", "retrying", "running", "failed"), ["pending running", "running retrying", "retrying pending", "running failed"], "what was pending for a moment was not noted");
  assert.deepEqual(ways("running", "running"), []);
  assert.deepEqual(ways("completed", "running"), [], "no way leads out of it");
  assert.deepEqual(ways(), []);
});

test("the time in each state is that of all times together, and of the present one until now", () => {
  const stays = staysOf(["pending", 1], ["running", 4], ["retrying", 10], ["pending", 2], ["running", 0]);
  const found = visits(stays, 20_000);
  assert.deepEqual([...found.keys()], ["pending", "running", "retrying"]);
  assert.deepEqual(found.get("pending"), { times: 2, total: 3_000, isNow: false });
  assert.deepEqual(found.get("running"), { times: 2, total: 7_000, isNow: true });
  assert.deepEqual(found.get("retrying"), { times: 1, total: 10_000, isNow: false });
});
