import assert from "node:assert/strict";
import { test } from "node:test";
import { objectLink, routeText } from "../../src/settings/routes.js";
import { whichJobs } from "../../src/settings/which.js";

test("which jobs an action was for is said in words", () => {
  assert.equal(whichJobs({ filter: {}, named: null }), "all jobs");
  assert.equal(whichJobs({ filter: null, named: 1 }), "1 job, named one by one");
  assert.equal(whichJobs({ filter: { tag: "broken", state: "failed,cancelled", processor: "echo", queue: "" }, named: null }), "jobs of echo, that were failed or cancelled, tagged broken");
  assert.equal(whichJobs({ filter: { q: "two\nwords", created_from: "soon", later: { a: 1 } }, named: null }), 'jobs made since soon, with “two words”, later {"a":1}');
});

test("what the audit log has is said in words, and leads to what it was about", () => {
  assert.equal(routeText("POST /queues/{name}/pause"), "pause the queue");
  assert.equal(routeText("toString"), undefined);
  assert.equal(objectLink("POST /jobs/{id}/cancel", "a/b"), "/jobs/a%2Fb");
  assert.equal(objectLink("PATCH /queues/{name}", "mail"), "/queues/mail");
  assert.equal(objectLink("POST /jobs/actions", "01J"), "/settings?tab=actions");
  assert.equal(objectLink("DELETE /jobs/{id}", "01J"), undefined);
  assert.equal(objectLink("PATCH /queues/{name}/keys/{key}", "mail/one"), undefined);
});
