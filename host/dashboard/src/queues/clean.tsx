// Jobs of a queue that ended are deleted: which, and from what age on.
import { useState } from "preact/hooks";
import { path, post } from "../api/client.js";
import type { Queue } from "../api/types.js";
import { count, plural } from "../format/number.js";
import { Button, Trouble } from "../ui/basics.js";
import { Dialog } from "../ui/dialog.js";
import { Check, SelectField } from "../ui/field.js";
import { toast } from "../ui/toast.js";
import { AGES, ENDS, cleanText, endedIn } from "./words.js";
import type { End } from "./words.js";

export function CleanQueue({ queue, onClose, onCleaned }: { queue: Queue; onClose: () => void; onCleaned: () => void }) {
  const [states, setStates] = useState<ReadonlySet<End>>(new Set(ENDS));
  const [age, setAge] = useState("");
  const [error, setError] = useState<unknown>();
  const choose = (state: End, isOn: boolean): void => setStates(new Set(ENDS.filter((one) => (one === state ? isOn : states.has(one)))));
  const clean = async (): Promise<void> => {
    setError(undefined);
    try {
      const { deleted } = await post<{ deleted: number }>(`${path`/queues/${queue.name}`}/clean`, { states: [...states], ...(age ? { older_than: age } : {}) });
      toast(`${plural(deleted, "job")} deleted`);
      onCleaned();
      onClose();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Dialog
      title={`Clean ${queue.name}?`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button tone="danger" disabled={endedIn(queue.jobs, states) === 0} onClick={clean}>
            Delete what ended
          </Button>
        </>
      }
    >
      <fieldset class="group checks">
        <legend>Jobs that are</legend>
        {ENDS.map((state) => (
          <Check
            key={state}
            label={
              <>
                {state} <span class="faint">{count(queue.jobs[state])}</span>
              </>
            }
            checked={states.has(state)}
            onChange={(isOn) => choose(state, isOn)}
          />
        ))}
      </fieldset>
      <SelectField label="Older than" value={age} options={AGES} onInput={setAge} help="counted from when a job ended" />
      <p aria-live="polite">{cleanText(queue.jobs, states, age)}</p>
      <Trouble error={error} />
    </Dialog>
  );
}
