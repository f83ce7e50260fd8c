// JSON that keeps every digit. JavaScript's numbers end at 2^53; ids and amounts in params do not. What does not fit into a
// number stays a `LosslessNumber`, which shows and is written as it was read.
import { LosslessNumber, isLosslessNumber, isSafeNumber, parse as parseLossless, stringify as write } from "lossless-json";

export { LosslessNumber, isLosslessNumber };

/** Any JSON; a number may be a `LosslessNumber`. */
export type Json = null | boolean | number | string | LosslessNumber | Json[] | { [key: string]: Json };

// So many digits may not fit; shorter numbers always do, and most documents have none longer.
const LONG = /[0-9][0-9.]{14,}|[0-9][eE][+-]?[0-9]/;

export function parse(text: string): unknown {
  if (!LONG.test(text)) return JSON.parse(text) as unknown;
  return parseLossless(text, undefined, (digits) => (isSafeNumber(digits) ? parseFloat(digits) : new LosslessNumber(digits)));
}

export function stringify(value: unknown, indent?: number): string {
  return write(value, undefined, indent) ?? "null";
}

/** Whether a value is an object with keys, and no number that looks like one. */
export function isObject(value: unknown): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !isLosslessNumber(value);
}
