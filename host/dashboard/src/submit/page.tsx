// A new job: a processor, what it is told, what it is given, and how it is to run.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Problem, get, path, post, said } from "../api/client.js";
import type { Job, Plugin, Plugins } from "../api/types.js";
import { go, place } from "../app/router.js";
import { may } from "../app/session.js";
import { parseDuration } from "../format/time.js";
import { plain, shortId } from "../format/text.js";
import { useQuery } from "../live/query.js";
import { Bar, Button, Command, Empty, Loading, Page, Panel, Trouble } from "../ui/basics.js";
import { SelectField } from "../ui/field.js";
import { toast } from "../ui/toast.js";
import { EMPTY, jobOf, misread } from "./draft.js";
import type { Draft } from "./draft.js";
import { Inputs } from "./inputs.js";
import { draftLike } from "./like.js";
import { command, curl } from "./lines.js";
import { Options } from "./options.js";
import { initial, shapeOf } from "./schema.js";
import { JsonField, ObjectFields } from "./schemaform.js";
import { send } from "./sender.js";
import { SaveTemplate, Templates, useTemplates } from "./templates.js";

export default function SubmitPage() {
  const { query } = place.value;
  const like = query.get("like");
  const plugins = useQuery("plugins", (signal) => get<Plugins>("/plugins", {}, signal), { on: (event) => event.type === "plugin-changed" });
  const before = useQuery(like, (signal) => get<Job>(path`/jobs/${like ?? ""}`, {}, signal));
  const templates = useTemplates(may.submit);
  const names = [...new Set((plugins.data.value?.items ?? []).filter((one) => one.active).flatMap((one) => (one.name ? [one.name] : [])))].sort();
  if (!may.submit) return <Page title="Submit a job"><Empty title="Your role only looks" icon="shield">Ask for a token with the role submitter.</Empty></Page>;
  if (plugins.error.value && !plugins.data.value) return <Trouble error={plugins.error.value} retry={plugins.refresh} />;
  if (!plugins.data.value || (like && !before.data.value && !before.error.value)) return <Loading />;
  if (names.length === 0) {
    return (
      <Page title="Submit a job">
        <Empty title="No plugin is installed" icon="plugins" command="runner plugin install my-plugin.wasm">
          A plugin brings a kind of job. <a href="/plugins">Install one here</a>, or from a terminal:
        </Empty>
      </Page>
    );
  }
  // Of a query that asks nothing, what it was told last is still there.
  const from = like ? before.data.value : undefined;
  const isRetry = query.get("retry") === "1";
  const start = from ? draftLike(from, isRetry) : { ...EMPTY, processor: query.get("processor") ?? (names.length === 1 ? (names[0] ?? "") : "") };
  return (
    <Page
      title={isRetry ? "Retry with other params" : "Submit a job"}
      lead={from && <>Like <a href={path`/jobs/${from.id}`}>{shortId(from.id)}</a>{isRetry && "; it becomes a job of its own"}</>}
    >
      <Trouble error={before.error.value} />
      <Form key={`${like ?? ""} ${isRetry}`} names={names} start={start} onTemplate={templates.refresh} />
      {!from && <Templates query={templates} />}
    </Page>
  );
}

