// What operators do: many jobs at once, queues, schedules, and a server that dies under them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signedIn, until, visit, withServer } from "./kit.mjs";

let server;
let end;
before(async () => {
  ({ server, end } = await withServer(async (one) => {
    for (const name of ["echo", "spin", "noop"]) await one.install(name);
  }));
});
after(() => end?.());

test("five hundred failed jobs are found and retried at once", async () => {
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 500 }, () => ({ processor: "echo", params: { fail: "permanent" }, tags: ["broken"] })) });
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 20 }, () => ({ processor: "echo", params: { say: "fine" } })) });
  await until("they failed", async () => (await server.get("/stats")).jobs.failed === 500, 120_000);
  const page = await signedIn(server);
  await visit(server, page, "/jobs");
  await page.keyboard.press("/");
  const field = page.getByRole("combobox", { name: "Filter jobs" });
  await field.pressSequentially("sta");
  await page.getByRole("option", { name: /state:/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await field.pressSequentially("fai");
  await page.getByRole("option", { name: "state:failed" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await field.pressSequentially("tag:broken");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("q") === "state:failed tag:broken");
  await page.locator(".job-row .s-failed").first().waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: "Select all that are shown" }).check();
  await page.getByRole("button", { name: "All that match" }).click();
  await page.getByRole("toolbar").getByRole("button", { name: "Retry" }).click();
  await page.getByRole("button", { name: "Retry 500 jobs" }).click();
  await page.locator(".bulk-card").waitFor();
  await page.getByText("500 retried").waitFor();
  await until("all of them ran again", async () => (await server.get("/stats")).jobs.failed === 500 && (await server.get("/jobs?tag=broken&page_size=1")).items[0].attempt === 2, 120_000);
  const coded = await server.get("/jobs?error=permanent&state=failed&page_size=500");
  assert.equal(coded.items.length, 500);
  assert.equal((await server.get("/jobs?error=trapped")).items.length, 0);
  const { items } = await server.get("/actions?verb=retry");
  const done = items.find((one) => !one.dry_run);
  assert.deepEqual([done.matched, done.changed, done.failed], [500, 500, 0]);
  assert.deepEqual(page.problems, []);
});

test("rows stay where they are while somebody points at them", async () => {
  const page = await signedIn(server);
  await visit(server, page, "/jobs?q=processor:noop");
  await server.post("/jobs", { processor: "noop", params: {}, title: "one" });
  await page.getByRole("link", { name: "one" }).waitFor();
  await page.getByRole("link", { name: "one" }).hover();
  await server.post("/jobs", { processor: "noop", params: {}, title: "two" });
  await page.getByRole("button", { name: "1 new job" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "two" }).count(), 0);
  await page.mouse.move(5, 5);
  await page.getByRole("link", { name: "two" }).waitFor();
});

test("jobs are reached and selected by keys alone", async () => {
  const page = await signedIn(server);
  await page.keyboard.press("g");
  await page.keyboard.press("j");
  await page.waitForURL(/\/jobs$/);
  await page.locator(".job-row[data-id]").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.getByText("1 job", { exact: true }).waitFor();
  const id = await page.locator(".job-row.active").getAttribute("data-id");
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(id));
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

test("a click too many does no harm", async () => {
  const page = await signedIn(server);
  // Two rows are selected by two clicks.
  await visit(server, page, "/jobs?q=state:failed");
  const boxes = page.locator(".job-row[data-id] input[type=checkbox]");
  await boxes.nth(0).click();
  await boxes.nth(1).click();
  await page.getByRole("toolbar").getByText("2 jobs", { exact: true }).waitFor();
  // What a misspelt filter lists is not to be acted on.
  await visit(server, page, "/jobs?q=state:faild");
  await page.getByText("there is no state faild").waitFor();
  await page.locator(".job-row[data-id]").first().waitFor();
  assert.equal(await page.locator(".job-row[data-id] input[type=checkbox]").count(), 0);
  await page.keyboard.press("X");
  assert.equal(await page.getByRole("toolbar").count(), 0);
  // Submitted twice, it is one job.
  await visit(server, page, "/submit?processor=noop");
  await page.getByLabel(/^Title/).fill("Only once");
  await page.getByRole("button", { name: "Submit", exact: true }).dblclick();
  await page.waitForURL(/\/jobs\/[0-9a-f-]{36}/);
  assert.equal((await server.get("/jobs?processor=noop&q=Only")).items.length, 1);
  // Where Cancel was, Retry comes: a second click on the place starts nothing.
  const { id } = await server.post("/jobs", { processor: "spin", params: {} });
  await visit(server, page, `/jobs/${id}`);
  await page.locator(".standing .state.s-running").waitFor();
  const box = await page.getByRole("button", { name: "Cancel" }).boundingBox();
  const at = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.click(...at);
  await page.getByRole("button", { name: "Retry" }).waitFor();
  await page.mouse.click(...at);
  await page.waitForFunction(() => ![...document.querySelectorAll("main button")].some((one) => one.textContent.includes("Retry") && one.disabled));
  const job = await server.job(id);
  assert.deepEqual([job.state, job.attempt], ["cancelled", 1]);
  // A dialog gives the focus back to what it was opened from.
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Change more …" }).click();
  await page.getByRole("dialog", { name: "Change the job" }).waitFor();
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-label") === "More");
  assert.deepEqual(page.problems, []);
});

test("a limit of a queue is changed where it stands, and holds", async () => {
  const jobs = Array.from({ length: 4 }, () => ({ processor: "spin", queue: "narrow", params: {} }));
  const first = await server.post("/jobs", { processor: "noop", queue: "narrow", params: {} });
  await server.waitFor(first.id, "completed");
  const page = await signedIn(server);
  await visit(server, page, "/queues");
  const limit = async (value) => {
    await page.getByRole("button", { name: /^At once, at most, narrow/ }).click();
    await page.getByRole("textbox", { name: /^At once, at most, narrow/ }).fill(value);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: `At once, at most, narrow: ${value}. Change` }).waitFor();
  };
  await limit("1");
  await server.post("/jobs/bulk", { jobs });
  const running = async () => (await server.get("/queues/narrow")).jobs.running;
  await until("one runs", async () => (await running()) === 1);
  await limit("3");
  await until("three run", async () => (await running()) === 3);
  await page.getByRole("row", { name: /narrow/ }).getByRole("img", { name: "3 of 3 at once" }).waitFor();
  await page.getByRole("button", { name: /^At once, at most, narrow/ }).click();
  await page.getByRole("textbox", { name: /^At once, at most, narrow/ }).fill("many");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  await server.post("/jobs/actions", { verb: "cancel", filter: { queue: "narrow" } });
});

