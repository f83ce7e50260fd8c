// What happened to what somebody did, for a few seconds; read out too.
import { signal } from "@preact/signals";
import { plain } from "../format/text.js";
import { Icon } from "./icons.js";

interface Toast {
  id: number;
  text: string;
  tone: "good" | "bad";
  link?: { href: string; text: string } | undefined;
}

const toasts = signal<Toast[]>([]);
let next = 0;

export function toast(text: string, tone: "good" | "bad" = "good", link?: { href: string; text: string }): void {
  const id = next++;
  toasts.value = [...toasts.value.slice(-3), { id, text, tone, link }];
  setTimeout(() => drop(id), tone === "bad" ? 12_000 : 5_000);
}

function drop(id: number): void {
  toasts.value = toasts.value.filter((one) => one.id !== id);
}

export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map(({ id, text, tone, link }) => (
        <div key={id} class={`toast ${tone}`}>
          <Icon name={tone === "bad" ? "warn" : "check"} />
          <span>{plain(text)}</span>
          {link && <a href={link.href}>{link.text}</a>}
          <button type="button" class="button ghost small bare" aria-label="Dismiss" onClick={() => drop(id)}>
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  );
}
