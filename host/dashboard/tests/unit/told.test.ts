import assert from "node:assert/strict";
import { test } from "node:test";
import type { Alert } from "../../src/api/types.js";
import { alarm, isOfEverything, loud } from "../../src/app/told.js";

const NOW = Date.parse("2026-01-01T12:00:00Z");
const alert = (name: string, part: Partial<Alert>): Alert => ({ name, state: "firing", muted_until: null, ...part }) as Alert;

test("alerts that fire are counted unless they are muted", () => {
  const alerts = [alert("a", {}), alert("b", { state: "pending" }), alert("c", { muted_until: "2026-01-01T13:00:00Z" }), alert("d", { muted_until: "2026-01-01T11:00:00Z" })];
  assert.deepEqual(loud(alerts, NOW).map((one) => one.name), ["a", "d"]);
});

test("an alert that begins to fire is said, and what else comes as one is not", () => {
  assert.equal(alarm({ type: "alert", data: { alert: "disk", state: "firing", message: "2 % are\n\u001b[31mfree" } }), "disk: 2 % are free");
  assert.equal(alarm({ type: "alert", data: { alert: "disk", state: "firing" } }), "disk fires");
  for (const data of [{ alert: "disk", state: "recovered", message: "x" }, { error: "12", state: "reopened" }, { webhook: "3", state: "disabled", reason: "gone" }, null, undefined, "firing"]) {
    assert.equal(alarm({ type: "alert", data }), undefined);
  }
  assert.equal(alarm({ type: "queue-update", data: { alert: "disk", state: "firing" } }), undefined);
});

test("everything at once is told from a queue", () => {
  assert.ok(isOfEverything({ type: "queue-update", data: { everything: "paused" } }));
  assert.ok(!isOfEverything({ type: "queue-update", data: { queue: "mail", changed: "paused" } }));
  assert.ok(!isOfEverything({ type: "queue-update" }));
});
