// Any JSON as a tree that opens and closes. Long lists show a part at a time; numbers show every digit.
import { useState } from "preact/hooks";
import { isLosslessNumber, isObject, stringify } from "../api/json.js";
import type { Json } from "../api/json.js";
import { plural } from "../format/number.js";
import { cut, plain } from "../format/text.js";
import { Button, Copy } from "./basics.js";

/** So many entries are shown at first, and more by as many. */
const PORTION = 100;
/** A text longer than that is shown cut, until somebody asks. */
const LONG = 400;

export function JsonView({ value, label }: { value: unknown; label: string }) {
  const text = stringify(value, 2);
  return (
    <div class="json">
      <div class="json-copy">
        <Copy text={text} label={`Copy ${label}`} />
      </div>
      <Node value={value as Json} name={null} depth={0} />
    </div>
  );
}

function Node({ value, name, depth }: { value: Json; name: string | number | null; depth: number }) {
  const [open, setOpen] = useState(depth < 2);
  const [shown, setShown] = useState(PORTION);
  const key = name === null ? null : <span class={typeof name === "number" ? "index" : "key"}>{plain(String(name))}: </span>;
  if (!Array.isArray(value) && !isObject(value)) {
    return (
      <div class="leaf">
        {key}
        <Leaf value={value} />
      </div>
    );
  }
  const entries: [string | number, Json][] = Array.isArray(value) ? value.map((one, at) => [at, one]) : Object.entries(value);
  const [begin, end] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    return (
      <div class="leaf">
        {key}
        {begin + end}
      </div>
    );
  }
  return (
    <div class="branch">
      <button type="button" class="toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span class="caret" aria-hidden="true" />
        {key}
        {begin}
        {!open && <span class="faint">{` ${plural(entries.length, Array.isArray(value) ? "item" : "key")} ${end}`}</span>}
      </button>
      {open && (
        <div class="children">
          {entries.slice(0, shown).map(([entry, child]) => (
            <Node key={entry} name={entry} value={child} depth={depth + 1} />
          ))}
          {entries.length > shown && (
            <Button small tone="ghost" onClick={() => setShown(shown + PORTION)}>
              {`${entries.length - shown} more`}
            </Button>
          )}
        </div>
      )}
      {open && <div class="leaf">{end}</div>}
    </div>
  );
}

function Leaf({ value }: { value: Json }) {
  const [all, setAll] = useState(false);
  if (value === null) return <span class="null">null</span>;
  if (typeof value === "boolean") return <span class="bool">{String(value)}</span>;
  if (typeof value === "number") return <span class="number">{String(value)}</span>;
  if (isLosslessNumber(value)) return <span class="number">{value.value}</span>;
  const text = plain(String(value));
  return (
    <span class="string">
      {JSON.stringify(all ? text : cut(text, LONG))}
      {text.length > LONG && !all && (
        <Button small tone="ghost" onClick={() => setAll(true)}>
          {`all ${text.length} characters`}
        </Button>
      )}
    </span>
  );
}
