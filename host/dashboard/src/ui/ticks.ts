// Where the marks of a chart's axis stand and what they say. Pure.

/** Steps from mark to mark of what is counted: nothing between one and the next whole number. */
export const WHOLE: number[] = Array.from({ length: 18 }, (_, power) => [1, 2, 5].map((one) => one * 10 ** power)).flat();

/** Steps of sizes in memory, which are written in units of 1,024. */
export const BINARY: number[] = Array.from({ length: 60 }, (_, power) => 2 ** power);

/** What the marks say; none says what the one before it said. */
export function tickTexts(ticks: number[], format: (value: number) => string): string[] {
  const texts = ticks.map(format);
  return texts.map((text, at) => (text === texts[at - 1] ? "" : text));
}
