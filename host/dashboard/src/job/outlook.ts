// Whether a job that runs can end within its limits, if it goes on as it did. Pure.
import type { Job, Limit } from "../api/types.js";

/** What a job has of a limit: what it lowers itself comes before what its plugin has. For a bar it need not be exact. */
export function limitOf(job: Pick<Job, "limits">, limits: Limit[], name: Limit["name"]): number | undefined {
  const value = job.limits?.[name] ?? limits.find((one) => one.name === name)?.unasked;
  return value === undefined ? undefined : Number(value);
}

export interface Course {
  /** How much of it is done, from 0 to 1. */
  share: number;
  elapsed: number;
  /** Milliseconds until all of it is done. */
  eta: number | undefined;
  timeout: number | undefined;
  /** Fuel used so far. */
  fuel: number;
  fuelLimit: number | undefined;
}

/** Before so much is done, and by less than so much, it is a guess and no warning. */
const EARLIEST = 0.02;
const SURELY = 1.05;

/** The limit that it meets first, and at which percent; undefined if it meets none. */
export function outlook({ share, elapsed, eta, timeout, fuel, fuelLimit }: Course): { limit: "time" | "fuel"; percent: number } | undefined {
  if (!(share >= EARLIEST) || share >= 1) return undefined;
  const met: { limit: "time" | "fuel"; share: number }[] = [];
  if (timeout !== undefined && eta !== undefined && eta > 0 && elapsed + eta > timeout * SURELY) {
    met.push({ limit: "time", share: share + ((1 - share) * Math.max(0, timeout - elapsed)) / eta });
  }
  if (fuelLimit !== undefined && fuel / share > fuelLimit * SURELY) met.push({ limit: "fuel", share: (fuelLimit / fuel) * share });
  const first = met.sort((a, b) => a.share - b.share)[0];
  // It is never told to end at what it has behind it, nor at all of it.
  return first && { limit: first.limit, percent: Math.min(99, Math.floor(Math.max(share, first.share) * 100)) };
}

/** The attempt was cut off with its server before anybody wrote down what it used. */
export function isUnmeasured(attempt: { ended_at?: string | null; error?: { code: string } | null; usage: { fuel: number; fuel_exact: boolean; peak_memory_bytes: number; wall_ms: number } }): boolean {
  const { error, usage } = attempt;
  const isCut = error?.code === "interrupted" || error?.code === "poisoned";
  return Boolean(attempt.ended_at) && isCut && !usage.fuel_exact && usage.fuel === 0 && usage.peak_memory_bytes === 0 && usage.wall_ms === 0;
}
