// A value that is changed where it stands: a click makes a field of it, Enter keeps what was written, Escape leaves it. Enter
// without a change leaves it too: a value that is as for all does not become one of its own.
import { useEffect, useRef, useState } from "preact/hooks";
import { said } from "../api/client.js";
import { plain } from "../format/text.js";
import { Icon } from "./icons.js";

interface Props {
  value: string;
  /** How it looks while nobody changes it. */
  shown: string;
  label: string;
  placeholder?: string;
  isAllowed: boolean;
  onSave: (value: string) => Promise<unknown>;
}

export function Editable({ value, shown, label, placeholder, isAllowed, onSave }: Props) {
  const [text, setText] = useState<string | null>(null);
  const [error, setError] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const wasOpen = useRef(false);
  const before = useRef("");
  useEffect(() => {
    if (text !== null && !wasOpen.current) field.current?.select();
    if (text === null && wasOpen.current) button.current?.focus();
    wasOpen.current = text !== null;
  }, [text === null]);
  if (!isAllowed) return <span>{shown}</span>;
  if (text === null) {
    return (
      <button ref={button} type="button" class="editable" aria-label={`${label}: ${shown}. Change`} onClick={() => ((before.current = value), setText(value), setError(undefined))}>
        {shown}
        <Icon name="edit" size={13} />
      </button>
    );
  }
  const save = (event: Event): void => {
    event.preventDefault();
    if (busy) return;
    if (text.trim() === before.current.trim()) return setText(null);
    setBusy(true);
    onSave(text.trim()).then(
      () => (setBusy(false), setText(null)),
      (problem: unknown) => (setBusy(false), setError(said(problem))),
    );
  };
  return (
    <form class="editing" onSubmit={save}>
      <input
        ref={field}
        aria-label={label}
        aria-invalid={error !== undefined}
        value={text}
        placeholder={placeholder}
        readOnly={busy}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          event.stopPropagation();
          setText(null);
        }}
      />
      <button type="submit" class="button small" aria-disabled={busy || undefined}>
        Save
      </button>
      {error && (
        <span class="error" role="alert">
          {plain(error)}
        </span>
      )}
    </form>
  );
}
