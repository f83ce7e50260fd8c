// Where the page is: the URL, and nothing else. Links are links; those of our own are followed without loading anew.
import { signal } from "@preact/signals";
import { leave } from "../ui/arrival.js";
import { isWithin } from "./match.js";

export interface Place {
  path: string;
  query: URLSearchParams;
}

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) });

export const place = signal<Place>(here());

/** Told before the page goes elsewhere; answers whether it may. */
let guard: (() => boolean) | undefined;
export function setGuard(check: (() => boolean) | undefined): void {
  guard = check;
}

export function go(to: string, how: "push" | "replace" = "push"): void {
  const at = new URL(to, location.href);
  const leaves = at.pathname !== location.pathname;
  if (leaves && guard && !guard()) return;
  if (at.href !== location.href) history[how === "push" ? "pushState" : "replaceState"](null, "", at);
  const before = place.value.path;
  place.value = here();
  if (leaves || before !== at.pathname) {
    scrollTo(0, 0);
    leave();
  }
}

/** Changes the query of the place; what is undefined or empty goes. */
export function setQuery(changes: Record<string, string | undefined>, how: "push" | "replace" = "push"): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) query.set(name, value);
    else query.delete(name);
  }
  const text = query.toString();
  go(`${location.pathname}${text ? `?${text}` : ""}`, how);
}

export function startRouter(): void {
  addEventListener("popstate", () => {
    const before = place.value.path;
    place.value = here();
    if (before !== place.value.path) leave();
  });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element | null)?.closest?.("a[href]");
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (/^\/(api|client|metrics|healthz|readyz|assets)(\/|$)/.test(link.pathname)) return;
    // A part of the page at hand: the browser goes there, with the focus.
    if (isWithin(new URL(link.href), location)) return;
    event.preventDefault();
    go(link.href);
  });
}
