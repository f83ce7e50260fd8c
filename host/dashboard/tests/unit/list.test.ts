import assert from "node:assert/strict";
import { test } from "node:test";
import type { Job } from "../../src/api/types.js";
import { Drift, whatWaits } from "../../src/jobs/drift.js";

const job = (id: string): Job => ({ id }) as unknown as Job;

test("what waits is said in words", () => {
  assert.equal(whatWaits(1, 0), "1 new job");
  assert.equal(whatWaits(3, 12), "3 new jobs, 12 gone");
  assert.equal(whatWaits(0, 1), "1 job gone");
  assert.equal(whatWaits(500, 0), "500 or more new jobs");
});

test("what comes to fit and ceases to again is nothing", () => {
  const drift = new Drift();
  drift.row("1", false);
  drift.older("2", true);
  drift.newer(job("3"), true);
  assert.deepEqual([drift.come, drift.gone, drift.isAmiss], [2, 1, true]);
  drift.row("1", true);
  drift.older("2", false);
  assert.deepEqual([drift.come, drift.gone, drift.isAmiss], [1, 0, false]);
  assert.deepEqual(drift.takeFresh(), [job("3")]);
  assert.equal(drift.come, 0);
});

test("of very many only so many are kept", () => {
  const drift = new Drift();
  for (let at = 0; at < 600; at += 1) drift.newer(job(String(at)), true);
  assert.deepEqual([drift.come, drift.isAmiss], [500, true]);
  drift.clear();
  assert.deepEqual([drift.come, drift.isAmiss], [0, false]);
});
