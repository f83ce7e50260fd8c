// What few jobs need: rules of their key, of the waits between attempts, of other jobs, lower limits, and what is kept with it.
import { useState } from "preact/hooks";
import { SelectField, TextField } from "../ui/field.js";
import { errorAt, limitsOf } from "./draft.js";
import type { Draft } from "./draft.js";
import type { OptionsProps } from "./options.js";
import { JsonField } from "./schemaform.js";

/** The paths of what stands here. */
const PATHS = ["/unique/scope", "/unique/window_ms", "/unique/mode", "/backoff", "/expires_in_ms", "/after", "/on_failure", "/limits", "/metadata"];

const LIMITS: [name: string, label: string, placeholder: string][] = [
  ["fuel", "Fuel", "5G"],
  ["timeout_ms", "Time", "30s"],
  ["memory_bytes", "Memory", "64MiB"],
];

/** Whether a draft says something of it. */
const saysMore = (draft: Draft): boolean => draft.metadata !== undefined || limitsOf(draft).length > 0;

export function More({ draft, errors, onChange }: OptionsProps) {
  const [isOpen, setOpen] = useState(() => saysMore(draft));
  const error = (at: string): string | undefined => errorAt(errors, at);
  const isWrong = PATHS.some((at) => error(at) !== undefined);
  // Others that a job had before, each by its own name.
  const others = Object.keys(draft.limits).filter((name) => !LIMITS.some(([one]) => one === name));
  const limit = (name: string, label: string, placeholder: string) => (
    <TextField key={name} label={label} optional value={draft.limits[name] ?? ""} error={error(`/limits/${name}`)} placeholder={placeholder} onInput={(text) => onChange({ limits: { ...draft.limits, [name]: text } })} />
  );
  return (
    <details class="more-options" open={isOpen || isWrong} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>More options</summary>
      <fieldset class="group">
        <legend>When there is another with its unique key</legend>
        <div class="fields two">
          <SelectField label="Another among" optional value={draft.uniqueScope} error={error("/unique/scope")} options={[["", "jobs of its processor"], ["queue", "jobs of its queue"], ["global", "all jobs"]]} onInput={(uniqueScope) => onChange({ uniqueScope })} />
          <TextField label="For how long" optional value={draft.uniqueFor} error={error("/unique/window_ms")} placeholder="until it ends" onInput={(uniqueFor) => onChange({ uniqueFor })} />
          <SelectField label="What happens then" optional value={draft.onDuplicate} error={error("/unique/mode")} options={[["", "the other is the answer"], ["reject", "this one is refused"], ["replace", "its params replace the other's"]]} onInput={(onDuplicate) => onChange({ onDuplicate })} />
        </div>
      </fieldset>
      <fieldset class="group">
        <legend>Between attempts</legend>
        <div class="fields two">
          <SelectField label="The wait grows" optional value={draft.growth} error={errors.find(({ path }) => path === "/backoff" || path === "/backoff/growth")?.message} options={[["", "to twice the last"], ["linear", "by the first wait each time"], ["fixed", "not at all"]]} onInput={(growth) => onChange({ growth })} />
          <TextField label="First wait" optional value={draft.firstWait} error={error("/backoff/base_ms")} placeholder="1s" onInput={(firstWait) => onChange({ firstWait })} />
          <TextField label="Longest wait" optional value={draft.longestWait} error={error("/backoff/cap_ms")} placeholder="10m" onInput={(longestWait) => onChange({ longestWait })} />
        </div>
      </fieldset>
      <fieldset class="group">
        <legend>When it waits</legend>
        <div class="fields two">
          <TextField label="Expires in" optional value={draft.expiresIn} error={error("/expires_in_ms")} placeholder="2h" help="It fails if it has not begun by then." onInput={(expiresIn) => onChange({ expiresIn })} />
          <TextField label="Run after" optional value={draft.after} error={error("/after")} placeholder="ids of jobs" help="It begins when these ended; commas between them." onInput={(after) => onChange({ after })} />
          <SelectField label="If one does not complete" optional value={draft.onFailure} error={error("/on_failure")} options={[["", "it fails too"], ["skip", "it is skipped"], ["run", "it runs all the same"]]} onInput={(onFailure) => onChange({ onFailure })} />
        </div>
      </fieldset>
      <fieldset class="group">
        <legend>Lower limits</legend>
        <div class="fields two">
          {LIMITS.map(([name, label, placeholder]) => limit(name, label, placeholder))}
          {others.map((name) => limit(name, name, ""))}
        </div>
      </fieldset>
      <JsonField label="Metadata" help="Whatever else is to be kept with it." optional error={error("/metadata")} value={draft.metadata} onChange={(metadata) => onChange({ metadata })} lines={3} />
    </details>
  );
}
