// Who may do what: a plugin comes in and is granted something, and each role is offered what it may do and nothing else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { drop, guest, signedIn, visit, withServer } from "./kit.mjs";

let server;
let end;
before(async () => {
  ({ server, end } = await withServer(async (one) => {
    await one.install("echo");
  }));
});
after(() => end?.());

const dropped = ({ base64, name }) => [new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name, { type: "application/wasm" })];

test("a plugin is dropped, looked at, installed and granted what it wants", async () => {
  const page = await signedIn(server);
  await visit(server, page, "/plugins");
  await drop(page, "main", dropped, { base64: readFileSync(guest("tells")).toString("base64"), name: "tells.wasm" });
  const dialog = page.getByRole("dialog");
  await dialog.getByText("All that it imports, exports and says of itself is in order.").waitFor({ timeout: 60_000 });
  await dialog.getByText("HTTP to https://api.example.com").waitFor();
  await assert.rejects(server.get("/plugins/tells"), "nothing is installed before somebody agrees");
  await dialog.getByRole("button", { name: "Install tells 1.0.0" }).click();
  await page.getByRole("dialog", { name: "tells is installed" }).waitFor({ timeout: 60_000 });
  await dialog.getByText("HTTP to https://api.example.com").waitFor();
  await dialog.getByRole("button", { name: "Grant …" }).click();
  const give = page.getByRole("dialog", { name: "Let tells reach something" });
  assert.equal(await give.getByLabel("Where to").inputValue(), "https://api.example.com");
  await give.getByLabel(/^Rate/).fill("10/s");
  await give.getByRole("button", { name: "Grant", exact: true }).click();
  await dialog.getByText("granted", { exact: true }).waitFor();
  const { items } = await server.get("/plugins/tells/grants");
  assert.deepEqual(items.map((one) => [one.to, one.rate]), [["https://api.example.com", "10/s"]]);
  await page.getByRole("button", { name: "Show it" }).click();
  await page.getByRole("button", { name: /^Take back/ }).click();
  await page.getByRole("button", { name: "Take it back" }).click();
  await page.getByText("not granted").first().waitFor();
  assert.equal((await server.get("/plugins/tells/grants")).items.length, 0);
  // What it is not to have is refused, and nobody is asked again until that is taken back.
  const wanted = page.getByRole("listitem").filter({ hasText: "HTTP to https://api.example.com" });
  await wanted.getByRole("button", { name: /^Refuse / }).click();
  await wanted.getByText("refused", { exact: true }).waitFor();
  await wanted.getByText(/^by /).waitFor();
  const now = await server.get("/plugins/tells/grants");
  assert.deepEqual(now.refusals.map((one) => one.want), [{ http: "https://api.example.com" }]);
  assert.deepEqual(now.ungranted.map((one) => one.want), [{ secret: "api" }]);
  await wanted.getByRole("button", { name: "Take back the refusal" }).click();
  await wanted.getByText("not granted", { exact: true }).waitFor();
  assert.deepEqual((await server.get("/plugins/tells/grants")).refusals, []);
  assert.deepEqual(page.problems, []);
});

test("what is no plugin is refused, with the reason", async () => {
  const page = await signedIn(server);
  await visit(server, page, "/plugins");
  await drop(page, "main", dropped, { base64: Buffer.from("\0asm\x01\0\0\0", "latin1").toString("base64"), name: "module.wasm" });
  await page.getByText(/it is a WebAssembly module and no component/).waitFor();
  assert.ok(await page.getByRole("dialog").getByRole("button", { name: "Install" }).isDisabled());
  await page.keyboard.press("Escape");
  await drop(page, "main", dropped, { base64: readFileSync(guest("describe_name")).toString("base64"), name: "bad.wasm" });
  await page.getByRole("dialog").getByRole("alert").waitFor({ timeout: 60_000 });
});

