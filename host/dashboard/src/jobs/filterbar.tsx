// The filter as a line of text with completion (the pattern of a combobox: arrows choose, Enter and Tab take).
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { go } from "../app/router.js";
import { Icon } from "../ui/icons.js";
import { completions, wholeId } from "./filter.js";
import type { Key } from "./filter.js";

interface Props {
  value: string;
  /** What is typed from one choice to the next is one step of the browser's history: the first change is pushed. */
  onChange: (value: string, how: "push" | "replace") => void;
  values: (key: Key) => string[];
  problems: string[];
}

export function FilterBar({ value, onChange, values, problems }: Props) {
  const [text, setText] = useState(value);
  const [cursor, setCursor] = useState<number | null>(null);
  const [chosen, setChosen] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const told = useRef(value);
  const isPushed = useRef(false);
  const isLeft = useRef(false);
  const id = useId();

  // What is in the URL is what counts, unless somebody is typing.
  useEffect(() => {
    if (value !== told.current) isPushed.current = false;
    told.current = value;
    if (document.activeElement !== input.current || value === "") setText(value);
    else setText((typed) => (typed.trim() === value.trim() ? typed : value));
  }, [value]);

  useEffect(() => () => clearTimeout(timer.current), []);

  const found = cursor === null ? { start: 0, end: 0, options: [] } : completions(text, cursor, values);
  const open = found.options.length > 0;

  const tell = (next: string): void => {
    if (next.trim() === told.current) return;
    told.current = next.trim();
    onChange(told.current, isPushed.current ? "replace" : "push");
    isPushed.current = true;
  };
  const change = (next: string, at: number): void => {
    setText(next);
    setCursor(at);
    setChosen(-1);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => tell(next), 350);
  };
  const commit = (next: string): void => {
    clearTimeout(timer.current);
    tell(next);
    isPushed.current = false;
  };
  /** Goes to the job whose id it is, in place of the list that has its id as a filter. */
  const openJob = (job: string): void => {
    clearTimeout(timer.current);
    isLeft.current = true;
    go(`/jobs/${job}`, isPushed.current ? "replace" : "push");
  };
  const take = (option: string): void => {
    clearTimeout(timer.current);
    const next = text.slice(0, found.start) + option + text.slice(found.end).trimStart();
    const at = found.start + option.length;
    setText(next);
    setCursor(at);
    setChosen(-1);
    if (option.endsWith(" ")) commit(next);
    requestAnimationFrame(() => {
      input.current?.focus();
      input.current?.setSelectionRange(at, at);
    });
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!open) return;
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const count = found.options.length;
      setChosen((chosen + step + count + (chosen < 0 && step < 0 ? 1 : 0)) % count);
    } else if ((event.key === "Enter" || event.key === "Tab") && open && chosen >= 0) {
      event.preventDefault();
      take(found.options[chosen]?.text ?? "");
    } else if (event.key === "Enter") {
      const job = wholeId(text);
      if (job) return openJob(job);
      commit(text);
      setCursor(null);
    } else if (event.key === "Escape") {
      if (open && cursor !== null) setCursor(null);
      else input.current?.blur();
    }
  };
  const moved = (): void => setCursor(input.current?.selectionStart ?? null);
  const activeId = chosen >= 0 && open ? `${id}-${chosen}` : undefined;
  return (
    <div class="filterbar">
      <Icon name="search" />
      <input
        ref={input}
        data-search
        type="text"
        role="combobox"
        aria-label="Filter jobs"
        aria-expanded={open}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(activeId ? { "aria-activedescendant": activeId } : {})}
        placeholder="state:failed processor:… tag:… or some text"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        value={text}
        onInput={(event) => change(event.currentTarget.value, event.currentTarget.selectionStart ?? 0)}
        onKeyDown={onKey}
        onClick={moved}
        onFocus={moved}
        onBlur={() => {
          setCursor(null);
          if (text.trim() !== value && !isLeft.current) commit(text);
          isPushed.current = false;
        }}
      />
      {text === "" && <kbd aria-hidden="true">/</kbd>}
      {text !== "" && (
        <button type="button" class="button ghost small bare" aria-label="Clear the filter" onClick={() => (setText(""), commit(""))}>
          <Icon name="close" />
        </button>
      )}
      {/* What scrolls is a stop of its own for Tab, unless it says that it is none. */}
      <ul id={`${id}-list`} tabIndex={-1} role="listbox" aria-label="Completions" class={open ? "" : "closed"}>
        {open &&
          found.options.map((option, at) => (
            <li key={option.text} id={`${id}-${at}`} role="option" aria-selected={at === chosen} onMouseDown={(event) => (event.preventDefault(), take(option.text))}>
              <code>{option.text}</code>
              {option.help && <span>{option.help}</span>}
            </li>
          ))}
      </ul>
      {problems.length > 0 && cursor === null && (
        <p class="error" role="alert">
          {problems[0]}
        </p>
      )}
    </div>
  );
}
