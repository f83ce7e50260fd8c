// Jobs and batches that were kept with holes in them, `{{name}}`, to be submitted with what fills these.
import { useState } from "preact/hooks";
import { get, path, post, put, remove } from "../api/client.js";
import { parse } from "../api/json.js";
import type { List, Template } from "../api/types.js";
import { go } from "../app/router.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import type { Query } from "../live/query.js";
import { parseDuration } from "../format/time.js";
import { plain } from "../format/text.js";
import { Button, Panel, Trouble } from "../ui/basics.js";
import { Dialog, confirm } from "../ui/dialog.js";
import { TextField } from "../ui/field.js";
import { toast } from "../ui/toast.js";
import { jobOf } from "./draft.js";
import type { Draft } from "./draft.js";

export type TemplatesQuery = Query<List<Template>>;

/** The templates, if `isWanted`: what lists them and what keeps a new one share it. */
export function useTemplates(isWanted: boolean): TemplatesQuery {
  return useQuery(isWanted ? "templates" : null, (signal) => get<List<Template>>("/templates", {}, signal), { every: 5_000 });
}

export function Templates({ query }: { query: TemplatesQuery }) {
  const [used, setUsed] = useState<Template>();
  const items = query.data.value?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Panel title="Templates" count={items.length}>
      <ul class="plain-list">
        {items.map((one) => (
          <li key={one.name}>
            <strong>{one.name}</strong>
            <span class="faint">{plain(one.description ?? ("batch" in one && one.batch ? "a batch" : ""))}</span>
            {one.takes.length > 0 && <span class="faint">{`takes ${plain(one.takes.join(", "))}`}</span>}
            <span class="actions">
              <Button small icon="submit" onClick={() => setUsed(one)}>
                Use
              </Button>
              {may.operate && (
                <Button
                  small
                  tone="ghost"
                  icon="trash"
                  label={`Delete ${one.name}`}
                  onClick={() =>
                    confirm({ title: `Delete the template ${one.name}?`, body: "Schedules that use it will fail.", yes: "Delete", tone: "danger", act: async () => (await remove(path`/templates/${one.name}`), query.refresh()) })
                  }
                />
              )}
            </span>
          </li>
        ))}
      </ul>
      {used && <Use template={used} onClose={() => setUsed(undefined)} />}
    </Panel>
  );
}

function Use({ template, onClose }: { template: Template; onClose: () => void }) {
  const [params, setParams] = useState<Record<string, string>>({});
  const [error, setError] = useState<unknown>();
  const submit = async (): Promise<void> => {
    try {
      // What reads as JSON is JSON; all else is text.
      const values = Object.fromEntries(Object.entries(params).map(([key, text]) => [key, value(text)]));
      const made = await post<{ job_id?: string | null; batch_id?: string | null }>(`${path`/templates/${template.name}`}/submit`, { params: values });
      go(made.batch_id ? path`/batches/${made.batch_id}` : path`/jobs/${made.job_id ?? ""}`);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Dialog
      title={`Submit ${template.name}`}
      onClose={onClose}
      footer={
        <Button tone="primary" icon="submit" onClick={submit}>
          Submit
        </Button>
      }
    >
      {template.description && <p>{plain(template.description)}</p>}
      {template.takes.length === 0 && <p>It takes nothing.</p>}
      {template.takes.map((name) => (
        <TextField key={name} label={plain(name)} value={params[name] ?? ""} onInput={(text) => setParams({ ...params, [name]: text })} />
      ))}
      <Trouble error={error} />
    </Dialog>
  );
}

function value(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return text;
  }
}

export function SaveTemplate({ draft, onSaved, onClose }: { draft: Draft; onSaved: () => void; onClose: () => void }) {
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [error, setError] = useState<unknown>();
  const save = async (): Promise<void> => {
    try {
      // What is made of it retries nothing.
      const job = jobOf({ ...draft, retryOf: "" }, parseDuration);
      await put(path`/templates/${name}`, { description: description || undefined, job });
      toast(`Kept as the template ${name}`);
      onSaved();
      onClose();
    } catch (problem) {
      setError(problem);
    }
  };
  const files = Object.values(draft.inputs).some((source) => source.kind === "file");
  return (
    <Dialog
      title="Save as template"
      onClose={onClose}
      footer={
        <Button tone="primary" disabled={!name} onClick={save}>
          Save
        </Button>
      }
    >
      <TextField label="Name" value={name} onInput={setName} placeholder="monthly-import" autofocus />
      <TextField label="Description" optional value={description} onInput={setDescription} />
      <p class="help">
        Texts with <code>{"{{name}}"}</code> in them are filled in when it is used. {files && "Files are not kept."}
      </p>
      <Trouble error={error} />
    </Dialog>
  );
}
