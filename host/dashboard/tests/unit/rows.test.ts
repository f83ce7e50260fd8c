import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { JobRows } from "../../src/jobs/model.js";
import { parseFilter } from "../../src/jobs/filter.js";
import type { Job } from "../../src/api/types.js";

const job = (id: string, part: Partial<Job> = {}): Job => ({ id, state: "pending", processor: "echo", queue: "echo", tags: [], attempt: 0, created_at: "2026-01-01T00:00:00Z", ...part }) as unknown as Job;
let pages: { items: Job[]; next_page_token: string | null }[] = [];

beforeEach(() => {
  globalThis.fetch = (async () => new Response(JSON.stringify(pages.shift()))) as typeof fetch;
});

async function list(text = ""): Promise<JobRows> {
  pages = [{ items: [job("03"), job("02")], next_page_token: "next" }, { items: [job("02"), job("01")], next_page_token: null }];
  const rows = new JobRows(parseFilter(text));
  await rows.load();
  return rows;
}

test("pages follow each other, and no job is there twice", async () => {
  const rows = await list();
  rows.more();
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(rows.rows.value.map((one) => one.id), ["03", "02", "01"]);
  assert.ok(rows.isEnd.value);
});

test("events change rows where they stand", async () => {
  const rows = await list();
  rows.take([
    { seq: 1, type: "job-update", job: job("02", { state: "running" }) },
    { type: "progress", job: { id: "03", progress: { done: 5, failed: 0 } } },
    { type: "log", job: { id: "03" }, lines: [] },
  ]);
  assert.deepEqual(rows.rows.value.map((one) => [one.id, one.state]), [["03", "pending"], ["02", "running"]]);
  assert.equal(rows.rows.value[0]?.progress?.done, 5);
});

test("what is new waits while the list is held, the newest first then", async () => {
  const rows = await list();
  rows.hold(true);
  rows.take([
    { seq: 1, type: "job-created", job: job("04") },
    { seq: 2, type: "job-created", job: job("05") },
    { seq: 3, type: "job-update", job: job("04", { state: "running" }) },
  ]);
  assert.equal(rows.waiting.value, 2);
  assert.equal(rows.rows.value.length, 2);
  rows.hold(false);
  assert.deepEqual(rows.rows.value.map((one) => [one.id, one.state]), [["05", "pending"], ["04", "running"], ["03", "pending"], ["02", "pending"]]);
  assert.equal(rows.waiting.value, 0);
});

test("what does not fit, or is older, does not come in", async () => {
  const rows = await list("processor:echo");
  rows.take([
    { seq: 1, type: "job-created", job: job("09", { processor: "other" }) },
    { seq: 2, type: "job-update", job: job("00") },
  ]);
  assert.deepEqual(rows.rows.value.map((one) => one.id), ["03", "02"]);
});
