// A server with something of everything on it, for screenshots and for looking around.

const CSV = `id,zip,city,value\n${Array.from({ length: 400 }, (_, at) => `${at + 1},${String(10000 + at * 7).padStart(5, "0")},${["Vienna", "Graz", "Linz", "Salzburg"][at % 4]},${(at * 37.5).toFixed(2)}`).join("\n")}\n`;

export async function seed(server) {
  await server.plugins("data-conversion", "report-generation", "property-fetch");
  for (const name of ["echo", "count", "ledger", "tells", "spin", "panic", "noop", "escapes"]) await server.install(name);
  const job = (body) => server.post("/jobs", body);
  const convert = (title, more = {}) => job({ processor: "data-conversion", title, params: { from: "csv", to: "jsonl" }, inputs: { data: { text: CSV, media_type: "text/csv" } }, tags: ["import"], ...more });
  const conversions = [];
  for (const [at, city] of ["Vienna", "Graz", "Linz", "Salzburg", "Innsbruck"].entries()) conversions.push(await convert(`Parcels of ${city}, ${2021 + at}`));
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 240 }, (_, at) => ({ processor: "echo", params: { say: `hello ${at}` }, tags: at % 3 ? ["nightly"] : ["nightly", "austria"], title: at % 4 ? undefined : `Greeting ${at}` })) });
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 22 }, () => ({ processor: "echo", params: { fail: "permanent" }, tags: ["import"] })) });
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 6 }, () => ({ processor: "panic", params: {}, max_attempts: 1 })) });
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 9 }, () => ({ processor: "echo", params: { fail: "transient" }, max_attempts: 8, backoff: { base_ms: 600_000, cap_ms: 900_000 } })) });
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 300 }, () => ({ processor: "noop", params: {} })) });
  const html = await job({ processor: "echo", title: "A page", params: { say: "html" }, inputs: { text: { text: '<!doctype html><title>x</title><style>h1{color:teal}</style><h1 style="border-bottom:2px solid">A report</h1><p>Made by a plugin.</p><script>document.body.textContent="owned"</script><img src=x onerror="document.body.textContent=\'owned\'">', media_type: "text/html" } } });
  const panic = await job({ processor: "panic", title: "Depths of the archive", params: {}, max_attempts: 1 });
  const ledger = await job({ processor: "ledger", title: "Ledger of November", params: { lines: 4000, every: 500, rounds: 2000, failing: 1 }, max_attempts: 4, backoff: { base_ms: 10, cap_ms: 20 } });
  await server.waitFor(conversions[0].id, "completed");
  const running = [];
  for (const to of [60_000_000_000, 90_000_000_000, 150_000_000_000]) running.push(await job({ processor: "count", title: `Counting to ${to / 1e9} billion`, params: { to }, limits: { fuel: 4_000_000_000_000_000, timeout_ms: 3_600_000 } }).catch(() => job({ processor: "count", title: `Counting to ${to / 1e9} billion`, params: { to } })));
  const waits = await job({ processor: "data-conversion", title: "Afterwards: all counts as CSV", params: { to: "csv" }, inputs: { data: { text: CSV, media_type: "text/csv" } }, after: [running[0].id, conversions[0].id] });
  await job({ processor: "data-conversion", title: "Tomorrow’s import", params: { from: "csv", to: "jsonl" }, inputs: { data: { text: CSV, media_type: "text/csv" } }, delay_ms: 60_000_000, tags: ["import", "tomorrow"] });
  const batch = await server.post("/batches", { title: "January, all regions", job: { processor: "echo", params: {} }, max_parallel: 4, items: Array.from({ length: 120 }, (_, at) => ({ params: at % 11 === 3 ? { fail: "permanent" } : { say: `region ${at}` } })) });
  await server.post("/batches", { title: "Slow counts", job: { processor: "count", params: { to: 40_000_000_000 } }, max_parallel: 1, items: [{}, {}, {}, {}] });
  await server.api("PUT", "/templates/monthly-import", { description: "Parcels of one city", job: { processor: "data-conversion", title: "Parcels of {{city}}", params: { from: "csv", to: "jsonl" }, inputs: { data: { text: "id\n1\n" } } } });
  await server.post("/schedules", { name: "nightly-import", cron: "0 3 * * 1-5", zone: "Europe/Vienna", target: { template: { name: "monthly-import", params: { city: "Vienna" } } } });
  await server.post("/schedules", { name: "every-second-hour", cron: "0 */2 * * *", zone: "UTC", overlap: "allow", target: { job: { processor: "echo", params: { say: "tick" } } } });
  for (let at = 0; at < 7; at += 1) await server.post("/schedules/every-second-hour/trigger").catch(() => undefined);
  await server.api("PATCH", "/queues/noop", { rate: "500/s", concurrency: 4 });
  await server.post("/jobs", { processor: "echo", queue: "held-back", params: { say: "later" } });
  await server.post("/queues/held-back/pause").catch(() => undefined);
  await server.post("/jobs/bulk", { jobs: Array.from({ length: 14 }, () => ({ processor: "echo", queue: "held-back", params: { say: "later" } })) });
  await server.post("/alerts", { name: "imports-fail", watch: { kind: "failed_jobs", at_least: 5, within_ms: 600_000, processor: "echo" } });
  await server.post("/alerts", { name: "disk", watch: { kind: "disk_free", below_percent: 1 } });
  for (const role of ["viewer", "submitter", "operator"]) await server.token_of(role, `team-${role}`);
  await server.api("PUT", "/secrets/propertyradar", { value: "not-a-real-key" }).catch(() => undefined);
  await server.post("/webhooks", { url: "https://hooks.example.com/runner", title: "Chat of the operators", filter: { events: ["alert", "job-failed"] } }).catch(() => undefined);
  await server.post("/plugins/property-fetch/grants", { to: "https://api.propertyradar.com", methods: ["POST"], headers: { authorization: "Bearer ${secret:propertyradar}" }, rate: "10/s" }).catch(() => undefined);
  return { completed: conversions[0].id, running: running[1].id, html: html.id, failed: panic.id, ledger: ledger.id, waits: waits.id, batch: batch.id };
}
