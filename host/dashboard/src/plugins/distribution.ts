// Where values lie. Pure.

export interface Quantiles {
  least: number;
  low: number;
  middle: number;
  high: number;
  most: number;
}

export function quantiles(values: number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? 0;
    const above = sorted[Math.ceil(place)] ?? below;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { least: at(0), low: at(0.25), middle: at(0.5), high: at(0.75), most: at(1) };
}
