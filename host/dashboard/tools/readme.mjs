// The two pictures of the README: `node tools/readme.mjs`. They are made smaller afterwards, by
// `convert jobs.png +dither -colors 200 PNG8:jobs.png`.
import { Server, closeBrowser, signedIn, until, visit } from "../tests/browser/kit.mjs";
import { devPage } from "./devpage.mjs";
import { seed } from "./seed.mjs";

const here = new URL("../", import.meta.url).pathname;
const server = await new Server().start();
const front = await devPage(server);
try {
  const made = await seed(server);
  const cities = ["Vienna", "Graz", "Linz", "Salzburg", "Innsbruck", "Klagenfurt", "Villach", "Wels"];
  const csv = "id,zip\n1,00123\n";
  await server.post(`/jobs/actions`, { verb: "cancel", filter: { processor: "count" } });
  for (const [at, city] of cities.entries()) {
    await server.post("/jobs", { processor: "data-conversion", title: `Parcels of ${city}`, tags: ["import", "austria"], params: { to: "jsonl" }, inputs: { data: { text: at === 5 ? "a,b\n1\n" : csv, media_type: "text/csv" } } });
    if (at % 3 === 0) await server.post("/jobs", { processor: "echo", title: `Notify the office of ${city}`, params: at === 3 ? { fail: "permanent" } : {}, tags: ["notify"] });
    if (at % 4 === 1) await server.post("/jobs", { processor: "count", title: `Survey of ${city}`, params: { to: 400_000_000_000 }, tags: ["survey"] });
  }
  const shown = await server.post("/jobs", { processor: "count", title: "Survey of all regions", priority: "critical", params: { to: 5_000_000_000 }, tags: ["survey", "yearly"] });
  await server.waitFor(shown.id, "running");
  await server.post("/jobs", { processor: "data-conversion", title: "All regions as CSV", params: { to: "csv" }, inputs: { data: { text: csv, media_type: "text/csv" } }, after: [shown.id] });
  await until("it is well under way", async () => ((await server.job(shown.id)).progress?.percent ?? 0) > 42, 200_000);
  const page = await signedIn(server, { colorScheme: "light", viewport: { width: 1280, height: 720 } });
  await visit(server, page, `/jobs/${shown.id}`);
  await page.waitForFunction(() => /left/.test(document.querySelector(".standing-line")?.textContent ?? ""));
  await page.screenshot({ path: `${here}job.png` });
  await visit(server, page, "/jobs");
  await page.locator(".job-row[data-id]").first().waitFor();
  await until("its progress is there", () => page.locator(".job-row .far").count());
  await page.screenshot({ path: `${here}jobs.png` });
  console.log(made.completed);
} finally {
  await closeBrowser();
  front?.end();
  await server.end();
}
