// Pictures of every page, light and dark, wide and narrow, of a server with something of everything: `make screenshots`,
// to be looked at. ONLY=job,jobs makes some of them; a second argument names the folder.
import { mkdirSync, rmSync } from "node:fs";
import { Server, closeBrowser, signedIn, until, visit } from "../tests/browser/kit.mjs";
import { devPage } from "./devpage.mjs";
import { seed } from "./seed.mjs";

const out = process.argv[2] ?? new URL("../screenshots/", import.meta.url).pathname;
const only = process.env.ONLY?.split(",");
const themes = (process.env.THEMES ?? "light,dark").split(",");
const sizes = (process.env.SIZES ?? "wide,narrow").split(",");
if (!only) rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const server = await new Server().start();
const page_of = await devPage(server);
try {
  const made = await seed(server);
  await until("failures are counted", async () => (await server.get("/errors?state=open")).items.length > 1);
  await server.post(`/jobs/${made.running}/pause`).catch(() => undefined);
  const pages = {
    overview: "/",
    jobs: "/jobs",
    "jobs-failed": "/jobs?q=state:failed",
    "jobs-none": "/jobs?q=tag:nothing-has-it",
    "job-completed": `/jobs/${made.completed}?tab=files`,
    "job-running": `/jobs/${made.running}`,
    "job-failed": `/jobs/${made.failed}`,
    "job-ledger": `/jobs/${made.ledger}`,
    "job-data": `/jobs/${made.completed}?tab=data`,
    "job-log": `/jobs/${made.completed}?tab=log`,
    "job-html": `/jobs/${made.html}?tab=files`,
    "job-waits": `/jobs/${made.waits}`,
    submit: "/submit?processor=data-conversion",
    batches: "/batches",
    batch: `/batches/${made.batch}`,
    queues: "/queues",
    queue: "/queues/echo",
    "queue-charts": "/queues/echo?tab=charts",
    schedules: "/schedules",
    schedule: "/schedules/every-second-hour",
    workers: "/workers",
    errors: "/errors",
    plugins: "/plugins",
    plugin: "/plugins/tells",
    "plugin-limits": "/plugins/data-conversion?tab=limits",
    "plugin-use": "/plugins/echo?tab=use",
    "plugin-charts": "/plugins/echo?tab=charts",
    settings: "/settings",
    "settings-alerts": "/settings?tab=alerts",
    "settings-actions": "/settings?tab=actions",
    "settings-webhooks": "/settings?tab=webhooks",
    "settings-tokens": "/settings?tab=tokens",
    "settings-secrets": "/settings?tab=secrets",
    "settings-audit": "/settings?tab=audit",
  };
  for (const theme of themes) {
    for (const size of sizes) {
      const viewport = size === "wide" ? { width: 1360, height: 860 } : { width: 360, height: 740 };
      const page = await signedIn(server, { colorScheme: theme, viewport, reducedMotion: "reduce" });
      for (const [name, path] of Object.entries(pages)) {
        if (only && !only.includes(name)) continue;
        await visit(server, page, path);
        await page.waitForFunction(() => !document.querySelector(".loading")).catch(() => undefined);
        await page.waitForFunction(() => [...document.querySelectorAll(".plot")].every((plot) => plot.querySelector("canvas"))).catch(() => undefined);
        await page.evaluate(() => new Promise((done) => setTimeout(done, 500)));
        await page.screenshot({ path: `${out}/${name}-${theme}-${size}.png`, fullPage: size === "narrow" && name !== "jobs" });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) console.log(`${name} ${theme} ${size}: ${wide} pixels too wide`);
      }
      if (page.problems.length > 0) console.log(theme, size, page.problems);
      await page.context().close();
    }
  }
} finally {
  await closeBrowser();
  page_of?.end();
  await server.end();
}
