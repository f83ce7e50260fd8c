// Light, dark, or as the system says; kept in this browser.
import { signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const KEY = "runner-theme";
const kept = (): Theme => {
  try {
    const value = localStorage.getItem(KEY);
    return value === "light" || value === "dark" ? value : "system";
  } catch {
    return "system";
  }
};

export const theme = signal<Theme>(kept());
const dark = matchMedia("(prefers-color-scheme: dark)");
/** Rises when colours change, for what is drawn on a canvas. */
export const palette = signal(0);

export function apply(): void {
  const shown = theme.value === "system" ? (dark.matches ? "dark" : "light") : theme.value;
  document.documentElement.dataset["theme"] = shown;
  palette.value += 1;
}

export function setTheme(value: Theme): void {
  theme.value = value;
  try {
    if (value === "system") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, value);
  } catch {
    // It is for this visit only, then.
  }
  apply();
}

dark.addEventListener("change", apply);
