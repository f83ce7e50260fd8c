// Numbers as people read them. All of it is the same in every browser: times and sizes are compared by eye.

const GROUPED = new Intl.NumberFormat("en-US");

/** `1,234,567`. */
export function count(value: number): string {
  return GROUPED.format(value);
}

/** `1.2 k`, `34 M`: three digits at the most. */
export function short(given: number): string {
  // Beyond 2^53 it is no number but what keeps its digits, which do not matter here.
  const value = Number(given);
  const steps: [number, string][] = [
    [1e15, "P"],
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ];
  for (const [step, unit] of steps) {
    if (Math.abs(value) >= step) return `${digits(value / step)} ${unit}`;
  }
  return digits(value);
}

/** Fuel: `500 G`. */
export const fuel = short;

/** `12.3 MiB`. */
export function bytes(given: number): string {
  const value = Number(given);
  const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
  let step = 0;
  let left = value;
  while (Math.abs(left) >= 1024 && step < units.length - 1) {
    left /= 1024;
    step += 1;
  }
  return step === 0 ? `${value} B` : `${digits(left)} ${units[step]}`;
}

/** Of a share from 0 to 1: `99.7 %`. Never 100 % of what is not all, nor 0 % of what is something. */
export function percent(share: number): string {
  const value = Number(share) * 100;
  if (value > 99.9 && value < 100) return "> 99.9 %";
  if (value < 0.1 && value > 0) return "< 0.1 %";
  return `${digits(value)} %`;
}

/** One job, two jobs. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function digits(value: number): string {
  const size = Math.abs(value);
  const shown = size >= 100 || Number.isInteger(value) ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(size >= 1 ? 1 : 2);
  return shown.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "");
}

/** The whole number that somebody wrote; an error that says so if it is none. */
export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text.trim())) throw new Error(`“${text}” is no whole number`);
  return Number(text);
}
