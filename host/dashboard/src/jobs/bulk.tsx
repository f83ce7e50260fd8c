// Something done to many jobs: first how many it would be, then how far it is. It goes on over pages and restarts: the
// server does it, and this only looks.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { get, path, post, said as problemSaid } from "../api/client.js";
import type { Action } from "../api/types.js";
import { count, plural } from "../format/number.js";
import { plain } from "../format/text.js";
import { Bar, Button, Trouble } from "../ui/basics.js";
import { Dialog } from "../ui/dialog.js";
import { Check, TextField } from "../ui/field.js";
import { Icon } from "../ui/icons.js";
import { toast } from "../ui/toast.js";
import { begin, said } from "./verbs.js";
import type { Verb, Which } from "./verbs.js";

const asked = signal<{ verb: Verb; which: Which; then?: (() => void) | undefined } | null>(null);
/** Actions that are under way or were just over, the newest last. */
const shown = signal<Action[]>([]);

export function askBulk(verb: Verb, which: Which, then?: () => void): void {
  asked.value = { verb, which, then };
}

/** Looks at an action until it is over. */
async function follow(action: Action, told: (action: Action) => void, signal?: AbortSignal): Promise<Action> {
  let now = action;
  while (now.state === "counting" || now.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, 250));
    if (signal?.aborted) return now;
    now = await get<Action>(path`/actions/${action.id}`, {}, signal);
    told(now);
  }
  return now;
}

export function BulkDialogs() {
  const question = asked.value;
  return (
    <>
      {question && <BulkDialog key={question.verb} {...question} />}
      <BulkProgress />
    </>
  );
}

function BulkDialog({ verb, which, then }: { verb: Verb; which: Which; then?: (() => void) | undefined }) {
  const { label, done, isDanger } = said(verb);
  const [preview, setPreview] = useState<Action>();
  const [error, setError] = useState<unknown>();
  const [priority, setPriority] = useState("5");
  const [latest, setLatest] = useState(false);
  const [busy, setBusy] = useState(false);
  const close = (): void => {
    asked.value = null;
  };
  useEffect(() => {
    const own = new AbortController();
    begin(verb, which, { dryRun: true, priority: 5 })
      .then((action) => (setPreview(action), follow(action, setPreview, own.signal)))
      .catch((problem: unknown) => !own.signal.aborted && setError(problem));
    return () => own.abort();
  }, []);
  const go = (): void => {
    setBusy(true);
    begin(verb, which, { dryRun: false, priority: Number(priority), latest }).then(
      (action) => {
        close();
        then?.();
        watch(action);
      },
      (problem: unknown) => {
        setError(problem);
        setBusy(false);
      },
    );
  };
  const isCounted = preview !== undefined && preview.state !== "counting" && preview.state !== "running";
  const matched = preview?.matched ?? 0;
  const possible = preview ? matched - preview.failed - preview.unchanged : 0;
  return (
    <Dialog
      title={`${label} jobs`}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Back</Button>
          <Button tone={isDanger ? "danger" : "primary"} busy={busy} disabled={!isCounted || matched === 0} onClick={go}>
            {isCounted ? `${label} ${plural(matched, "job")}` : "Counting …"}
          </Button>
        </>
      }
    >
      {preview && (
        <p class="big-count" aria-live="polite">
          <b>{count(matched)}</b> {matched === 1 ? "job" : "jobs"} {isCounted ? "" : "so far "}
          {"ids" in which ? "are selected" : "match"}.
        </p>
      )}
      {!preview && !error && <p>Counting …</p>}
      {isCounted && matched === 0 && <p>There is none that can be {done}.</p>}
      {isCounted && possible < matched && preview.failed > 0 && <p>{`${count(preview.failed)} of them cannot be ${done}: they are in another state.`}</p>}
      {verb === "delete" && matched > 0 && <p>What is deleted is gone, with its outputs and its log.</p>}
      {verb === "cancel" && matched > 0 && <p>What runs is stopped within a moment, whether or not it cooperates.</p>}
      {verb === "priority" && <TextField label="Priority" type="number" value={priority} onInput={setPriority} help="1 to 10; higher goes first" />}
      {verb === "retry" && <Check label="On the version of its plugin that is active now" checked={latest} onChange={setLatest} help="Otherwise each runs on the version that it was submitted for." />}
      <Trouble error={error} />
    </Dialog>
  );
}

function watch(action: Action): void {
  put(action);
  follow(action, put).then(
    (end) => {
      put(end);
      if (end.failed === 0) setTimeout(() => drop(end.id), 6_000);
    },
    (error: unknown) => {
      drop(action.id);
      toast(`What was begun goes on, but cannot be watched: ${problemSaid(error)}`, "bad");
    },
  );
}

function put(action: Action): void {
  const others = shown.value.filter((one) => one.id !== action.id);
  shown.value = shown.value.some((one) => one.id === action.id) ? shown.value.map((one) => (one.id === action.id ? action : one)) : [...others, action];
}

function drop(id: string): void {
  shown.value = shown.value.filter((one) => one.id !== id);
}

function BulkProgress() {
  if (shown.value.length === 0) return null;
  return (
    <div class="bulk-progress" aria-live="polite">
      {shown.value.map((action) => (
        <Progress key={action.id} action={action} />
      ))}
    </div>
  );
}

function Progress({ action }: { action: Action }) {
  const { label, done } = said(action.verb as Verb);
  const isOver = action.state === "done" || action.state === "aborted";
  const share = action.matched > 0 ? (100 * action.done) / action.matched : isOver ? 100 : undefined;
  const facts = [
    `${count(action.changed)} ${done}`,
    action.unchanged > 0 ? `${count(action.unchanged)} were so already` : "",
    action.failed > 0 ? `${count(action.failed)} not` : "",
  ].filter(Boolean);
  return (
    <div class="bulk-card">
      <header>
        <Icon name={isOver ? (action.failed > 0 ? "warn" : "check") : said(action.verb as Verb).icon} />
        <strong>{isOver ? `${label}: ${action.state}` : `${label}: ${count(action.done)} of ${count(action.matched)}`}</strong>
        {!isOver && (
          <Button small tone="ghost" onClick={async () => put(await post<Action>(`${path`/actions/${action.id}`}/abort`))}>
            Stop
          </Button>
        )}
        {isOver && <Button small tone="ghost" icon="close" label="Dismiss" onClick={() => drop(action.id)} />}
      </header>
      <Bar value={share} label={`${label} jobs`} state={isOver ? (action.failed > 0 ? "failed" : "completed") : "running"} />
      <p>{facts.join(", ")}</p>
      {action.failures.slice(0, 3).map((failure) => (
        <p key={failure.code} class="faint">
          {count(failure.count)} × {plain(failure.example.message)} <a href={`/jobs/${failure.example.job_id}`}>an example</a>
        </p>
      ))}
    </div>
  );
}
