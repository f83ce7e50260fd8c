import assert from "node:assert/strict";
import { test } from "node:test";
import type { ErrorGroup } from "../../src/api/types.js";
import { lateness, webhookProblem, worstOf } from "../../src/overview/problems.js";
import { rangeOf } from "../../src/overview/series.js";

const group = (id: string, count: number, hours: Record<number, number>): ErrorGroup => ({ id, count, last_hours: Array.from({ length: 24 }, (_, at) => hours[at] ?? 0) }) as unknown as ErrorGroup;

test("what fails most is what failed of late, and not what once did", () => {
  const groups = [group("old", 9_000, {}), group("morning", 50, { 3: 40 }), group("now", 12, { 22: 5, 23: 7 }), group("rare", 1, { 23: 1 })];
  assert.deepEqual(worstOf(groups, lateness("24h").hours).map(({ group: { id }, times }) => [id, times]), [["morning", 40], ["now", 12], ["rare", 1]]);
  assert.deepEqual(worstOf(groups, lateness("1h").hours).map((one) => one.group.id), ["now", "rare"]);
  assert.equal(worstOf(groups, 24, 1).length, 1);
});

test("a range that there is not is an hour", () => {
  assert.deepEqual(["7d", "24h", "1h", "year", "toString", null].map(rangeOf), ["7d", "24h", "1h", "1h", "1h", "1h"]);
});

test("a webhook is looked at when it is not taken again and again, or was disabled by itself", () => {
  assert.equal(webhookProblem({ enabled: true, disabled: null, failures: 2 }), undefined);
  assert.equal(webhookProblem({ enabled: true, disabled: null, failures: 3 }), "is not taken: 3 messages failed in a row");
  assert.equal(webhookProblem({ enabled: false, disabled: { at: "2026-01-01T00:00:00Z", reason: "by_hand" }, failures: 9 }), undefined);
  assert.match(webhookProblem({ enabled: false, disabled: { at: "2026-01-01T00:00:00Z", reason: "gone" }, failures: 0 }) ?? "", /gone/);
  assert.equal(webhookProblem({ enabled: false, disabled: { at: "2026-01-01T00:00:00Z", reason: "toString" }, failures: 0 }), "is disabled: toString");
});
