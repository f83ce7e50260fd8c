// Fields for what a processor is told. Names and descriptions are its own, and so text; what is wrong stands at its field.
import { useState } from "preact/hooks";
import { LosslessNumber, isLosslessNumber, isObject, parse, stringify } from "../api/json.js";
import type { Json } from "../api/json.js";
import type { FieldError } from "../api/types.js";
import { plain } from "../format/text.js";
import { Button, Prose } from "../ui/basics.js";
import { Check, Field, SelectField, TextField } from "../ui/field.js";
import { initial } from "./schema.js";
import type { ObjectShape, Shape } from "./schema.js";

interface Props<S extends Shape = Shape> {
  shape: S;
  /** What it is called, if its schema does not say. */
  name: string;
  /** Where it is, as errors name it: a JSON pointer. */
  at: string;
  value: Json | undefined;
  required: boolean;
  errors: FieldError[];
  onChange: (value: Json | undefined) => void;
}

export function SchemaField(props: Props) {
  const { shape, name, at, value, required, errors, onChange } = props;
  const error = errors.find((one) => one.path === at)?.message;
  const label = plain(shape.title ?? name);
  const help = helpOf(shape);
  const common = { label, help, error, optional: !required };
  const said = shape.default === undefined ? undefined : `${stringify(shape.default)} unless said`;
  switch (shape.kind) {
    case "string":
      return <TextField {...common} value={typeof value === "string" ? value : ""} {...(shape.long ? { lines: 4 } : {})} placeholder={plain(said ?? shape.format ?? "")} onInput={(text) => onChange(text === "" && !required ? undefined : text)} />;
    case "number":
    case "integer":
      return <NumberField {...common} value={value} placeholder={said ?? rangeOf(shape.least, shape.most)} isInteger={shape.kind === "integer"} onChange={onChange} />;
    case "boolean":
      if (shape.nullable || (!required && shape.default === undefined)) {
        return <SelectField {...common} value={value === undefined || value === null ? "" : String(value)} options={[["", "not said"], "true", "false"]} onInput={(text) => onChange(text === "" ? undefined : text === "true")} />;
      }
      return <Check label={label} help={help} checked={typeof value === "boolean" ? value : shape.default === true} onChange={(checked) => onChange(!required && checked === shape.default ? undefined : checked)} />;
    case "enum": {
      const chosen = shape.options.findIndex((option) => value !== undefined && stringify(option.value) === stringify(value));
      const none: [string, string][] = required && chosen >= 0 ? [] : [["", said ?? (required ? "choose …" : "not said")]];
      const about = chosen >= 0 ? shape.options[chosen]?.help : undefined;
      return (
        <SelectField
          {...common}
          help={about ? plain(about) : help}
          value={chosen < 0 ? "" : String(chosen)}
          options={[...none, ...shape.options.map((option, place): [string, string] => [String(place), option.label])]}
          onInput={(place) => onChange(place === "" ? undefined : shape.options[Number(place)]?.value)}
        />
      );
    }
    case "array":
      return <ArrayField {...props} shape={shape} />;
    case "object":
      return <ObjectField {...props} shape={shape} />;
    case "json":
      return <JsonField {...common} value={value} onChange={onChange} />;
  }
}

function helpOf(shape: Shape): string | undefined {
  return shape.description ? flowing(shape.description) : undefined;
}

/** Descriptions are often wrapped where their source was: lines flow again, paragraphs stay. */
function flowing(text: string): string {
  return plain(text).replace(/([^\n])\n(?=[^\n])/g, "$1 ");
}

function rangeOf(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `${least} to ${most}`;
  if (least !== undefined) return `from ${least}`;
  return most !== undefined ? `up to ${most}` : "";
}

interface Labels {
  label: string;
  help: string | undefined;
  error: string | undefined;
  optional: boolean;
}

/** A number with all its digits: as text while it is written, and no spinner that would round it. */
function NumberField({ value, placeholder, isInteger, onChange, ...labels }: Labels & { value: Json | undefined; placeholder: string; isInteger: boolean; onChange: (value: Json | undefined) => void }) {
  const [text, setText] = useState(value === undefined || value === null ? "" : isLosslessNumber(value) ? value.value : String(value));
  const [wrong, setWrong] = useState<string>();
  const input = (next: string): void => {
    setText(next);
    const trimmed = next.trim();
    if (trimmed === "") {
      setWrong(undefined);
      onChange(undefined);
      return;
    }
    const isNumber = isInteger ? /^-?(0|[1-9]\d*)$/.test(trimmed) : /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed);
    setWrong(isNumber ? undefined : isInteger ? "a whole number" : "a number");
    onChange(isNumber ? (parse(trimmed) as number | LosslessNumber) : trimmed);
  };
  return <TextField {...labels} error={wrong ?? labels.error} value={text} placeholder={placeholder} onInput={input} />;
}

