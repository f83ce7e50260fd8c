import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { JobRows } from "../../src/jobs/model.js";
import { parseFilter } from "../../src/jobs/filter.js";
import type { Job } from "../../src/api/types.js";

const job = (id: string, part: Partial<Job> = {}): Job => ({ id, state: "pending", processor: "echo", queue: "echo", tags: [], attempt: 0, created_at: "2026-01-01T00:00:00Z", ...part }) as unknown as Job;
let pages: { items: Job[]; next_page_token: string | null }[] = [];
let asked: URLSearchParams[] = [];

beforeEach(() => {
  asked = [];
  globalThis.fetch = (async (url: string) => {
    asked.push(new URLSearchParams(url.split("?")[1]));
    return new Response(JSON.stringify(pages.shift()));
  }) as typeof fetch;
});

/** Lets answers come in. */
const answered = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

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

test("what fits no more goes, and what came to fit comes, when all is asked for anew", async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_000_000 });
  try {
    const rows = await list("state:pending");
    rows.take([
      { seq: 1, type: "job-update", job: job("03", { state: "running" }) },
      { seq: 2, type: "job-update", job: job("025", { state: "pending" }) },
    ]);
    pages = [{ items: [job("025"), job("02")], next_page_token: "next" }];
    mock.timers.tick(499);
    await answered();
    assert.equal(asked.length, 1, "it waits for others");
    mock.timers.tick(1);
    await answered();
    assert.deepEqual(rows.rows.value.map((one) => one.id), ["025", "02"]);
    assert.equal(asked[1]?.get("page_size"), "100");
    assert.equal(rows.version.value, 2);
    // However much happens, it is not asked for more often than that.
    for (let at = 0; at < 100; at += 1) {
      rows.take([{ seq: 3, type: "job-update", job: job("02", { state: "running" }) }]);
      mock.timers.tick(19);
      await answered();
    }
    assert.equal(asked.length, 2);
    // Nor while an answer is on its way.
    let answer: (answer: Response) => void = () => undefined;
    globalThis.fetch = (async (url: string) => {
      asked.push(new URLSearchParams(url.split("?")[1]));
      return new Promise<Response>((resolve) => (answer = resolve));
    }) as typeof fetch;
    for (let at = 0; at < 5; at += 1) {
      mock.timers.tick(1_000);
      rows.take([{ seq: 4, type: "job-update", job: job("025") }]);
      await answered();
    }
    assert.equal(asked.length, 3);
    answer(new Response(JSON.stringify({ items: [job("025")], next_page_token: null })));
    await answered();
    assert.deepEqual(rows.rows.value.map((one) => one.id), ["025"]);
    mock.timers.tick(60_000);
    await answered();
    assert.equal(asked.length, 3, "nothing is amiss");
  } finally {
    mock.timers.reset();
  }
});

test("while it is held nothing goes, and it says how many would", async () => {
  const rows = await list("state:pending");
  rows.hold(true);
  rows.take([
    { seq: 1, type: "job-update", job: job("03", { state: "running" }) },
    { seq: 2, type: "job-update", job: job("025") },
    { seq: 3, type: "job-created", job: job("04") },
    { seq: 4, type: "job-created", job: job("05") },
    { seq: 5, type: "job-update", job: job("05", { state: "running" }) },
  ]);
  assert.deepEqual([rows.waiting.value, rows.gone.value], [2, 1]);
  assert.deepEqual(rows.rows.value.map((one) => one.id), ["03", "02"]);
  pages = [{ items: [job("04"), job("025"), job("02")], next_page_token: null }];
  await rows.show();
  assert.deepEqual(rows.rows.value.map((one) => one.id), ["04", "025", "02"]);
  assert.deepEqual([rows.waiting.value, rows.gone.value, asked.length], [0, 0, 2]);
});

test("of what is further down than was asked for nothing is said", async () => {
  const rows = await list("state:pending");
  rows.hold(true);
  rows.take([{ seq: 1, type: "job-update", job: job("01") }]);
  assert.equal(rows.waiting.value, 0);
});

test("an answer that is older than an event does not undo it", async () => {
  const rows = await list();
  pages = [{ items: [job("03"), job("02")], next_page_token: null }];
  const renewed = rows.renew();
  rows.take([{ seq: 1, type: "job-completed", job: job("02", { state: "completed" }) }]);
  await renewed;
  assert.equal(rows.rows.value[1]?.state, "completed");
});

test("as many pages as there are are asked for anew, and no more", async () => {
  const rows = await list();
  rows.more();
  await answered();
  pages = [{ items: [job("03")], next_page_token: "more" }, { items: [job("02")], next_page_token: "still more" }];
  await rows.renew();
  assert.deepEqual(asked.slice(2).map((one) => [one.get("page_size"), one.get("page_token")]), [["200", null], ["199", "more"]]);
  assert.ok(!rows.isEnd.value);
});

test("a job that was deleted fits nothing", async () => {
  const rows = await list();
  rows.hold(true);
  rows.take([{ seq: 1, type: "job-update", job: { id: "02", state: "pending" } }]);
  assert.equal(rows.gone.value, 1);
});

test("a failure to ask anew leaves the rows", async () => {
  const rows = await list();
  globalThis.fetch = (async () => new Response("{}", { status: 503 })) as typeof fetch;
  await rows.renew();
  assert.ok(rows.error.value);
  assert.equal(rows.rows.value.length, 2);
});
