// The dialogs by which a job is changed: its priority alone, or all that can be.
import { useState } from "preact/hooks";
import { Problem, patch, path } from "../api/client.js";
import type { Job } from "../api/types.js";
import { wholeNumber } from "../format/number.js";
import { Button, Trouble } from "../ui/basics.js";
import { Dialog } from "../ui/dialog.js";
import { TextField } from "../ui/field.js";
import { errorAt } from "../submit/draft.js";
import { changesOf, isWaiting, writtenOf } from "./changes.js";
import type { Written } from "./changes.js";

interface Props {
  job: Job;
  onChange: (job: Job) => void;
  onClose: () => void;
}

export function ChangePriority({ job, onChange, onClose }: Props) {
  const [value, setValue] = useState(String(job.priority));
  const [error, setError] = useState<unknown>();
  const save = async (): Promise<void> => {
    try {
      onChange(await patch<Job>(path`/jobs/${job.id}`, { priority: wholeNumber(value) }));
      onClose();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Dialog title="Change the priority" onClose={onClose} footer={<Save onClick={save} />}>
      <TextField label="Priority" type="number" value={value} onInput={setValue} help={HIGHER} />
      <Trouble error={error} />
    </Dialog>
  );
}

export function ChangeJob({ job, onChange, onClose }: Props) {
  // The job may go on under the dialog: what was changed is told from how it was when that opened.
  const [before] = useState(() => writtenOf(job, Date.now()));
  const [now, setNow] = useState(before);
  const [error, setError] = useState<unknown>();
  const errors = error instanceof Problem ? error.errors : [];
  const field = (name: keyof Written, at: string) => ({ value: now[name], error: errorAt(errors, at), onInput: (value: string) => setNow({ ...now, [name]: value }) });
  const save = async (): Promise<void> => {
    try {
      const changes = changesOf(before, now);
      if (Object.keys(changes).length > 0) onChange(await patch<Job>(path`/jobs/${job.id}`, changes));
      onClose();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Dialog title="Change the job" onClose={onClose} footer={<Save onClick={save} />}>
      <TextField label="Title" optional {...field("title", "/title")} />
      <TextField label="Description" optional lines={3} {...field("description", "/description")} />
      <TextField label="Tags" optional placeholder="import, january" {...field("tags", "/tags")} />
      {isWaiting(job) ? (
        <div class="fields two">
          <TextField label="Priority" type="number" help={HIGHER} {...field("priority", "/priority")} />
          <TextField label="Attempts that may fail" type="number" {...field("maxAttempts", "/max_attempts")} />
          <TextField label="Not before" optional type="datetime-local" help="Empty: at once." {...field("runAt", "/run_at")} />
          <TextField label="Expires at" optional type="datetime-local" help="It fails if it has not begun by then." {...field("expiresAt", "/expires_at")} />
        </div>
      ) : (
        <p class="help">When it runs and how often it is tried can be changed while it waits.</p>
      )}
      <Trouble error={error} />
    </Dialog>
  );
}

const HIGHER = "1 to 10; higher goes first in its queue";

function Save({ onClick }: { onClick: () => Promise<void> }) {
  return (
    <Button tone="primary" onClick={onClick}>
      Change
    </Button>
  );
}