export function JsonField({ value, onChange, lines = 4, ...labels }: Labels & { value: Json | undefined; onChange: (value: Json | undefined) => void; lines?: number }) {
  const [text, setText] = useState(value === undefined ? "" : stringify(value, 2));
  const [wrong, setWrong] = useState<string>();
  const input = (next: string): void => {
    setText(next);
    try {
      onChange(next.trim() === "" ? undefined : (parse(next) as Json));
      setWrong(undefined);
    } catch (error) {
      setWrong(`no JSON: ${(error as Error).message}`);
    }
  };
  // What cannot be read is not in the value: whoever sends that looks for this first.
  return (
    <div data-unreadable={wrong ? "" : undefined}>
      <TextField {...labels} error={wrong ?? labels.error} value={text} lines={lines} code placeholder="JSON" onInput={input} />
    </div>
  );
}

function ArrayField({ shape, name, at, value, required, errors, onChange }: Props<Extract<Shape, { kind: "array" }>>) {
  const items = Array.isArray(value) ? value : [];
  // Items are told apart by when they came, so that taking one out leaves the text of the others where it is.
  const [told, setKeys] = useState(() => items.map((_, place) => place));
  // Items that came by themselves, after the field was there, have new ones.
  const newest = Math.max(-1, ...told);
  const keys = items.map((_, place) => told[place] ?? newest + 1 + place - told.length);
  const error = errors.find((one) => one.path === at)?.message;
  const set = (next: Json[]): void => onChange(next.length === 0 && !required ? undefined : next);
  const add = (): void => {
    setKeys([...keys, Math.max(-1, ...keys) + 1]);
    set([...items, initial(shape.item, true) ?? ""]);
  };
  return (
    <fieldset class="group">
      <legend>
        {plain(shape.title ?? name)}
        {!required && <span class="faint"> optional</span>}
      </legend>
      {shape.description && <p class="help"><Prose text={flowing(shape.description)} /></p>}
      {items.map((item, place) => (
        <div key={keys[place]} class="array-item">
          <SchemaField shape={shape.item} name={`${place + 1}`} at={`${at}/${place}`} value={item} required errors={errors} onChange={(next) => set(items.map((one, other) => (other === place ? (next ?? "") : one)))} />
          <Button
            small
            tone="ghost"
            icon="trash"
            label={`Remove ${place + 1}`}
            onClick={() => {
              setKeys(keys.filter((_, other) => other !== place));
              set(items.filter((_, other) => other !== place));
            }}
          />
        </div>
      ))}
      {error && <p class="error">{plain(error)}</p>}
      <Button small icon="plus" disabled={shape.most !== undefined && items.length >= shape.most} onClick={add}>
        Add
      </Button>
    </fieldset>
  );
}

function ObjectField({ shape, name, at, value, required, errors, onChange }: Props<ObjectShape>) {
  if (value === undefined && !required) {
    return (
      <fieldset class="group">
        <legend>
          {plain(shape.title ?? name)}
          <span class="faint"> optional</span>
        </legend>
        {shape.description && <p class="help"><Prose text={flowing(shape.description)} /></p>}
        <Button small icon="plus" onClick={() => onChange(initial(shape, true) ?? {})}>
          Say it
        </Button>
      </fieldset>
    );
  }
  return (
    <fieldset class="group">
      <legend>
        {plain(shape.title ?? name)}
        {!required && (
          <Button small tone="ghost" icon="trash" label={`Leave out ${plain(shape.title ?? name)}`} onClick={() => onChange(undefined)} />
        )}
      </legend>
      {shape.description && <p class="help"><Prose text={flowing(shape.description)} /></p>}
      <ObjectFields shape={shape} at={at} value={value} errors={errors} onChange={onChange} />
    </fieldset>
  );
}

/** The fields of an object, and its other keys if it may have some. */
export function ObjectFields({ shape, at, value, errors, onChange }: { shape: ObjectShape; at: string; value: Json | undefined; errors: FieldError[]; onChange: (value: Json | undefined) => void }) {
  const now = isObject(value ?? null) ? (value as { [key: string]: Json }) : {};
  const set = (key: string, next: Json | undefined): void => {
    const { [key]: _, ...rest } = now;
    onChange(next === undefined ? rest : { ...now, [key]: next });
  };
  const known = new Set(shape.fields.map((field) => field.name));
  const others = Object.fromEntries(Object.entries(now).filter(([key]) => !known.has(key)));
  return (
    <>
      {shape.fields.map((field) => (
        <SchemaField key={field.name} shape={field.shape} name={field.name} at={`${at}/${field.name.replace(/~/g, "~0").replace(/\//g, "~1")}`} value={now[field.name]} required={field.required} errors={errors} onChange={(next) => set(field.name, next)} />
      ))}
      {shape.open && (shape.fields.length === 0 || Object.keys(others).length > 0) && (
        <JsonField label={shape.fields.length === 0 ? "As JSON" : "Other keys"} help={undefined} error={undefined} optional value={Object.keys(others).length > 0 ? others : undefined} onChange={(next) => onChange({ ...Object.fromEntries(Object.entries(now).filter(([key]) => known.has(key))), ...(isObject(next ?? null) ? (next as { [key: string]: Json }) : {}) })} />
      )}
    </>
  );
}

export { Field };
