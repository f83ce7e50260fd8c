// How figures are spread, as a box is drawn of them and as it is said. Pure.

/** Null of nothing. What is beyond 2^53 is no number, and is taken as one only here. */
export interface Distribution {
  least: number | null;
  p25: number | null;
  p50: number | null;
  p75: number | null;
  p95: number | null;
  most: number | null;
  mean: number | null;
}

export interface Box {
  least: number;
  p25: number;
  p50: number;
  p75: number;
  p95: number;
  most: number;
}

/** What is drawn; undefined if nothing was counted. */
export function boxOf(spread: Distribution): Box | undefined {
  const { least, p25, p50, p75, p95, most } = spread;
  if (least === null || p25 === null || p50 === null || p75 === null || p95 === null || most === null) return undefined;
  return { least: Number(least), p25: Number(p25), p50: Number(p50), p75: Number(p75), p95: Number(p95), most: Number(most) };
}

export function boxText(title: string, box: Box, format: (value: number) => string): string {
  return `${title}: half of the attempts between ${format(box.p25)} and ${format(box.p75)}, p50 ${format(box.p50)}, p95 ${format(box.p95)}, from ${format(box.least)} to ${format(box.most)}`;
}

export interface Counts {
  completed: number;
  failed: number;
  cancelled: number;
  retrying: number;
  interrupted: number;
}

export function attemptsOf(counts: Counts): number {
  return counts.completed + counts.failed + counts.cancelled + counts.retrying + counts.interrupted;
}
