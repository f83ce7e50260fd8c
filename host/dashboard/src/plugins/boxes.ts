// How figures are spread, as a box is drawn of them and as it is said. Pure.

import type { Distribution, OutcomeCounts } from "../api/types.js";

export interface Box {
  least: number;
  p25: number;
  p50: number;
  p75: number;
  p95: number;
  most: number;
}

/** What is drawn; undefined if nothing was counted. What is beyond 2^53 comes as no number, and is taken as one here. */
export function boxOf(spread: Distribution): Box | undefined {
  const { least, p25, p50, p75, p95, most } = spread;
  const figures = [least, p25, p50, p75, p95, most];
  if (figures.includes(null) || figures.includes(undefined)) return undefined;
  return { least: Number(least), p25: Number(p25), p50: Number(p50), p75: Number(p75), p95: Number(p95), most: Number(most) };
}

export function boxText(title: string, box: Box, format: (value: number) => string): string {
  return `${title}: half of the attempts between ${format(box.p25)} and ${format(box.p75)}, p50 ${format(box.p50)}, p95 ${format(box.p95)}, from ${format(box.least)} to ${format(box.most)}`;
}

export function attemptsOf(counts: OutcomeCounts): number {
  return counts.completed + counts.failed + counts.cancelled + counts.retrying + counts.interrupted;
}
