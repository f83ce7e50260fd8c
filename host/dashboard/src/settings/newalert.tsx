// An alert put together: what it watches, and where its line is.
import { useState } from "preact/hooks";
import { Problem, get, post } from "../api/client.js";
import type { List, Plugins, Queue } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { parseDuration } from "../format/time.js";
import { Button, Trouble } from "../ui/basics.js";
import { Dialog } from "../ui/dialog.js";
import { SelectField, TextField } from "../ui/field.js";
import { wrongAt } from "../ui/trouble.js";
import type { WatchField, WatchKind } from "./watches.js";
import { watchText, wrongIn } from "./watches.js";

const pathOf = (field: WatchField): string => `/watch/${field.name}`;

export function NewAlert({ kinds, onClose, onMade }: { kinds: WatchKind[]; onClose: () => void; onMade: () => void }) {
  const [kind, setKind] = useState(kinds[0]?.kind ?? "");
  const [name, setName] = useState("");
  const [hold, setHold] = useState("");
  const [values, setValues] = useState<Record<string, string>>({});
  const [error, setError] = useState<unknown>();
  const queues = useQuery("queues", (signal) => get<List<Queue>>("/queues", {}, signal));
  const plugins = useQuery("plugins", (signal) => get<Plugins>("/plugins", {}, signal));
  const fields = kinds.find((one) => one.kind === kind)?.fields ?? [];
  const textOf = (field: WatchField): string => values[field.name] ?? field.initial ?? "";
  const watch: Record<string, unknown> = { kind };
  for (const field of fields) {
    const text = textOf(field);
    if (text === "") continue;
    watch[field.name] = field.kind === "time" ? Math.round(parseDuration(text) ?? 0) : field.kind === "count" || field.kind === "percent" ? Number(text) : text;
  }
  const names = { processor: [...new Set((plugins.data.value?.items ?? []).flatMap((one) => (one.name ? [one.name] : [])))], queue: (queues.data.value?.items ?? []).map((one) => one.name) };
  const make = async (): Promise<void> => {
    setError(undefined);
    try {
      const errors = fields.flatMap((field) => {
        const message = wrongIn(field, textOf(field));
        return message ? [{ path: pathOf(field), message }] : [];
      });
      if (hold && parseDuration(hold) === undefined) errors.push({ path: "/for", message: "write a time, such as 90s, 5m or 1h" });
      if (errors.length > 0) throw new Problem(422, { errors });
      await post("/alerts", { name, watch, ...(hold ? { for: hold } : {}) });
      onMade();
      onClose();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Dialog
      title="New alert"
      onClose={onClose}
      footer={
        <Button tone="primary" disabled={!name} onClick={make}>
          Make it
        </Button>
      }
    >
      <TextField label="Name" value={name} onInput={setName} placeholder="mail-waits" error={wrongAt(error, "/name")} autofocus />
      <SelectField label="What it watches" value={kind} onInput={(next) => (setKind(next), setValues({}), setError(undefined))} options={kinds.map((one): [string, string] => [one.kind, one.label])} />
      <div class="fields two">
        {fields.map((field) => (
          <TextField
            key={kind + field.name}
            label={field.label}
            optional={field.optional ?? false}
            value={textOf(field)}
            error={wrongAt(error, pathOf(field))}
            onInput={(text) => setValues({ ...values, [field.name]: text })}
            {...(field.kind === "time" ? { placeholder: "5m, 1h" } : {})}
            {...(field.kind === "processor" || field.kind === "queue" ? { list: names[field.kind], placeholder: "all" } : {})}
            {...(field.kind === "count" || field.kind === "percent" ? { type: "number" as const } : {})}
          />
        ))}
        <TextField label="For how long" optional value={hold} onInput={setHold} placeholder="at once" error={wrongAt(error, "/for")} />
      </div>
      <p class="help">It fires when {watchText(watch)}.</p>
      <Trouble error={error} shown={["/name", "/for", ...fields.map(pathOf)]} />
    </Dialog>
  );
}
