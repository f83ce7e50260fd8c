// What is done now and then to one queue, schedule, job, error, plugin or webhook: each clicked, and seen to have happened.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { guest, signedIn, until, visit, withServer } from "./kit.mjs";

let server;
let end;
let received;
before(async () => {
  received = await listener();
  ({ server, end } = await withServer(async (one) => {
    writeFileSync(join(one.dir, "runner.toml"), `[webhooks]\nallow = ["127.0.0.1"]\nretry = ["50ms", "1h"]\n`);
    await one.stop();
    await one.start();
    for (const name of ["echo", "noop", "spin"]) await one.install(name);
    await one.plugins("report-generation");
  }));
});
after(async () => {
  await end?.();
  received.close();
});

/** A program that is told of events; it takes none while it is closed for them. */
async function listener() {
  const got = [];
  const state = { takes: false };
  const http = createServer((request, answer) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      got.push({ id: request.headers["webhook-id"], body: JSON.parse(body), taken: state.takes });
      answer.writeHead(state.takes ? 204 : 503).end();
    });
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  return { got, state, url: `http://127.0.0.1:${http.address().port}`, close: () => http.close() };
}

const choose = async (page, menu, item) => {
  await page.getByRole("button", { name: menu, exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
};

test("a job is kept as a template, used with what fills its holes, and deleted", async () => {
  const page = await signedIn(server);
  await visit(server, page, "/submit?processor=echo");
  await page.getByLabel(/^say/).fill("good morning, {{whom}}");
  await page.getByLabel(/^Title/).fill("A greeting for {{whom}}");
  await page.getByRole("button", { name: "Save as template" }).click();
  const save = page.getByRole("dialog", { name: "Save as template" });
  await save.getByLabel("Name").fill("Not a name!");
  await page.keyboard.press("Enter");
  await save.getByRole("alert").waitFor();
  await save.getByLabel("Name").fill("greeting");
  await save.getByLabel(/^Description/).fill("Says good morning");
  // Enter keeps the template, and does not submit the form that the dialog belongs to.
  await page.keyboard.press("Enter");
  await page.getByText("Kept as the template greeting").waitFor();
  assert.equal((await server.get("/jobs?processor=echo")).items.length, 0);
  const kept = await server.get("/templates/greeting");
  assert.deepEqual(kept.takes, ["whom"]);
  assert.equal(kept.description, "Says good morning");

  const line = page.getByRole("listitem").filter({ hasText: "Says good morning" });
  await line.getByRole("button", { name: "Use" }).click();
  const use = page.getByRole("dialog", { name: "Submit greeting" });
  await use.getByLabel("whom").fill("Vienna");
  await use.getByRole("button", { name: "Submit" }).click();
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}/);
  await page.getByRole("heading", { name: "A greeting for Vienna" }).waitFor();
  await page.locator(".standing .state.s-completed").waitFor();
  const job = await server.job(page.url().split("/").at(-1));
  assert.equal(job.params.say, "good morning, Vienna");

  await visit(server, page, "/submit?processor=echo");
  await line.getByRole("button", { name: "Delete greeting" }).click();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await line.waitFor({ state: "detached" });
  assert.deepEqual((await server.get("/templates")).items, []);
  assert.deepEqual(page.problems, []);
});

test("a queue is drained of what waits and cleaned of what ended", async () => {
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 5 }, () => ({ processor: "noop", queue: "full", params: {} })) });
  await until("five ended", async () => (await server.get("/queues/full")).jobs.completed === 5);
  await server.post("/queues/full/pause");
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 7 }, (_, at) => ({ processor: "noop", queue: "full", params: {}, ...(at < 2 ? { delay_ms: 600_000 } : {}) })) });
  const page = await signedIn(server);
  await visit(server, page, "/queues");
  await choose(page, "More for full", "Drain …");
  await page.getByText("7 jobs wait and will be cancelled. What runs goes on.").waitFor();
  await page.getByRole("button", { name: "Cancel what waits" }).click();
  await page.getByText("7 jobs cancelled").waitFor();
  const jobs = async () => (await server.get("/queues/full")).jobs;
  assert.deepEqual([(await jobs()).pending, (await jobs()).scheduled, (await jobs()).cancelled], [0, 0, 7]);

  await visit(server, page, "/queues/full");
  await choose(page, "More for full", "Clean …");
  await page.getByText("12 jobs ended and will be deleted, with outputs and logs.").waitFor();
  await page.getByRole("button", { name: "Delete what ended" }).click();
  await page.getByText("12 jobs deleted").waitFor();
  assert.deepEqual([(await jobs()).completed, (await jobs()).cancelled], [0, 0]);
  await page.getByRole("button", { name: "Resume" }).click();
  await until("it goes on", async () => !(await server.get("/queues/full")).paused);
  assert.deepEqual(page.problems, []);
});

