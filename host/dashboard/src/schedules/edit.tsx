// A schedule made or changed, with its rule in words and its next times while it is written.
import { useState } from "preact/hooks";
import { Problem, path, post, put } from "../api/client.js";
import { parse, stringify } from "../api/json.js";
import type { NewSchedule, Schedule } from "../api/types.js";
import { inZone } from "../format/time.js";
import { Button, Trouble } from "../ui/basics.js";
import { Dialog } from "../ui/dialog.js";
import { SelectField, TextField } from "../ui/field.js";
import { toast } from "../ui/toast.js";
import { wrongAt } from "../ui/trouble.js";
import { JobForm } from "./jobform.js";
import { NEW_TARGET, jobOf } from "./target.js";
import { inWords, nextTimes, zones } from "./words.js";

export function EditSchedule({ schedule, onClose, onSaved }: { schedule?: Schedule; onClose: () => void; onSaved: (schedule: Schedule) => void }) {
  const [name, setName] = useState(schedule?.name ?? "");
  const [cron, setCron] = useState(schedule?.cron ?? "0 8 * * 1-5");
  const [zone, setZone] = useState(schedule?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [misfire, setMisfire] = useState<string>(schedule?.misfire ?? "once");
  const [overlap, setOverlap] = useState<string>(schedule?.overlap ?? "skip");
  const [target, setTarget] = useState(schedule ? stringify(schedule.target, 2) : NEW_TARGET);
  const job = jobOf(target);
  const [asJson, setAsJson] = useState(job === undefined);
  const [error, setError] = useState<unknown>();
  const preview = nextTimes(cron, zone);
  const isForm = job !== undefined && !asJson;
  // What the fields say themselves. Of the job's form those of params are said below too, since not each need have a field.
  const shown = [...(schedule ? [] : ["/name"]), "/cron", "/zone", isForm ? "/target/job/processor" : "/target"];
  const save = async (): Promise<void> => {
    setError(undefined);
    try {
      const body = { cron, zone, misfire, overlap, target: parse(target) } as NewSchedule;
      const saved = schedule ? await put<Schedule>(path`/schedules/${schedule.name}`, body) : await post<Schedule>("/schedules", { name, ...body });
      toast(schedule ? "Changed" : `The schedule ${saved.name} is made`);
      onSaved(saved);
      onClose();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Dialog
      title={schedule ? `Change ${schedule.name}` : "New schedule"}
      onClose={onClose}
      wide
      footer={
        <Button tone="primary" disabled={!name || "problem" in preview || job?.processor === ""} onClick={save}>
          {schedule ? "Change" : "Make it"}
        </Button>
      }
    >
      <div class="columns">
        <div class="fields">
          {!schedule && <TextField label="Name" value={name} onInput={setName} placeholder="nightly-import" error={wrongAt(error, "/name")} autofocus />}
          <TextField label="Rule" code value={cron} onInput={setCron} error={"problem" in preview ? preview.problem : wrongAt(error, "/cron")} help="minute hour day month weekday; six fields begin with the second" />
          <TextField label="Time zone" value={zone} onInput={setZone} list={zones()} error={wrongAt(error, "/zone")} />
          <SelectField label="When it was missed" value={misfire} onInput={setMisfire} options={[["skip", "leave it out"], ["once", "make up for it once"], ["all", "make up for all, up to 100"]]} />
          <SelectField label="While the last one still runs" value={overlap} onInput={setOverlap} options={[["allow", "start another beside it"], ["skip", "leave it out"], ["cancel", "cancel the last one"]]} />
        </div>
        <div class="fields">
          <div class="preview-times" aria-live="polite">
            <strong>{inWords(cron) || "Next times"}</strong>
            <ol>{"times" in preview && preview.times.map((time) => <li key={time.getTime()}>{inZone(time, zone)}</li>)}</ol>
          </div>
          <div class="row">
            <strong>What it starts</strong>
            <span class="push">
              <Button small pressed={asJson} disabled={job === undefined} title={job ? undefined : "There is a form for a job alone"} onClick={() => setAsJson(!asJson)}>
                As JSON
              </Button>
            </span>
          </div>
          {isForm ? (
            <JobForm target={target} job={job} errors={error instanceof Problem ? error.errors : []} onChange={setTarget} />
          ) : (
            <TextField label="Job, batch or template" code lines={9} value={target} onInput={setTarget} help={'{"job": …}, {"batch": …} or {"template": {"name": …, "params": …}}'} error={wrongAt(error, "/target")} />
          )}
        </div>
      </div>
      <Trouble error={error} shown={shown} />
    </Dialog>
  );
}
