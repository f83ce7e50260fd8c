import assert from "node:assert/strict";
import { test } from "node:test";
import { whichJobs } from "../../src/settings/which.js";

test("which jobs an action was for is said in words", () => {
  assert.equal(whichJobs({ filter: {}, named: null }), "all jobs");
  assert.equal(whichJobs({ filter: null, named: 1 }), "1 job, named one by one");
  assert.equal(whichJobs({ filter: { tag: "broken", state: "failed,cancelled", processor: "echo", queue: "" }, named: null }), "jobs of echo, that were failed or cancelled, tagged broken");
  assert.equal(whichJobs({ filter: { q: "two\nwords", created_from: "soon", later: { a: 1 } }, named: null }), 'jobs made since soon, with “two words”, later {"a":1}');
});