test("each role is offered what it may do", async () => {
  const own = await server.token_of("submitter");
  const mine = await server.api("POST", "/jobs", { processor: "echo", params: { say: "mine" }, title: "Mine" }, own);
  const others = await server.post("/jobs", { processor: "echo", params: { fail: "permanent" }, title: "Another’s" });
  await server.waitFor(mine.id, "completed");
  await server.waitFor(others.id, "failed");
  const offered = async (token) => {
    const page = await signedIn(server, {}, token);
    const sections = (await page.locator("nav#nav li a").allTextContents()).map((text) => text.trim());
    await visit(server, page, "/jobs");
    await page.locator(".job-row[data-id]").first().waitFor();
    const jobs = await page.locator(".job-row[data-id] .title").allTextContents();
    const selects = await page.locator(".job-row[data-id] input[type=checkbox]").count();
    return { page, sections, jobs, selects };
  };

  const viewer = await offered(await server.token_of("viewer"));
  assert.ok(!viewer.sections.includes("Submit") && viewer.sections.includes("Queues"));
  assert.equal(viewer.selects, 0);
  await viewer.page.keyboard.press("j");
  await viewer.page.locator(".job-row.active").waitFor();
  await viewer.page.keyboard.press("x");
  await viewer.page.keyboard.press("X");
  await viewer.page.keyboard.press("?");
  const keys = viewer.page.getByRole("dialog", { name: "Keys" });
  await keys.getByText("next job", { exact: true }).waitFor();
  assert.equal(await keys.getByText("select or not", { exact: true }).count(), 0);
  await viewer.page.keyboard.press("Escape");
  await keys.waitFor({ state: "detached" });
  assert.equal(await viewer.page.getByRole("toolbar").count(), 0);
  await visit(server, viewer.page, `/jobs/${others.id}`);
  assert.equal(await viewer.page.getByRole("button", { name: "Retry" }).count(), 0);
  await visit(server, viewer.page, "/settings");
  assert.deepEqual(await viewer.page.getByRole("tab").allTextContents(), ["Configuration", "Alerts", "Actions"]);

  const submitter = await offered(own);
  assert.deepEqual(submitter.sections, ["Overview", "Jobs", "Submit", "Batches", "Plugins"]);
  assert.deepEqual(submitter.jobs, ["Mine"]);
  await visit(server, submitter.page, "/");
  await submitter.page.getByText("These are your own jobs.").waitFor();
  await visit(server, submitter.page, `/jobs/${mine.id}`);
  await submitter.page.getByRole("button", { name: "Run again" }).waitFor();

  const operator = await offered(await server.token_of("operator"));
  assert.ok(operator.sections.includes("Schedules") && operator.selects > 0);
  await visit(server, operator.page, "/plugins");
  assert.equal(await operator.page.getByRole("button", { name: "Install" }).count(), 0);
  await visit(server, operator.page, "/settings");
  assert.deepEqual(await operator.page.getByRole("tab").allTextContents(), ["Configuration", "Alerts", "Actions", "Webhooks"]);

  const admin = await offered(server.token);
  await visit(server, admin.page, "/settings?tab=tokens");
  await admin.page.getByRole("button", { name: "New token" }).click();
  await admin.page.getByLabel("Name").fill("ci");
  await admin.page.getByRole("button", { name: "Make it" }).click();
  const text = await admin.page.getByRole("dialog", { name: "The token of ci" }).locator("code").textContent();
  assert.equal((await server.api("GET", "/session", undefined, text)).role, "submitter");

  for (const { page } of [viewer, submitter, operator, admin]) assert.deepEqual(page.problems, []);
});

test("a token that is revoked shuts its browser out", async () => {
  const { token, id } = await server.post("/tokens", { name: "leaving", role: "operator" });
  const page = await signedIn(server, {}, token);
  await server.api("DELETE", `/tokens/${id}`);
  await page.getByText("You were signed out").waitFor();
});

test("a wrong token is refused in words", async () => {
  const { openBrowser } = await import("./kit.mjs");
  const page = await (await (await openBrowser()).newContext()).newPage();
  await page.goto(`${server.page ?? server.url}/`);
  await page.getByLabel("Token").fill("rt_wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByText("The server does not know this token.").waitFor();
});