test("times that a schedule missed are made up for, once they were looked at", async () => {
  await server.post("/schedules", { name: "daily", cron: "30 4 * * *", zone: "UTC", target: { job: { processor: "echo", params: { say: "tick" } } } });
  const page = await signedIn(server, { timezoneId: "UTC" });
  await visit(server, page, "/schedules");
  await choose(page, "More for daily", "Backfill …");
  const dialog = page.getByRole("dialog", { name: "Backfill daily" });
  await dialog.getByLabel("From").fill("2026-03-01T00:00");
  await dialog.getByLabel("To").fill("2026-03-04T00:00");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await dialog.getByText("3 times", { exact: true }).waitFor();
  assert.equal(await dialog.locator(".short-list li").count(), 3);
  assert.deepEqual((await server.get("/schedules/daily/firings")).items, [], "a look fires nothing");
  await dialog.getByRole("button", { name: "Fire 3 times" }).click();
  await page.getByText("Fired for 3 times").waitFor();
  const { items } = await server.get("/schedules/daily/firings");
  assert.deepEqual(items.map((one) => one.due_at.slice(0, 16)).sort(), ["2026-03-01T04:30", "2026-03-02T04:30", "2026-03-03T04:30"]);
  await page.getByRole("list", { name: "What came of the last times" }).getByRole("link").nth(2).waitFor();

  // What fired is not fired again, and a range that is none is refused in words.
  await choose(page, "More for daily", "Backfill …");
  await dialog.getByLabel("From").fill("2026-03-01T00:00");
  await dialog.getByLabel("To").fill("2026-03-05T00:00");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await dialog.getByText("1 time; 3 fired before and are left out").waitFor();
  await dialog.getByLabel("To").fill("2026-02-01T00:00");
  await dialog.getByRole("button", { name: "Preview" }).click();
  await dialog.getByRole("alert").waitFor();
  assert.deepEqual(page.problems, []);
});

test("a job that waits is made more urgent, and run before its time", async () => {
  const { id } = await server.post("/jobs", { processor: "echo", params: { say: "early" }, delay_ms: 6_000_000 });
  const page = await signedIn(server);
  await visit(server, page, `/jobs/${id}`);
  await page.locator(".standing .state.s-scheduled").waitFor();
  await choose(page, "More", "Change the priority …");
  const dialog = page.getByRole("dialog", { name: "Change the priority" });
  await dialog.getByLabel("Priority").fill("99");
  await page.keyboard.press("Enter");
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Priority").fill("9");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  assert.equal((await server.job(id)).priority, 9);
  await page.getByRole("button", { name: "Run now" }).click();
  await page.locator(".standing .state.s-completed").waitFor();
  assert.deepEqual(page.problems, []);
});

