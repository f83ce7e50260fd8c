import assert from "node:assert/strict";
import { test } from "node:test";
import type { Queue } from "../../src/api/types.js";
import { parseFilter } from "../../src/jobs/filter.js";
import { ENDS, cleanText, drainText, endedIn, filterOf, jobsOf } from "../../src/queues/words.js";

const NONE: Queue["jobs"] = { blocked: 0, scheduled: 0, pending: 0, running: 0, paused: 0, retrying: 0, completed: 0, failed: 0, cancelled: 0 };
const ALL = new Set(ENDS);

test("a list of a queue’s jobs is found, whatever it is called", () => {
  for (const name of ["mail", 'two "words" & more', "a#b+c%20"]) {
    assert.deepEqual(parseFilter(filterOf(name, "failed")).terms, { state: "failed", queue: name });
    assert.equal(new URL(jobsOf(name, "failed"), "http://x").searchParams.get("q"), filterOf(name, "failed"));
  }
  assert.equal(filterOf("mail"), "queue:mail");
});

test("what would be deleted is counted by the states that are chosen", () => {
  const jobs = { ...NONE, completed: 5, failed: 1, cancelled: 7, running: 3 };
  assert.equal(endedIn(jobs, new Set(["failed", "cancelled"])), 8);
  assert.equal(cleanText(jobs, ALL, ""), "13 jobs ended and will be deleted, with outputs and logs.");
  assert.equal(cleanText(jobs, new Set(["failed"]), ""), "1 job ended and will be deleted, with outputs and logs.");
  assert.match(cleanText(jobs, ALL, "7d"), /those older than 7 days/);
  assert.match(cleanText(jobs, new Set(), ""), /Choose/);
  assert.equal(cleanText(NONE, ALL, "1h"), "There is none.");
});

test("what is paused is cancelled with what waits", () => {
  assert.equal(drainText({ ...NONE, pending: 5, scheduled: 2, running: 9 }), "7 jobs wait and will be cancelled. What runs goes on.");
  assert.match(drainText({ ...NONE, paused: 1 }), /^1 job waits or is paused and/);
});
