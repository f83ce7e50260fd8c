// The name of the page in the browser's tab, with how many alerts fire before it: `(2) Jobs · runner`.
import { effect, signal } from "@preact/signals";

const name = signal("");
export const badge = signal(0);

export function setTitle(title: string): void {
  name.value = title;
}

effect(() => {
  if (name.value) document.title = `${badge.value > 0 ? `(${badge.value}) ` : ""}${name.value} · runner`;
});
