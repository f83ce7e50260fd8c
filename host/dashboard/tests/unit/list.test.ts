import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../src/api/json.js";
import type { Job } from "../../src/api/types.js";
import { brief } from "../../src/jobs/brief.js";
import { Drift, whatWaits } from "../../src/jobs/drift.js";
import { Seen } from "../../src/jobs/seen.js";
import { whenOf } from "../../src/jobs/when.js";

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

test("params are shown on one line, with every digit", () => {
  assert.equal(brief(parse('{"id": 12345678901234567890, "tags": ["a", null], "on": true}')), '{"id":12345678901234567890,"tags":["a",null],"on":true}');
  for (const empty of [{}, null, undefined, []]) assert.equal(brief(empty), "");
});

test("however large params are, only their beginning is looked at", () => {
  const large = { text: "x".repeat(1_000_000), get never(): string { throw new Error("it was looked at"); } };
  assert.equal(brief(large), `{"text":"${"x".repeat(90)}…`);
  assert.equal(brief({ list: Array.from({ length: 100_000 }, (_, at) => at) }).length, 100);
});

test("what would fool a reader of params shows as such", () => {
  assert.equal(brief({ say: "\u202eabc\nd" }), '{"say":"⟨U+202E⟩abc\\nd"}');
});

test("the time of a job is the one that matters in its state", () => {
  const times = { created_at: "1", scheduled_at: "2", started_at: "3", finished_at: "4" };
  const at = (state: string, part: object = {}): string => whenOf({ ...times, state, ...part } as unknown as Job).at;
  assert.deepEqual(["completed", "failed", "cancelled"].map((state) => at(state)), ["4", "4", "4"]);
  assert.equal(at("running"), "3");
  assert.deepEqual(["scheduled", "retrying"].map((state) => at(state)), ["2", "2"]);
  assert.deepEqual(["pending", "blocked", "paused"].map((state) => at(state)), ["1", "1", "1"]);
  // Cancelled before it began.
  assert.equal(at("cancelled", { started_at: null, finished_at: null }), "1");
});

test("tags and users that were seen are kept, but for those that do not show as they are", () => {
  const seen = new Seen();
  seen.look([{ tags: ["a", "two words"], created_by: "mo" }, { tags: ["b\u202e", "c\td"], created_by: null }]);
  seen.look([{ tags: ["a", "e"] }]);
  assert.deepEqual([[...seen.tags], [...seen.users]], [["a", "two words", "e"], ["mo"]]);
});
