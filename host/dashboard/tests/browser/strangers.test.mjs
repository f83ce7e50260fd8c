// Strangers' words and bytes, wherever they can be: nothing of them is ever obeyed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signedIn, until, visit, withServer } from "./kit.mjs";

const EVIL = `<img src=x onerror="window.owned=1"><script>window.owned=1</script>'"\`\${1}{{1}}<svg onload=window.owned=1>javascript:window.owned=1`;
const PAGE = `<!doctype html><title>report</title><style>h1{color:rgb(1,2,3)}</style><h1 style="margin-left:7px">Report</h1>
<script>parent.owned=1;top.owned=1;fetch('/api/v1/tokens',{method:'POST',body:'{"name":"evil","role":"admin"}'})</script>
<img src=x onerror="parent.owned=1"><a href="javascript:parent.owned=1">link</a><meta http-equiv=refresh content="0;url=/settings"><form action="/api/v1/pause" method=post><button>go</button></form>`;

let server;
let end;
let made;
before(async () => {
  ({ server, end } = await withServer(async (one) => {
    for (const name of ["echo", "escapes", "log_flood", "panic"]) await one.install(name);
    const html = await one.post("/jobs", { processor: "echo", title: EVIL, description: EVIL, tags: [EVIL.slice(0, 100)], metadata: { [EVIL]: [EVIL] }, params: { say: EVIL }, inputs: { text: { text: PAGE, media_type: "text/html" } } });
    const csv = await one.post("/jobs", { processor: "echo", params: { say: EVIL }, inputs: { text: { text: `${EVIL},b\n"${EVIL.replaceAll('"', '""')}",2\n`, media_type: "text/csv" } } });
    const json = await one.post("/jobs", { processor: "echo", params: {}, inputs: { text: { text: JSON.stringify({ [EVIL]: EVIL }), media_type: "application/json" } } });
    const svg = await one.post("/jobs", { processor: "echo", params: {}, inputs: { text: { text: '<svg xmlns="http://www.w3.org/2000/svg" onload="window.owned=1"><script>window.owned=1</script><rect width="9" height="9"/></svg>', media_type: "image/svg+xml" } } });
    const fails = await one.post("/jobs", { processor: "escapes", params: { end: "permanent" } });
    const gives = await one.post("/jobs", { processor: "escapes", params: {} });
    const batch = await one.post("/batches", { title: EVIL, metadata: EVIL, items: [{ processor: "echo", params: { say: EVIL } }] });
    await one.api("PUT", "/templates/evil", { description: EVIL, job: { processor: "echo", title: EVIL, params: { say: "{{what}}" } } });
    await one.post("/schedules", { name: "evil", cron: "0 0 1 1 *", target: { job: { processor: "echo", title: EVIL, params: { say: EVIL } } } });
    await one.post("/schedules/evil/trigger");
    await one.post("/webhooks", { url: "https://example.com/?<script>window.owned=1</script>", title: EVIL }).catch(() => undefined);
    for (const job of [html, csv, json, svg]) await one.waitFor(job.id, "completed");
    await until("one failed", async () => ["failed"].includes((await one.job(fails.id)).state));
    await until("one ended", async () => ["completed", "failed"].includes((await one.job(gives.id)).state));
    made = { html: html.id, csv: csv.id, json: json.id, svg: svg.id, fails: fails.id, gives: gives.id, batch: batch.id };
  }));
});
after(() => end?.());

test("words are shown as words, on every page", async () => {
  const page = await signedIn(server);
  const places = [
    "/", "/jobs", `/jobs?q=${encodeURIComponent(EVIL)}`, `/jobs/${made.html}`, `/jobs/${made.html}?tab=data`, `/jobs/${made.html}?tab=log`, `/jobs/${made.html}?tab=about`,
    `/jobs/${made.csv}?tab=files`, `/jobs/${made.json}?tab=files`, `/jobs/${made.svg}?tab=files`, `/jobs/${made.fails}`, `/jobs/${made.fails}?tab=log`, `/jobs/${made.gives}?tab=data`, `/jobs/${made.gives}?tab=files`,
    "/batches", `/batches/${made.batch}`, "/submit", `/submit?like=${made.html}`, "/schedules", "/schedules/evil", "/errors", "/plugins", "/plugins/escapes", "/plugins/escapes?tab=schema", "/settings?tab=webhooks", "/settings?tab=audit", "/workers", "/queues",
    `/jobs/${encodeURIComponent(EVIL)}`, `/queues/${encodeURIComponent(EVIL)}`, `/plugins/${encodeURIComponent(EVIL)}`,
  ];
  for (const place of places) {
    await page.goto(`${server.page ?? server.url}${place}`);
    await page.locator("main h1, main .trouble").first().waitFor();
    await page.waitForFunction(() => !document.querySelector(".loading"));
    assert.equal(await page.evaluate(() => window.owned), undefined, place);
    assert.equal(await page.evaluate(() => document.querySelectorAll("main script, main [onerror], main [onload]").length), 0, place);
    const text = await page.evaluate(() => document.body.textContent);
    assert.doesNotMatch(text, /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f\u202a-\u202e]/, place);
  }
  await visit(server, page, `/jobs/${made.html}?tab=data`);
  await page.locator(".json .string", { hasText: "<script>window.owned=1</script>" }).first().waitFor();
  const broken = page.problems.filter((text) => !/the document's frame is sandboxed|violates the following Content Security Policy directive: "(img-src data:|default-src 'none')/.test(text));
  assert.deepEqual(broken, []);
});

test("a page in an output is looked at, and does nothing", async () => {
  const page = await signedIn(server);
  await visit(server, page, `/jobs/${made.html}?tab=files`);
  const frame = page.frameLocator(".preview-frame").first();
  await frame.locator("h1").waitFor();
  assert.equal(await frame.locator("h1").evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element).color), "rgb(1, 2, 3)");
  assert.equal(await frame.locator("h1").evaluate((element) => element.ownerDocument.defaultView.getComputedStyle(element).marginLeft), "7px");
  await frame.locator("a").click();
  await frame.locator("button").click();
  assert.equal(await page.evaluate(() => window.owned), undefined);
  assert.match(page.url(), /tab=files/);
  assert.equal((await server.get("/tokens")).items.some((one) => one.name === "evil"), false);
  assert.equal(await page.locator(".preview-frame").first().getAttribute("sandbox"), "allow-same-origin");
});

test("opened by its address it is a download and calls nothing", async () => {
  const page = await signedIn(server);
  const address = `${server.page ?? server.url}/api/v1/jobs/${made.html}/outputs/copy`;
  const before = (await server.get("/tokens")).items.length;
  const download = page.waitForEvent("download");
  await page.goto(address).catch(() => undefined);
  assert.equal((await download).suggestedFilename().startsWith("copy"), true);
  const headers = await page.evaluate(async (at) => {
    const answer = await fetch(at);
    return [answer.headers.get("content-disposition"), answer.headers.get("content-security-policy"), answer.headers.get("x-content-type-options")];
  }, address);
  assert.match(headers[0], /^attachment/);
  assert.match(headers[1], /sandbox; default-src 'none'/);
  assert.equal(headers[2], "nosniff");
  assert.equal((await server.get("/tokens")).items.length, before);
});