test("an error is muted, resolved, and comes back when it happens again", async () => {
  const fail = () => server.post("/jobs", { processor: "echo", params: { fail: "permanent" }, max_attempts: 1 });
  await fail();
  await until("it is counted", async () => (await server.get("/errors?state=open")).items.length === 1);
  const page = await signedIn(server);
  await visit(server, page, "/errors");
  const line = page.locator(".error-list > li");
  const shown = (state) => page.getByRole("group", { name: "State" }).getByRole("button", { name: state }).click();
  await line.getByRole("button", { name: /asked to fail/ }).click();
  await line.getByRole("button", { name: "Mute" }).click();
  await page.getByText("Nothing fails").waitFor();
  await shown("Muted");
  await line.getByRole("button", { name: /asked to fail/ }).click();
  assert.equal(await line.getByRole("button", { name: "Mute" }).count(), 0);
  await line.getByRole("button", { name: "Resolve" }).click();
  await page.getByText("Nothing is muted").waitFor();
  await shown("Resolved");
  await line.waitFor();
  await fail();
  await page.getByText("Nothing is resolved").waitFor();
  await shown("Open");
  await line.getByText("came back").waitFor();
  await line.getByRole("button", { name: /asked to fail/ }).click();
  await line.getByRole("button", { name: "Retry all" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Retry all" }).click();
  await page.getByText("2 jobs run again").waitFor();
  await until("both failed again", async () => (await server.get("/errors?state=open")).items[0]?.count === 4);
  assert.deepEqual(page.problems, []);
});

test("a plugin goes back to the version before, and forward again", async () => {
  const older = await server.get("/plugins/echo");
  const text = readFileSync(guest("echo")).toString("latin1");
  const newer = Buffer.from(text.replaceAll("1.2.3", "1.2.4"), "latin1");
  await server.api("POST", "/plugins", new Uint8Array(newer));
  const active = async () => (await server.get("/plugins/echo")).version;
  assert.equal(await active(), "1.2.4");
  const page = await signedIn(server);
  await visit(server, page, "/plugins/echo");
  await page.getByRole("tab", { name: /^Versions/ }).click();
  const row = (version) => page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: version }) });
  await row("1.2.4").getByText("active", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Roll back" }).click();
  await page.getByRole("dialog", { name: "Go back to 1.2.3?" }).getByRole("button", { name: "Roll back" }).click();
  await row("1.2.3").getByText("active", { exact: true }).waitFor();
  assert.deepEqual([await active(), (await server.get("/plugins/echo")).digest], ["1.2.3", older.digest]);
  await row("1.2.4").getByRole("button", { name: "Activate" }).click();
  await row("1.2.4").getByText("active", { exact: true }).waitFor();
  assert.equal(await active(), "1.2.4");
  await row("1.2.3").getByRole("button", { name: "Remove 1.2.3" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
  await row("1.2.3").getByText("removed", { exact: true }).waitFor();
  assert.deepEqual(page.problems, []);
});

test("a message that was not taken is sent again", async () => {
  const page = await signedIn(server);
  await visit(server, page, "/settings?tab=webhooks");
  await page.getByRole("button", { name: "New webhook" }).click();
  const dialog = page.getByRole("dialog", { name: "New webhook" });
  await dialog.getByLabel("Where to").fill("http://192.168.77.1/hook");
  await dialog.getByRole("button", { name: "Make it" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("Where to").fill(`${received.url}/hook`);
  await dialog.getByLabel(/^Title/).fill("Bookkeeping");
  await dialog.getByRole("checkbox", { name: "job-failed" }).uncheck();
  await dialog.getByRole("checkbox", { name: "job-completed" }).check();
  await dialog.getByLabel(/^Of these queues/).fill("told");
  await dialog.getByRole("button", { name: "Make it" }).click();
  await page.getByRole("dialog", { name: "Its secret" }).getByText(/^whsec_/).waitFor();
  await page.getByRole("button", { name: "I have it" }).click();
  const { id } = await server.post("/jobs", { processor: "noop", queue: "told", params: {} });
  await server.waitFor(id, "completed");
  await page.getByRole("button", { name: "Bookkeeping" }).click();
  const delivery = page.locator(".deliveries li");
  await delivery.getByText("waiting", { exact: true }).waitFor();
  await delivery.getByText(/503/).waitFor();
  received.state.takes = true;
  await delivery.getByRole("button", { name: "Send again" }).click();
  await page.getByText("It is sent again soon").waitFor();
  await delivery.getByText("delivered", { exact: true }).waitFor();
  const taken = received.got.filter((one) => one.taken);
  assert.deepEqual(taken.map((one) => one.body.job.id), [id]);
  assert.deepEqual([...new Set(received.got.map((one) => one.id))], [taken[0].id], "it is the same message");
  await page.getByRole("button", { name: "Test", exact: true }).click();
  await page.getByText(/^Taken: 204/).waitFor();
  await choose(page, "More", "Disable");
  await page.getByText("disabled", { exact: true }).waitFor();
  assert.deepEqual(page.problems, []);
});

// The least picture there is: one dot.
const DOT = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");

test("a picture and a PDF are shown in place", async () => {
  const form = new FormData();
  form.set("job", JSON.stringify({ processor: "echo", params: { say: "picture" }, inputs: { text: { part: "text" } } }));
  form.set("text", new Blob([DOT], { type: "image/png" }), "picture.png");
  const answer = await fetch(`${server.url}/api/v1/jobs`, { method: "POST", headers: { Authorization: `Bearer ${server.token}` }, body: form });
  const picture = await answer.json();
  assert.equal(answer.status, 201, JSON.stringify(picture));
  await server.waitFor(picture.id, "completed");
  const page = await signedIn(server);
  await visit(server, page, `/jobs/${picture.id}?tab=files`);
  const image = page.getByRole("img", { name: "Preview of copy" });
  await image.waitFor();
  await page.waitForFunction(() => document.querySelector(".preview-image")?.naturalWidth === 1);

  const csv = "region,amount\nnorth,10\nsouth,20\n";
  const { id } = await server.post("/jobs", { processor: "report-generation", params: { title: "Regions", formats: ["pdf"] }, inputs: { data: { text: csv, media_type: "text/csv" } } });
  await server.waitFor(id, "completed");
  // The policy lets no script read what the frame has.
  await page.addInitScript(() => {
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => make.call(URL, (window.given_ = blob));
  });
  await visit(server, page, `/jobs/${id}?tab=files`);
  const frame = page.getByTitle("Preview of pdf");
  await frame.waitFor();
  assert.match(await frame.getAttribute("src"), /^blob:/);
  const given = await page.evaluate(async () => [window.given_.type, await window.given_.slice(0, 5).text()]);
  assert.deepEqual(given, ["application/pdf", "%PDF-"]);
  await page.getByRole("button", { name: "Hide" }).click();
  await frame.waitFor({ state: "detached" });
  assert.deepEqual(page.problems, []);
});
