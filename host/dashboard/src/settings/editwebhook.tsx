// A webhook made or changed.
import { useState } from "preact/hooks";
import { Problem, patch, path, post } from "../api/client.js";
import type { Webhook } from "../api/types.js";
import { Button, Trouble } from "../ui/basics.js";
import { Dialog } from "../ui/dialog.js";
import { Check, SelectField, TextField } from "../ui/field.js";
import { wrongAt } from "../ui/trouble.js";

const EVENTS = ["job-created", "job-update", "job-completed", "job-failed", "job-cancelled", "batch-update", "queue-update", "schedule-fired", "plugin-changed", "alert"];
const listed = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

/** Where errors stand that the fields say themselves. */
const SHOWN = ["/url", "/title", "/format", "/parallel", "/filter/processors", "/filter/queues", "/filter/tags", "/filter/alerts"];

export function EditWebhook({ webhook, onClose, onSaved }: { webhook: Webhook | undefined; onClose: () => void; onSaved: (webhook: Webhook) => void }) {
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [title, setTitle] = useState(webhook?.title ?? "");
  const [format, setFormat] = useState<string>(webhook?.format ?? "standard");
  const [parallel, setParallel] = useState(String(webhook?.parallel ?? 1));
  const [events, setEvents] = useState<string[]>(webhook?.filter.events ?? ["job-failed", "alert"]);
  const [processors, setProcessors] = useState((webhook?.filter.processors ?? []).join(", "));
  const [queues, setQueues] = useState((webhook?.filter.queues ?? []).join(", "));
  const [tags, setTags] = useState((webhook?.filter.tags ?? []).join(", "));
  const [alerts, setAlerts] = useState((webhook?.filter.alerts ?? []).join(", "));
  const [error, setError] = useState<unknown>();
  const isMail = url.trim().toLowerCase().startsWith("mailto:");
  const save = async (): Promise<void> => {
    setError(undefined);
    try {
      if (!/^\d{1,9}$/.test(parallel.trim())) throw new Problem(422, { errors: [{ path: "/parallel", message: "write a whole number" }] });
      const filter = { events, processors: listed(processors), queues: listed(queues), tags: tags.split(",").map((tag) => tag.trim()).filter(Boolean), batches: webhook?.filter.batches ?? [], alerts: listed(alerts) };
      const body = { url, title: title || null, format: isMail ? "email" : format === "email" ? "standard" : format, parallel: Number(parallel), filter };
      onSaved(webhook ? await patch<Webhook>(path`/webhooks/${webhook.id}`, body) : await post<Webhook>("/webhooks", body));
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Dialog
      title={webhook ? "Change the webhook" : "New webhook"}
      onClose={onClose}
      footer={
        <Button tone="primary" disabled={!url} onClick={save}>
          {webhook ? "Change" : "Make it"}
        </Button>
      }
    >
      <TextField label="Where to" value={url} onInput={setUrl} placeholder="https://hooks.example.com/runner" help="An address, or mailto: and a recipient" error={wrongAt(error, "/url")} autofocus />
      <div class="fields two">
        <TextField label="Title" optional value={title} onInput={setTitle} error={wrongAt(error, "/title")} />
        {isMail ? (
          <TextField label="Written as" value="mail" onInput={() => undefined} error={wrongAt(error, "/format")} />
        ) : (
          <SelectField label="Written as" value={format === "email" ? "standard" : format} onInput={setFormat} options={[["standard", "JSON"], ["slack", "Slack"], ["discord", "Discord"]]} error={wrongAt(error, "/format")} />
        )}
      </div>
      <fieldset class="group checks">
        <legend>Events</legend>
        {EVENTS.map((event) => (
          <Check key={event} label={event} checked={events.includes(event)} onChange={(on) => setEvents(on ? [...events, event] : events.filter((one) => one !== event))} />
        ))}
        {events.length === 0 && <p class="help">None chosen means all.</p>}
      </fieldset>
      <div class="fields two">
        <TextField label="Of these processors" optional value={processors} onInput={setProcessors} placeholder="all" error={wrongAt(error, "/filter/processors")} />
        <TextField label="Of these queues" optional value={queues} onInput={setQueues} placeholder="all" error={wrongAt(error, "/filter/queues")} />
        <TextField label="With one of these tags" optional value={tags} onInput={setTags} placeholder="any" error={wrongAt(error, "/filter/tags")} />
        <TextField label="Of these alerts" optional value={alerts} onInput={setAlerts} placeholder="all" error={wrongAt(error, "/filter/alerts")} />
        <TextField label="At once" type="number" value={parallel} onInput={setParallel} help="More than 1 may change the order." error={wrongAt(error, "/parallel")} />
      </div>
      <Trouble error={error} shown={SHOWN} />
    </Dialog>
  );
}
