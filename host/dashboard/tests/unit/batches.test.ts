import assert from "node:assert/strict";
import { test } from "node:test";
import { BatchMeter } from "../../src/batches/pace.js";
import { gathered } from "../../src/ui/more.js";
import type { Page } from "../../src/ui/more.js";

test("a batch that is opened half done says at once when it will be done", () => {
  const meter = new BatchMeter(0);
  assert.equal(meter.eta(100), undefined);
  meter.add(100_000, 50);
  assert.equal(meter.rate(), 0.5);
  assert.equal(meter.eta(100), 100_000);
  // A glance says nothing yet.
  meter.add(101_000, 60);
  assert.ok(Math.abs((meter.rate() ?? 0) - 0.594) < 0.001);
  // What was seen for a while says more than all the time before.
  for (let second = 102; second <= 120; second += 1) meter.add(second * 1_000, 60 + (second - 101) * 2);
  assert.ok((meter.rate() ?? 0) > 1.9);
});

test("a batch of which nothing ended has no pace", () => {
  const meter = new BatchMeter(0);
  meter.add(5_000, 0);
  assert.equal(meter.rate(), undefined);
  assert.equal(meter.eta(10), undefined);
});

test("a batch that goes on slowly has the pace of all its time", () => {
  const meter = new BatchMeter(0);
  for (let second = 600; second <= 660; second += 5) meter.add(second * 1_000, 6);
  assert.equal(Math.round(1 / (meter.rate() ?? 0)), 110);
});

test("pages of a list follow each other, as many as are wanted", async () => {
  const asked: Page[] = [];
  const list = (last: number) => async (page: Page) => {
    asked.push(page);
    const at = Number(page.page_token ?? 0);
    return { items: [at], next_page_token: at < last ? String(at + 1) : null };
  };
  assert.deepEqual(await gathered(list(9), 1), { items: [0], isMore: true });
  assert.deepEqual(await gathered(list(9), 3), { items: [0, 1, 2], isMore: true });
  assert.deepEqual(await gathered(list(1), 3), { items: [0, 1], isMore: false });
  assert.deepEqual(asked.map((page) => page.page_token), [undefined, undefined, "1", "2", undefined, "1"]);
  assert.ok((asked[0]?.page_size ?? 0) < (asked[1]?.page_size ?? 0));
});
