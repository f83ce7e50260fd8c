// Every page, looked at by axe: light and dark, wide and narrow; and no page wider than a telephone.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { signedIn, visit, withServer } from "./kit.mjs";
import { seed } from "../../tools/seed.mjs";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let server;
let end;
let made;
before(async () => {
  ({ server, end } = await withServer(async (one) => {
    made = await seed(one);
  }));
});
after(() => end?.());

async function violations(page) {
  // What was changed last is drawn by then.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`).join(" | ")}`);
}

const places = () => [
  "/", "/jobs", "/jobs?q=state:failed", "/jobs?q=tag:none", `/jobs/${made.completed}`, `/jobs/${made.completed}?tab=files`, `/jobs/${made.completed}?tab=data`, `/jobs/${made.completed}?tab=log`, `/jobs/${made.completed}?tab=about`,
  `/jobs/${made.running}`, `/jobs/${made.failed}`, `/jobs/${made.ledger}`, `/jobs/${made.waits}`, "/submit", "/submit?processor=data-conversion", "/batches", `/batches/${made.batch}`, "/queues", "/queues/echo", "/queues/echo?tab=charts", "/schedules", "/schedules/every-second-hour",
  "/workers", "/errors", "/plugins", "/plugins/tells", "/plugins/tells?tab=limits", "/plugins/tells?tab=versions", "/plugins/echo?tab=use", "/plugins/echo?tab=charts", "/plugins/tells?tab=schema",
  "/settings", "/settings?tab=alerts", "/settings?tab=actions", "/settings?tab=webhooks", "/settings?tab=tokens", "/settings?tab=secrets", "/settings?tab=audit", "/jobs/no/where",
];

for (const [theme, width] of [["light", 1360], ["dark", 1360], ["light", 360], ["dark", 360]]) {
  test(`every page is for everybody: ${theme}, ${width} pixels`, async () => {
    const page = await signedIn(server, { colorScheme: theme, viewport: { width, height: 800 }, reducedMotion: "reduce" });
    const wrong = [];
    for (const place of places()) {
      await visit(server, page, place);
      await page.waitForFunction(() => !document.querySelector(".loading"));
      for (const one of await violations(page)) wrong.push(`${place}: ${one}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (wide > 0) wrong.push(`${place}: ${wide} pixels too wide`);
    }
    assert.deepEqual(wrong, []);
    assert.deepEqual(page.problems, []);
    await page.context().close();
  });
}

test("dialogs and the door are for everybody too", async () => {
  const page = await signedIn(server, { reducedMotion: "reduce" });
  const wrong = [];
  const look = async (name) => wrong.push(...(await violations(page)).map((one) => `${name}: ${one}`));
  await visit(server, page, "/schedules");
  await page.getByRole("button", { name: "New schedule" }).click();
  await look("new schedule");
  await page.getByRole("dialog").getByLabel("Processor").selectOption("data-conversion");
  await page.getByRole("dialog").getByLabel("to", { exact: true }).waitFor();
  await look("new schedule with a form");
  await page.keyboard.press("Escape");
  await visit(server, page, "/queues");
  await page.getByRole("button", { name: "More for echo", exact: true }).click();
  await look("menu");
  await page.getByRole("menuitem", { name: "Clean …" }).click();
  await look("clean");
  await page.keyboard.press("Escape");
  await visit(server, page, `/jobs/${made.waits}`);
  await page.getByRole("button", { name: "More", exact: true }).click();
  await page.getByRole("menuitem", { name: "Change more …" }).click();
  await page.getByRole("dialog", { name: "Change the job" }).waitFor();
  await look("change the job");
  await page.keyboard.press("Escape");
  await visit(server, page, "/submit?processor=data-conversion");
  await page.getByText("More options").click();
  await page.getByLabel(/^Fuel/).waitFor();
  await look("more options");
  await page.keyboard.press("?");
  await look("keys");
  await visit(server, page, "/jobs?q=state:failed");
  await page.getByRole("checkbox", { name: "Select all that are shown" }).check();
  await look("selected");
  await page.getByRole("toolbar").getByRole("button", { name: "Delete" }).click();
  await page.getByRole("button", { name: /^Delete \d+ jobs/ }).waitFor();
  await look("bulk");
  await page.keyboard.press("Escape");
  await page.context().clearCookies();
  await page.reload();
  await page.getByLabel("Token").waitFor();
  await look("sign in");
  assert.deepEqual(wrong, []);
});
