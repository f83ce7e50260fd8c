import assert from "node:assert/strict";
import { test } from "node:test";
import { bytes } from "../../src/format/number.js";
import { BINARY, WHOLE, tickTexts } from "../../src/ui/ticks.js";

test("steps of an axis are whole, and grow", () => {
  for (const steps of [WHOLE, BINARY]) {
    assert.ok(steps.every(Number.isInteger));
    assert.ok(steps.every((step, at) => at === 0 || step > (steps[at - 1] ?? 0)));
  }
});

test("sizes are marked where their units are whole", () => {
  assert.deepEqual(tickTexts([0, 2 ** 19, 2 ** 20], bytes), ["0 B", "512 KiB", "1 MiB"]);
});

test("no mark says what the one before it says", () => {
  assert.deepEqual(tickTexts([0, 0.5, 1, 1.4], (value) => `${Math.floor(value)} ms`), ["0 ms", "", "1 ms", ""]);
});
