// Whether somebody looks at the page. A browser has six connections to each server, for all of its tabs together: a page
// that nobody looks at is to hold none. Pure, but for its timer.

/** What can be looked at: the document. */
export interface Sight extends Pick<EventTarget, "addEventListener" | "removeEventListener"> {
  readonly hidden: boolean;
}

/**
 * Tells at once how it is, `true` whenever somebody looks again, and `false` once nobody has for `grace` milliseconds. A page
 * that is opened out of sight begins with `false`.
 */
export function attend(page: Sight, grace: number, tell: (isAwake: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (): void => {
    clearTimeout(timer);
    if (page.hidden) timer = setTimeout(() => tell(false), grace);
    else tell(true);
  };
  page.addEventListener("visibilitychange", look);
  tell(!page.hidden);
  return () => {
    clearTimeout(timer);
    page.removeEventListener("visibilitychange", look);
  };
}

/** After a longer sleep it is less work to ask for everything anew than to be told all that happened. */
const SHORT_SLEEP = 60_000;

/** Whether what is shown is to be asked for anew after so many milliseconds of sleep, and not to be brought up to date. */
export function isAnew(slept: number, last: string | undefined): boolean {
  return last === undefined || slept > SHORT_SLEEP;
}
