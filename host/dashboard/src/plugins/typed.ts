// Limits as they are typed: with the largest unit in which they are whole, as the server reads them. Pure.
import type { Limit } from "../api/types.js";

type Unit = [size: number, name: string];

const FUEL: Unit[] = [[1e12, "T"], [1e9, "G"], [1e6, "M"], [1e3, "k"]];
const TIME: Unit[] = [[86_400_000, "d"], [3_600_000, "h"], [60_000, "m"], [1_000, "s"], [1, "ms"]];
const BYTES: Unit[] = [[2 ** 40, "TiB"], [2 ** 30, "GiB"], [2 ** 20, "MiB"], [2 ** 10, "KiB"]];

/** `5m`, `256MiB`, `500G`; a count is as it is. What no number holds keeps its digits. */
export function typed(name: Limit["name"], value: number): string {
  const units = name === "fuel" ? FUEL : name.endsWith("_ms") ? TIME : name.endsWith("_bytes") ? BYTES : [];
  const unit = Number.isSafeInteger(value) ? units.find(([size]) => value >= size && value % size === 0) : undefined;
  if (unit) return `${value / unit[0]}${unit[1]}`;
  // A time needs a unit, whatever it is.
  return name.endsWith("_ms") ? `${value}ms` : String(value);
}
