// A button with a menu: arrows move in it, Escape closes it.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { said } from "../api/client.js";
import { Button } from "./basics.js";
import type { Tone } from "./basics.js";
import { Icon } from "./icons.js";
import type { IconName } from "./icons.js";
import { toast } from "./toast.js";

export interface MenuItem {
  label: string;
  icon?: IconName;
  danger?: boolean;
  /** If it gives a promise, a failure is said. */
  act: () => unknown;
}

export function Menu({ label, text, items, icon = "more", tone = "plain", small }: { label: string; text?: string; items: MenuItem[]; icon?: IconName; tone?: Tone; small?: boolean }) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState<{ top?: string; bottom?: string; left?: string; right?: string }>({});
  const close = (focus: boolean): void => {
    setOpen(false);
    if (focus) root.current?.querySelector<HTMLButtonElement>(".button")?.focus();
  };
  // It stands over the page and not in what it belongs to, which may be a table that scrolls.
  useLayoutEffect(() => {
    if (!open || !root.current) return;
    const box = root.current.getBoundingClientRect();
    const height = 16 + items.length * 36;
    setAt({
      ...(box.bottom + height > innerHeight && box.top > height ? { bottom: `${innerHeight - box.top + 5}px` } : { top: `${box.bottom + 5}px` }),
      ...(box.right > 240 ? { right: `${document.documentElement.clientWidth - box.right}px` } : { left: `${box.left}px` }),
    });
  }, [open]);
  useEffect(() => {
    if (!open) return undefined;
    const away = (): void => setOpen(false);
    // What scrolls beside it, such as a log that is followed, does not move it.
    const moved = (event: Event): void => {
      if (event.target instanceof Node && event.target.contains(root.current)) away();
    };
    addEventListener("scroll", moved, { passive: true, capture: true });
    addEventListener("resize", away);
    root.current?.querySelector<HTMLElement>("[role=menuitem]")?.focus({ preventScroll: true });
    const outside = (event: Event): void => {
      if (!root.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      removeEventListener("scroll", moved, { capture: true });
      removeEventListener("resize", away);
    };
  }, [open]);
  const onKey = (event: KeyboardEvent): void => {
    const entries = [...(root.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = entries.indexOf(document.activeElement as HTMLElement);
    const move = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      entries.at(move % entries.length)?.focus();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close(true);
    } else if (event.key === "Tab") setOpen(false);
  };
  if (items.length === 0) return null;
  return (
    <div class="menu" ref={root} onKeyDown={open ? onKey : undefined}>
      {text ? (
        <Button icon={icon} tone={tone} small={small ?? false} expanded={open} onClick={() => setOpen(!open)}>
          {text}
        </Button>
      ) : (
        <Button icon={icon} tone={tone} small={small ?? false} label={label} expanded={open} onClick={() => setOpen(!open)} />
      )}
      {open && (
        <div class="menu-items" role="menu" aria-label={label} style={at}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              role="menuitem"
              class={item.danger ? "danger" : ""}
              onClick={() => {
                close(true);
                const result = item.act();
                if (result instanceof Promise) result.catch((error: unknown) => toast(said(error), "bad"));
              }}
            >
              {item.icon && <Icon name={item.icon} />}
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
