import assert from "node:assert/strict";
import { test } from "node:test";
import type { Firing } from "../../src/api/types.js";
import { concerns, lookOf, startedBy, wordsOf } from "../../src/schedules/firing.js";
import { NEW_TARGET, besideOf, jobOf, withParams, withProcessor } from "../../src/schedules/target.js";

const firing = (part: Partial<Firing>): Firing => ({ due_at: "2026-01-01T00:00:00Z", fired_at: "2026-01-01T00:00:00Z", outcome: "fired", ...part });

test("a firing looks as what it started stands", () => {
  assert.equal(lookOf(firing({ job_id: "a", state: "failed" })), "s-failed");
  assert.equal(lookOf(firing({ batch_id: "b", state: "running" })), "s-running");
  assert.equal(lookOf(firing({ job_id: "a", state: "something else" })), "s-unknown");
  assert.equal(lookOf(firing({ job_id: null })), "s-unknown");
  assert.equal(lookOf(firing({ outcome: "failed" })), "o-failed");
  assert.equal(lookOf(firing({ outcome: "done" })), "o-done");
});

test("both are said: whether it fired, and what became of it", () => {
  assert.equal(wordsOf(firing({ job_id: "a", state: "failed" })), "fired, its job failed");
  assert.equal(wordsOf(firing({ job_id: "a", state: "cancelled" })), "fired, its job was cancelled");
  assert.equal(wordsOf(firing({ batch_id: "b", state: "paused" })), "fired, its batch is paused");
  assert.equal(wordsOf(firing({})), "fired, what it started is deleted");
  assert.equal(wordsOf(firing({ outcome: "failed", message: "no such\nplugin" })), "failed to start: no such plugin");
  assert.equal(wordsOf(firing({ outcome: "skipped", message: "the last one still runs" })), "skipped: the last one still runs");
});

test("events concern a schedule that fires, or what it started", () => {
  const started = startedBy([firing({ job_id: "a" }), firing({ batch_id: "b" }), firing({ outcome: "skipped" })]);
  assert.deepEqual([...started], ["a", "b"]);
  const does = (event: object): boolean => concerns(event as never, "nightly", started);
  assert.ok(does({ type: "schedule-fired", data: { schedule: "nightly" } }));
  assert.ok(!does({ type: "schedule-fired", data: { schedule: "hourly" } }));
  assert.ok(does({ type: "job-failed", job: { id: "a" } }));
  assert.ok(!does({ type: "job-failed", job: { id: "z" } }));
  assert.ok(!does({ type: "progress", job: { id: "a" } }));
  assert.ok(does({ type: "batch-update", data: { batch: "b" } }));
  assert.ok(!does({ type: "batch-update" }));
});

test("a form is of a job alone", () => {
  assert.deepEqual(jobOf(NEW_TARGET), { processor: "", params: {} });
  assert.deepEqual(jobOf('{"job":{"processor":"echo"}}'), { processor: "echo", params: {} });
  for (const text of ["", "{", "[]", "null", '{"job":[]}', '{"job":{"processor":7}}', '{"batch":{"items":[]}}', '{"template":{"name":"x"}}', '{"job":{},"batch":{}}']) assert.equal(jobOf(text), undefined, text);
});

test("what the form does not show stays as it is, with every digit", () => {
  const target = '{"job":{"queue":"night","processor":"echo","params":{"id":12345678901234567890},"inputs":{"text":{"text":"x"}},"metadata":{"id":98765432109876543210}}}';
  const params = withParams(target, { say: "tick" });
  assert.deepEqual(jobOf(params), { processor: "echo", params: { say: "tick" } });
  assert.match(params, /98765432109876543210/);
  assert.match(withParams(target, jobOf(target)?.params ?? {}), /12345678901234567890/);
  assert.deepEqual(besideOf(params), ["queue", "inputs", "metadata"]);
  const other = withProcessor(target, "noop");
  assert.deepEqual(jobOf(other), { processor: "noop", params: {} });
  assert.deepEqual(besideOf(other), ["queue", "metadata"]);
});
