// How a job is to run: where it waits, how urgent it is, when, and how often it is tried.
import { get } from "../api/client.js";
import type { FieldError, List, Queue } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { Panel } from "../ui/basics.js";
import { SelectField, TextField } from "../ui/field.js";
import { errorAt } from "./draft.js";
import type { Draft } from "./draft.js";
import { More } from "./more.js";

export interface OptionsProps {
  draft: Draft;
  errors: FieldError[];
  onChange: (part: Partial<Draft>) => void;
}

export function Options({ draft, errors, onChange }: OptionsProps) {
  const queues = useQuery(may.viewAll ? "queues" : null, (signal) => get<List<Queue>>("/queues", {}, signal));
  const error = (at: string): string | undefined => errorAt(errors, at);
  // What fits no part of it is said at the key.
  const ofUnique = error("/unique/key") ?? errors.find(({ path }) => path === "/unique" || path === "/unique/until_done")?.message;
  return (
    <Panel title="How it runs">
      <div class="fields two">
        <TextField label="Title" optional value={draft.title} error={error("/title")} onInput={(title) => onChange({ title })} />
        <TextField label="Tags" optional value={draft.tags} error={error("/tags")} placeholder="import, january" onInput={(tags) => onChange({ tags })} />
        <TextField label="Queue" optional value={draft.queue} error={error("/queue")} placeholder={draft.processor} list={(queues.data.value?.items ?? []).map((one) => one.name)} onInput={(queue) => onChange({ queue })} />
        <TextField label="Limit key" optional value={draft.limitKey} error={error("/limit_key")} help="Jobs of one key in a queue share its limits: a customer's, say." onInput={(limitKey) => onChange({ limitKey })} />
        <SelectField
          label="Priority"
          optional
          value={draft.priority}
          error={error("/priority")}
          options={[["", "normal (5)"], ["low", "low (2)"], ["high", "high (8)"], ["critical", "critical (10)"], ...(/^\d+$/.test(draft.priority) ? [[draft.priority, draft.priority] as [string, string]] : [])]}
          onInput={(priority) => onChange({ priority })}
        />
        <TextField label="Attempts that may fail" optional type="number" value={draft.maxAttempts} error={error("/max_attempts")} placeholder="3" onInput={(maxAttempts) => onChange({ maxAttempts })} />
        <TextField label="Delay" optional value={draft.delay} error={error("/delay_ms")} placeholder="90s, 10m, 2h" onInput={(delay) => onChange({ delay, runAt: "" })} />
        <TextField label="Not before" optional type="datetime-local" value={draft.runAt} error={error("/run_at")} onInput={(runAt) => onChange({ runAt, delay: "" })} />
        <TextField label="Unique key" optional value={draft.uniqueKey} error={ofUnique} help="While a job with this key has not ended, another is not made." onInput={(uniqueKey) => onChange({ uniqueKey })} />
      </div>
      <TextField label="Description" optional lines={2} value={draft.description} error={error("/description")} onInput={(description) => onChange({ description })} />
      <More draft={draft} errors={errors} onChange={onChange} />
    </Panel>
  );
}
