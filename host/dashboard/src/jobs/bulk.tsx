// Something done to many jobs: first how many it would be, then it is begun. How far it is, is shown over all pages.
import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Action } from "../api/types.js";
import { count, plural } from "../format/number.js";
import { Button, Trouble } from "../ui/basics.js";
import { Dialog } from "../ui/dialog.js";
import { Check, TextField } from "../ui/field.js";
import { wrongAt } from "../ui/trouble.js";
import { follow, isOver, watch } from "./underway.js";
import { begin, said } from "./verbs.js";
import type { Verb, Which } from "./verbs.js";

const asked = signal<{ verb: Verb; which: Which; then?: (() => void) | undefined } | null>(null);

export function askBulk(verb: Verb, which: Which, then?: () => void): void {
  asked.value = { verb, which, then };
}

/** Where it is asked: on the page that the jobs are on. */
export function BulkDialogs() {
  const question = asked.value;
  useEffect(
    () => () => {
      asked.value = null;
    },
    [],
  );
  return question && <BulkDialog key={question.verb} {...question} />;
}

function BulkDialog({ verb, which, then }: { verb: Verb; which: Which; then?: (() => void) | undefined }) {
  const { label, before = label, done, isDanger } = said(verb);
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
  const isCounted = preview !== undefined && isOver(preview);
  const matched = preview?.matched ?? 0;
  const possible = preview ? matched - preview.failed - preview.unchanged : 0;
  return (
    <Dialog
      title={`${before} jobs`}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Back</Button>
          <Button tone={isDanger ? "danger" : "primary"} busy={busy} disabled={!isCounted || matched === 0} onClick={go}>
            {isCounted ? `${before} ${plural(matched, "job")}` : "Counting …"}
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
      {verb === "priority" && <TextField label="Priority" type="number" value={priority} onInput={setPriority} help="1 to 10; higher goes first" error={wrongAt(error, "/priority")} />}
      {verb === "retry" && <Check label="On the version of its plugin that is active now" checked={latest} onChange={setLatest} help="Otherwise each runs on the version that it was submitted for." />}
      <Trouble error={error} shown={verb === "priority" ? ["/priority"] : []} />
    </Dialog>
  );
}
