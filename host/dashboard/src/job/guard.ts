// A button that comes where another one was takes no click for a moment: a second click on Cancel is no Retry. Pure.

/** For so many milliseconds; longer than any double click. */
export const HELD_FOR = 1_000;

/** Of the buttons that are there now, those that are held: they were not there before, or are held already. */
export function heldOf(before: readonly string[], held: readonly string[], shown: readonly string[]): string[] {
  return shown.filter((one) => held.includes(one) || !before.includes(one));
}