test("a schedule runs at once, and its job is a click away", async () => {
  await server.post("/schedules", { name: "hourly", cron: "0 * * * *", zone: "Europe/Vienna", target: { job: { processor: "echo", params: { say: "tick" } } } });
  const page = await signedIn(server);
  await visit(server, page, "/schedules");
  await page.getByText("Every hour").waitFor();
  const row = page.locator("li.schedule", { hasText: "hourly" });
  await row.getByRole("button", { name: "Run now" }).click();
  await page.getByRole("link", { name: "the job" }).click();
  await page.locator(".standing .state.s-completed").waitFor();
  await visit(server, page, "/schedules/hourly");
  await page.getByRole("button", { name: "Pause hourly" }).click();
  await until("it is paused", async () => (await server.get("/schedules/hourly")).paused);
});

test("a browser full of tabs leaves room for the next one", async () => {
  const ended = await server.post("/jobs", { processor: "noop", queue: "tabs", params: {} });
  await server.waitFor(ended.id, "completed");
  await server.post("/queues/tabs/pause");
  const waits = await server.post("/jobs", { processor: "echo", queue: "tabs", params: { say: "late" }, title: "Waits for its queue" });
  const runs = await server.post("/jobs", { processor: "spin", params: {} });
  await server.waitFor(runs.id, "running");
  const page = await signedIn(server);
  const context = page.context();
  // A browser without windows takes each of its tabs for one that is looked at: here the test says which is.
  await context.addInitScript(() => {
    window.hidden_ = false;
    Object.defineProperty(Document.prototype, "hidden", { configurable: true, get: () => window.hidden_ });
  });
  const hide = (tab, isHidden) =>
    tab.evaluate((value) => {
      window.hidden_ = value;
      document.dispatchEvent(new Event("visibilitychange"));
    }, isHidden);
  const isLive = (tab) => tab.locator("nav .connection.open").waitFor();
  const tabs = [];
  // A browser has six connections to a server. Each tab is looked at, and stays open behind the next.
  for (const { id } of [waits, runs, ended, runs, runs, waits, runs]) {
    const tab = await context.newPage();
    await visit(server, tab, `/jobs/${id}`);
    await tab.locator(".standing .state").waitFor();
    await isLive(tab);
    await hide(tab, true);
    tabs.push(tab);
  }
  await visit(server, page, "/jobs?q=queue:tabs");
  await page.getByRole("link", { name: "Waits for its queue" }).waitFor();
  await isLive(page);
  await tabs[2].locator("nav .connection.asleep").waitFor();
  assert.equal(await tabs[2].getByText("The server does not answer.").count(), 0, "who sleeps has lost nothing");
  await tabs[2].locator(".path .s-completed").waitFor();

  await hide(page, true);
  await hide(tabs[0], false);
  await isLive(tabs[0]);
  await server.post("/queues/tabs/resume");
  await tabs[0].locator(".standing .state.s-completed").waitFor();
  // What happened out of sight is there as soon as somebody looks.
  await server.post(`/jobs/${runs.id}/cancel`);
  await hide(tabs[0], true);
  await hide(tabs[1], false);
  await tabs[1].locator(".standing .state.s-cancelled").waitFor();
  await tabs[1].locator(".path .s-cancelled").waitFor();
  await hide(tabs[1], true);
  await hide(page, false);
  await page.locator(".job-row .s-completed").nth(1).waitFor();
  assert.deepEqual(page.problems, []);
  await context.close();
});

test("the page says that the server is gone, and recovers by itself", async () => {
  const page = await signedIn(server);
  await visit(server, page, "/jobs?q=tag:afterwards");
  await page.locator("nav .connection.open").waitFor();
  await server.stop("SIGKILL");
  await page.getByText("The server does not answer.").waitFor();
  await server.start();
  await page.locator("nav .connection.open").waitFor({ timeout: 30_000 });
  await page.getByText("The server does not answer.").waitFor({ state: "detached" });
  await server.post("/jobs", { processor: "echo", params: { say: "back" }, title: "After the night", tags: ["afterwards"] });
  await page.getByRole("link", { name: "After the night" }).waitFor();
});
