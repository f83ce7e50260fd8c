// A table on its way through the page: submitted by form and drag, watched, frozen, let go, fetched and compared.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { after, before, test } from "node:test";
import { drop, signedIn, visit, withServer } from "./kit.mjs";

let server;
let end;
before(async () => {
  ({ server, end } = await withServer(async (one) => {
    await one.plugins("data-conversion");
    await one.install("spin");
    await one.install("echo");
  }));
});
after(() => end?.());

// So many rows that a conversion takes seconds, whose bytes are known without keeping them.
const ROWS = 1_000;
const PARTS = 8_000;

function expected() {
  const hash = createHash("sha256");
  const lines = Array.from({ length: ROWS }, (_, row) => `{"id":"${row}","zip":"${String(row).padStart(5, "0")}","note":"as long as notes are, row ${row}"}\n`).join("");
  for (let part = 0; part < PARTS; part += 1) hash.update(lines);
  return hash.digest("hex");
}

test("a table is dropped, converted, frozen, let go, and comes back whole", async () => {
  const first = await server.post("/jobs", { processor: "data-conversion", params: { to: "jsonl" }, inputs: { data: { text: "a\n1\n", media_type: "text/csv" } } });
  await server.waitFor(first.id, "completed");
  await server.post("/queues/data-conversion/pause");
  const page = await signedIn(server);
  await visit(server, page, "/submit");
  await page.getByLabel("Processor").selectOption("data-conversion");
  await page.getByText("Drop a file here").waitFor();
  await drop(
    page,
    ".drop",
    ({ rows, parts }) => {
      const part = Array.from({ length: rows }, (_, row) => `${row},${String(row).padStart(5, "0")},"as long as notes are, row ${row}"\n`).join("");
      return [new File(["id,zip,note\n", ...Array(parts).fill(part)], "parcels.csv", { type: "text/csv" })];
    },
    { rows: ROWS, parts: PARTS },
  );
  await page.getByText("parcels.csv").first().waitFor();
  await page.getByLabel("to", { exact: true }).selectOption("jsonl");
  await page.getByLabel(/^from/).selectOption("csv");
  await page.getByLabel(/^types/).fill('"string"');
  await page.getByLabel(/^Title/).fill("All parcels");
  const line = await page.locator(".command code").first().textContent();
  assert.match(line, /^runner submit data-conversion --params '\{"to":"jsonl","from":"csv","types":"string"\}' -i data=parcels\.csv --title 'All parcels'$/);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}/, { timeout: 120_000 });
  const id = page.url().split("/").at(-1);

  // It is watched from its first moment: until now its queue held it back.
  await page.getByText("Why is it not running?").waitFor();
  await page.evaluate(() => {
    window.seen_ = [];
    new MutationObserver(() => {
      const value = document.querySelector('[role="progressbar"][aria-label="Progress"]')?.getAttribute("aria-valuenow");
      if (value && value !== window.seen_.at(-1)) window.seen_.push(value);
    }).observe(document.body, { subtree: true, childList: true, attributes: true });
  });
  await server.post("/queues/data-conversion/resume");

  // The bar moves, and stops.
  await page.waitForFunction(() => window.seen_.filter((value) => value > 0 && value < 100).length >= 2, undefined, { polling: "raf", timeout: 60_000 });
  await page.getByRole("button", { name: "Pause" }).click();
  await page.locator(".standing .state", { hasText: "frozen" }).waitFor();
  const held = (await server.job(id)).progress.done;
  await page.getByText("Frozen where it stands").first().waitFor();
  assert.equal((await server.job(id)).progress.done, held, "a frozen job does not go on");

  await page.getByRole("button", { name: "Resume" }).click();
  await server.waitFor(id, "completed");
  await page.locator(".standing .state.s-completed").waitFor();
  const job = await server.job(id);
  assert.equal(job.attempt, 1, "the same attempt went on");
  assert.ok(job.usage.frozen_ms > 0);

  await page.getByRole("tab", { name: /Files/ }).click();
  await page.getByRole("region", { name: "Preview as a table" }).waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download" }).first().click()]);
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(await download.path())) hash.update(chunk);
  assert.equal(hash.digest("hex"), expected());
  assert.deepEqual(page.problems, []);
});

test("what never ends is cancelled", async () => {
  const { id } = await server.post("/jobs", { processor: "spin", params: {} });
  const page = await signedIn(server);
  await visit(server, page, `/jobs/${id}`);
  await page.locator(".standing .state.s-running").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.locator(".standing .state.s-cancelled").waitFor();
  await page.locator(".path .s-cancelled").waitFor();
  assert.equal((await server.job(id)).state, "cancelled");
});

test("what is wrong with a job stands at its field, before anything is sent", async () => {
  const page = await signedIn(server);
  await visit(server, page, "/submit?processor=data-conversion");
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByText("the input data is missing").waitFor();
  await page.getByRole("button", { name: "Write text" }).click();
  await page.getByLabel("Text of data").fill("id\n1\n");
  await page.getByRole("button", { name: "Check" }).click();
  await page.locator(".submit-side .trouble li, .field.wrong").first().waitFor();
  await page.getByLabel("to", { exact: true }).selectOption("csv");
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByText("All of it fits.").waitFor();
  assert.equal((await server.get("/jobs?processor=data-conversion&q=nothing-like-it")).items.length, 0);
});

test("a job runs again like another, with every digit of its params", async () => {
  const big = "12345678901234567890";
  const { id } = await server.post("/jobs", { processor: "echo", params: { say: big }, title: "First" });
  const answer = await fetch(`${server.url}/api/v1/jobs`, {
    method: "POST",
    headers: { Authorization: `Bearer ${server.token}`, "Content-Type": "application/json" },
    body: `{"processor":"echo","params":{"say":"x"},"metadata":{"id":${big}}}`,
  });
  const withNumber = (await answer.json()).id;
  await server.waitFor(id, "completed");
  const page = await signedIn(server);
  await visit(server, page, `/jobs/${withNumber}?tab=data`);
  await page.locator(".json .number", { hasText: big }).waitFor();
  await visit(server, page, `/jobs/${id}`);
  await page.getByRole("button", { name: "Run again" }).click();
  await page.getByLabel(/^say/).waitFor();
  assert.equal(await page.getByLabel(/^say/).inputValue(), big);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.waitForURL((url) => url.pathname.startsWith("/jobs/") && !url.pathname.endsWith(id));
  await page.locator(".standing .state.s-completed").waitFor();
});