function Form({ names, start, onTemplate }: { names: string[]; start: Draft; onTemplate: () => void }) {
  const [draft, setDraft] = useState<Draft>(start);
  const [error, setError] = useState<unknown>();
  const [isChecked, setChecked] = useState(false);
  const [sent, setSent] = useState<number | null>(null);
  const [asJson, setAsJson] = useState(false);
  const [savesTemplate, setSavesTemplate] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const isSending = useRef(false);
  const plugin = useQuery(draft.processor || null, (signal) => get<Plugin>(path`/plugins/${draft.processor}`, {}, signal));
  const descriptor = draft.processor && plugin.data.value?.name === draft.processor ? plugin.data.value.descriptor : undefined;
  const shape = useMemo(() => (descriptor ? shapeOf(descriptor.params_schema) : undefined), [descriptor]);
  const errors = error instanceof Problem ? error.errors.map((one) => ({ ...one, path: one.path.replace(/^\/job(?=\/)/, "") })) : [];
  const change = (part: Partial<Draft>): void => {
    setDraft((now) => ({ ...now, ...part }));
    setChecked(false);
    setError(undefined);
  };

  // What must be there is there from the start.
  useEffect(() => {
    if (shape && draft.params !== undefined && Object.keys(draft.params as object).length === 0) {
      const first = initial(shape, true);
      if (first !== undefined) setDraft((now) => ({ ...now, params: first }));
    }
  }, [shape]);

  const check = async (): Promise<boolean> => {
    setError(undefined);
    try {
      if (form.current?.querySelector("[data-unreadable]")) throw new Problem(422, { detail: "a field holds no JSON: mend it, or empty it" });
      const unread = misread(draft, parseDuration);
      if (unread.length > 0) throw new Problem(422, { detail: "not all of it can be read", errors: unread });
      const missing = (descriptor?.inputs ?? []).find((port) => port.required && !draft.inputs[port.name]);
      if (missing) throw new Problem(422, { detail: `the input ${missing.name} is missing`, errors: [{ path: `/inputs/${missing.name}`, message: "drop a file here, or write some text" }] });
      await post("/jobs", jobOf(draft, parseDuration, "left out"), { query: { validate_only: true } });
      setChecked(true);
      return true;
    } catch (problem) {
      setError(problem);
      setChecked(false);
      return false;
    }
  };
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    // A second click makes no second job.
    if (isSending.current) return;
    isSending.current = true;
    setSent(0);
    try {
      if (!(await check())) return setSent(null);
      const job = await send(draft, setSent);
      // Who went elsewhere meanwhile stays there.
      if (!form.current) return toast("Submitted", "good", { href: path`/jobs/${job.id}`, text: "the job" });
      if (job.duplicate) toast("There was such a job already: this is it.");
      go(path`/jobs/${job.id}`);
    } catch (problem) {
      if (!form.current) return toast(said(problem), "bad");
      setSent(null);
      setError(problem);
    } finally {
      isSending.current = false;
    }
  };
  const hasFiles = Object.values(draft.inputs).some((source) => source.kind === "file");
  return (
    <form ref={form} class="submit" onSubmit={(event) => void submit(event)} noValidate>
      <div class="submit-main">
        <Panel title="Processor">
          <SelectField label="Processor" value={draft.processor} options={[["", "choose …"], ...names.map((name): [string, string] => [name, name])]} onInput={(processor) => change({ processor, params: {}, inputs: {} })} help={descriptor ? plain(descriptor.summary) : undefined} error={errors.find((one) => one.path === "/processor")?.message} />
        </Panel>
        <Trouble error={plugin.error.value} />
        {descriptor && shape && (
          <>
            {descriptor.inputs.length > 0 && (
              <Panel title="Inputs">
                <Inputs ports={descriptor.inputs} inputs={draft.inputs} errors={errors} onChange={(inputs) => change({ inputs })} />
              </Panel>
            )}
            <Panel
              title="Params"
              actions={
                <Button small pressed={asJson} onClick={() => setAsJson(!asJson)}>
                  As JSON
                </Button>
              }
            >
              <div class="fields" key={`${draft.processor} ${asJson}`}>
                {shape.kind === "object" && !asJson ? (
                  <ObjectFields shape={shape} at="/params" value={draft.params} errors={errors} onChange={(params) => change({ params: params ?? {} })} />
                ) : (
                  <JsonField label="Params" help={undefined} optional={false} error={errors.find((one) => one.path.startsWith("/params"))?.message} lines={12} value={draft.params} onChange={(params) => change({ params: params ?? {} })} />
                )}
              </div>
            </Panel>
            <Options draft={draft} errors={errors} onChange={change} />
          </>
        )}
      </div>
      <aside class="submit-side">
        <Panel title="Send">
          <Trouble error={error} />
          {isChecked && sent === null && (
            <p class="good" role="status">
              All of it fits.
            </p>
          )}
          {sent !== null && hasFiles && <Bar value={sent * 100} label="Sent" />}
          <div class="row">
            <Button type="submit" tone="primary" icon="submit" disabled={!draft.processor} busy={sent !== null}>
              Submit
            </Button>
            <Button disabled={!draft.processor} onClick={check}>
              Check
            </Button>
            {may.operate && (
              <Button disabled={!draft.processor} onClick={() => setSavesTemplate(true)}>
                Save as template
              </Button>
            )}
          </div>
        </Panel>
        <Panel title="The same from a terminal">
          <Command text={command(draft)} />
          <Command text={curl(draft, location.origin, parseDuration)} />
        </Panel>
      </aside>
      {savesTemplate && <SaveTemplate draft={draft} onSaved={onTemplate} onClose={() => setSavesTemplate(false)} />}
    </form>
  );
}
