// Keys: those that work everywhere, and those that the page at hand adds. None while somebody types or a dialog is open.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { go } from "./router.js";
import { SECTIONS } from "./routes.js";

export interface Shortcut {
  keys: string;
  what: string;
  act: () => unknown;
}

/** What the page at hand adds. */
export const ofPage = signal<Shortcut[]>([]);
export const helpOpen = signal(false);

let pending: string | undefined;
let pendingTimer: ReturnType<typeof setTimeout> | undefined;

export function startKeyboard(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as HTMLElement;
    const isTyping = target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
    if (isTyping && (target as HTMLInputElement).type !== "checkbox") return;
    if (document.querySelector("dialog[open]")) return;
    // What has the focus knows what Enter means.
    if (event.key === "Enter" && target.closest("a, button, summary, [role=tab], [role=menuitem]")) return;
    const combined = pending ? `${pending} ${event.key}` : event.key;
    const wasPending = pending !== undefined;
    pending = undefined;
    clearTimeout(pendingTimer);
    const act = found(combined);
    if (act) {
      event.preventDefault();
      act();
    } else if (!wasPending && event.key === "g") {
      pending = "g";
      pendingTimer = setTimeout(() => {
        pending = undefined;
      }, 1_200);
    }
  });
}

function found(keys: string): (() => unknown) | undefined {
  const own = ofPage.value.find((one) => one.keys === keys);
  if (own) return own.act;
  if (keys === "?") return () => (helpOpen.value = true);
  if (keys === "/") return search;
  const section = SECTIONS.find((one) => keys === `g ${one.key}` && one.allowed());
  return section && (() => go(section.path));
}

/** The search of the page, or else that of jobs. */
function search(): void {
  const field = document.querySelector<HTMLInputElement>("[data-search]");
  if (field) {
    field.focus();
    field.select();
  } else {
    go("/jobs");
    setTimeout(() => document.querySelector<HTMLInputElement>("[data-search]")?.focus(), 300);
  }
}

/** Adds keys while a component is there. */
export function useShortcuts(shortcuts: Shortcut[]): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const own = latest.current.map((one, at) => ({ ...one, act: () => latest.current[at]?.act() }));
    ofPage.value = [...ofPage.value, ...own];
    return () => {
      ofPage.value = ofPage.value.filter((one) => !own.includes(one));
    };
  }, []);
}
