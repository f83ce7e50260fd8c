// What people fill in: each with its name, what it means, and what is wrong with it.
import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { plain } from "../format/text.js";
import { Prose } from "./basics.js";

interface FieldProps {
  label: ComponentChildren;
  help?: ComponentChildren;
  error?: string | undefined;
  optional?: boolean;
}

export function Field({ label, help, error, optional, children }: FieldProps & { children: (ids: { id: string; "aria-describedby"?: string; "aria-invalid"?: boolean }) => ComponentChildren }) {
  const id = useId();
  const about = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return (
    <div class={`field${error ? " wrong" : ""}`}>
      <label for={id}>
        {label}
        {optional && <span class="faint"> optional</span>}
      </label>
      {children({ id, ...(about ? { "aria-describedby": about } : {}), ...(error ? { "aria-invalid": true } : {}) })}
      {help && (
        <p class="help" id={`${id}-help`}>
          {typeof help === "string" ? <Prose text={help} /> : help}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {plain(error)}
        </p>
      )}
    </div>
  );
}

interface TextProps extends FieldProps {
  value: string;
  onInput: (value: string) => void;
  placeholder?: string;
  type?: "text" | "password" | "number" | "url" | "datetime-local" | "search";
  lines?: number;
  code?: boolean;
  required?: boolean;
  autofocus?: boolean;
  list?: string[];
  autocomplete?: string;
}

export function TextField({ value, onInput, placeholder, type = "text", lines, code, required, autofocus, list, autocomplete = "off", ...field }: TextProps) {
  const listId = useId();
  return (
    <Field {...field}>
      {(ids) =>
        lines ? (
          <textarea {...ids} class={code ? "code" : ""} rows={lines} value={value} placeholder={placeholder} required={required} spellcheck={!code} onInput={(event) => onInput(event.currentTarget.value)} />
        ) : (
          <>
            <input {...ids} class={code ? "code" : ""} type={type as "text"} value={value} placeholder={placeholder} required={required} autocomplete={autocomplete} spellcheck={false} autofocus={autofocus} {...(list ? { list: listId } : {})} onInput={(event) => onInput(event.currentTarget.value)} />
            {list && (
              <datalist id={listId}>
                {list.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            )}
          </>
        )
      }
    </Field>
  );
}

export function SelectField({ value, onInput, options, ...field }: FieldProps & { value: string; onInput: (value: string) => void; options: (string | [string, string])[] }) {
  return (
    <Field {...field}>
      {(ids) => (
        <select {...ids} value={value} onChange={(event) => onInput(event.currentTarget.value)}>
          {options.map((option) => {
            const [key, text] = typeof option === "string" ? [option, option] : option;
            return (
              <option key={key} value={key}>
                {plain(text)}
              </option>
            );
          })}
        </select>
      )}
    </Field>
  );
}

export function Check({ label, checked, onChange, help }: { label: ComponentChildren; checked: boolean; onChange: (checked: boolean) => void; help?: ComponentChildren }) {
  const id = useId();
  return (
    <div class="field check">
      <input id={id} type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} {...(help ? { "aria-describedby": `${id}-help` } : {})} />
      <label for={id}>{label}</label>
      {help && (
        <p class="help" id={`${id}-help`}>
          {typeof help === "string" ? <Prose text={help} /> : help}
        </p>
      )}
    </div>
  );
}

/** One of a few, as buttons beside each other. */
export function Segmented<T extends string>({ label, value, options, onChange }: { label: string; value: T; options: [T, string][]; onChange: (value: T) => void }) {
  return (
    <div class="segmented" role="group" aria-label={label}>
      {options.map(([key, text]) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => onChange(key)}>
          {text}
        </button>
      ))}
    </div>
  );
}
