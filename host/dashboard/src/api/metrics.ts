// What of the server's figures for monitoring the page shows: how long the oldest job of each queue has waited. The format
// is the Prometheus text format; only lines of one name are read.
import { send } from "./client.js";

/** Samples of a name, by the value of one of their labels. Pure. */
export function samples(text: string, name: string, label: string): Map<string, number> {
  const found = new Map<string, number>();
  const wanted = new RegExp(`(?:^|,)${label}="((?:[^"\\\\]|\\\\.)*)"`);
  for (const line of text.split("\n")) {
    if (!line.startsWith(`${name}{`)) continue;
    const end = line.lastIndexOf("}");
    const key = wanted.exec(line.slice(name.length + 1, end))?.[1];
    const value = Number(line.slice(end + 1).trim().split(" ")[0]);
    if (key !== undefined && Number.isFinite(value)) found.set(key.replace(/\\(.)/g, (_, char: string) => (char === "n" ? "\n" : char)), value);
  }
  return found;
}

/** For how many milliseconds the oldest job of each queue has been ready. */
export async function oldestWaits(signal: AbortSignal): Promise<Map<string, number>> {
  const answer = await send("../../metrics", { headers: { Accept: "text/plain" }, signal });
  const seconds = samples(await answer.text(), "runner_queue_oldest_job_seconds", "queue");
  return new Map([...seconds].map(([queue, value]) => [queue, value * 1_000]));
}
