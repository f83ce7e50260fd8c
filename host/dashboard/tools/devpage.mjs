// Puts the page of dist/ before a server that has none in it, or another one: RUNNER_PAGE=dist.
import { spawn } from "node:child_process";

export async function devPage(server) {
  if (process.env.RUNNER_PAGE !== "dist") return undefined;
  const dev = spawn(process.execPath, [new URL("../dev.mjs", import.meta.url).pathname], { env: { ...process.env, RUNNER: server.url }, stdio: ["ignore", "pipe", "inherit"] });
  server.page = await new Promise((resolve) => dev.stdout.once("data", (line) => resolve(String(line).trim().replace(/\/$/, ""))));
  return { end: () => dev.kill() };
}
