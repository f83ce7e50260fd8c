// Limits as people write them, and as the API counts them: the text reads the same as a flag of the command line. Pure.
import { isLosslessNumber, parse } from "../api/json.js";
import type { LosslessNumber } from "../api/json.js";
import { parseDuration, written } from "../format/time.js";

export type Amount = number | LosslessNumber;

const FUEL: [string, number][] = [["T", 1e12], ["G", 1e9], ["M", 1e6], ["k", 1e3]];
const SIZES: [string, number][] = [["TiB", 2 ** 40], ["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]];

/** What a limit of that name would be; undefined of a text that is none. */
export function parseAmount(name: string, text: string): Amount | undefined {
  const trimmed = text.trim();
  if (name.endsWith("_ms")) return parseDuration(trimmed);
  if (/^\d{1,20}$/.test(trimmed)) return digits(trimmed);
  if (name === "fuel") return parseFuel(trimmed);
  return name.endsWith("_bytes") ? parseBytes(trimmed) : undefined;
}

/** Its text, exact to the unit. */
export function amountText(name: string, value: Amount): string {
  if (isLosslessNumber(value)) return value.value;
  if (name.endsWith("_ms")) return written(value);
  const units = name === "fuel" ? FUEL : name.endsWith("_bytes") ? SIZES : [];
  const [unit, size] = units.find(([, one]) => value >= one && value % one === 0) ?? ["", 1];
  return `${value / size}${unit}`;
}

/** What to write, for whoever wrote something else. */
export function amountHint(name: string): string {
  if (name.endsWith("_ms")) return "write 90s, 10m or 2h";
  if (name === "fuel") return "write 5G, 200M or a number";
  return name.endsWith("_bytes") ? "write 64MiB, 1.5GB or a number of bytes" : "write a whole number";
}

const digits = (text: string): Amount => parse(text.replace(/^0+(?=\d)/, "")) as Amount;

function parseFuel(text: string): Amount | undefined {
  const plain = text.replace(/_/g, "");
  if (/^\d{1,20}$/.test(plain)) return digits(plain);
  const found = /^(\d+(?:\.\d+)?)([kmgt])$/i.exec(plain);
  const size = FUEL.find(([unit]) => unit.toLowerCase() === found?.[2]?.toLowerCase())?.[1];
  return found && size ? Math.floor(Number(found[1]) * size) : undefined;
}

function parseBytes(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(i?))?b?$/i.exec(text);
  if (!found) return undefined;
  const power = "kmgt".indexOf(found[2]?.toLowerCase() ?? "-") + 1;
  return Math.floor(Number(found[1]) * (found[3] ? 1024 : 1000) ** power);
}
