// A word or two that a list is searched for, once whoever writes them pauses.
import { useEffect, useRef, useState } from "preact/hooks";

export function Search({ label, placeholder, value, onChange }: { label: string; placeholder: string; value: string; onChange: (value: string) => void }) {
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const told = useRef(value);
  // What comes from elsewhere, as from going back, counts; what was told from here may be older than what is written.
  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const tell = (next: string): void => {
    clearTimeout(timer.current);
    told.current = next.trim();
    onChange(told.current);
  };
  return (
    <input
      type="search"
      data-search
      aria-label={label}
      placeholder={placeholder}
      autocomplete="off"
      spellcheck={false}
      value={text}
      onInput={(event) => {
        const next = event.currentTarget.value;
        setText(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => tell(next), 300);
      }}
      onKeyDown={(event) => event.key === "Enter" && tell(text)}
    />
  );
}
