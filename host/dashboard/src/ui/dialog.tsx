// Questions and forms before the page. The browser's own dialog keeps the focus inside; it is given back here.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Button, Trouble } from "./basics.js";
import type { Tone } from "./basics.js";
import { Icon } from "./icons.js";

interface DialogProps {
  title: string;
  children: ComponentChildren;
  onClose: () => void;
  wide?: boolean;
  footer?: ComponentChildren;
}

export function Dialog({ title, children, onClose, wide, footer }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const [before] = useState(() => document.activeElement);
  useEffect(() => {
    const dialog = ref.current;
    const menu = before?.closest(".menu");
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      // The browser gives the focus back to no avail when the dialog goes from the page with it.
      queueMicrotask(() => giveFocus(before, menu));
    };
  }, []);
  // Enter in a line of text does what the dialog is for, and nothing of a form that the dialog may stand in.
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
    if (!(event.target instanceof HTMLInputElement) || event.target.type === "checkbox" || event.target.type === "radio") return;
    event.preventDefault();
    ref.current?.querySelector<HTMLButtonElement>("footer .button.primary:not(:disabled), footer .button.danger:not(:disabled)")?.click();
  };
  return (
    <dialog
      ref={ref}
      class={wide ? "wide" : ""}
      aria-label={title}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => {
        if (event.target === ref.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header>
          <h2>{title}</h2>
          <button type="button" class="button ghost bare" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div class="dialog-content">{children}</div>
        {footer && <footer>{footer}</footer>}
      </div>
    </dialog>
  );
}

/** To what had it before the dialog came, or what is nearest to that, unless something has it. */
function giveFocus(before: Element | null, menu: Element | null | undefined): void {
  const now = document.activeElement;
  if (now !== null && now !== document.body) return;
  const button = menu?.isConnected ? menu.querySelector(".button") : null;
  const next = before !== document.body && before?.isConnected ? before : (button ?? document.getElementById("main"));
  if (next instanceof HTMLElement) next.focus({ preventScroll: true });
}

export interface Question {
  title: string;
  body: ComponentChildren;
  /** What the button does, in a word or two. */
  yes: string;
  tone?: Tone;
  /** Done when somebody agrees; the question stays open, and says why, if it fails. */
  act: () => Promise<unknown>;
}

const question = signal<Question | null>(null);

export function confirm(asked: Question): void {
  question.value = asked;
}

/** Where questions are shown: once, beside the page. */
export function Questions() {
  const asked = question.value;
  return asked && <Asked key={asked.title} {...asked} />;
}

function Asked({ title, body, yes, tone = "primary", act }: Question) {
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const close = (): void => {
    question.value = null;
  };
  const agree = (): void => {
    setBusy(true);
    act().then(close, (problem: unknown) => {
      setError(problem);
      setBusy(false);
    });
  };
  return (
    <Dialog
      title={title}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Back</Button>
          <Button tone={tone} busy={busy} onClick={agree}>
            {yes}
          </Button>
        </>
      }
    >
      <div>{body}</div>
      <Trouble error={error} />
    </Dialog>
  );
}
