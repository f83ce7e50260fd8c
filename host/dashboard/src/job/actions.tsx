// What can be done to a job from its page.
import { useState } from "preact/hooks";
import { path, post, said } from "../api/client.js";
import type { Job } from "../api/types.js";
import { ENDED } from "../api/types.js";
import { go } from "../app/router.js";
import { may } from "../app/session.js";
import { act, verbsOf } from "../jobs/verbs.js";
import type { Verb } from "../jobs/verbs.js";
import { Button } from "../ui/basics.js";
import { Dialog, confirm } from "../ui/dialog.js";
import { TextField } from "../ui/field.js";
import { Menu } from "../ui/menu.js";
import type { MenuItem } from "../ui/menu.js";
import { toast } from "../ui/toast.js";
import { ChangeJob, ChangePriority } from "./change.js";

export function Actions({ job, onChange }: { job: Job; onChange: (job: Job) => void }) {
  const [asksPriority, setAsksPriority] = useState(false);
  const [asksChange, setAsksChange] = useState(false);
  const [asksToken, setAsksToken] = useState(false);
  if (!may.changeJobs) return null;
  const can = new Set(job.is_stopping ? [] : verbsOf(job.state).map((one) => one.verb));
  const run = async (verb: Exclude<Verb, "priority" | "delete">): Promise<void> => {
    const now = await act(job.id, verb);
    if (now) onChange(now);
  };
  const pause = async (): Promise<void> => {
    const now = await act(job.id, "pause");
    if (now) onChange(now);
    if (now?.state === "paused" && now.resumes) toast(RESUMES[now.resumes] ?? "Paused");
  };
  const more: MenuItem[] = [];
  const like = path`/submit?like=${job.id}`;
  if (may.submit) more.push({ label: "Run again like this …", icon: "again", act: () => go(like) });
  if (can.has("retry") && may.submit) more.push({ label: "Retry with other params …", icon: "edit", act: () => go(`${like}&retry=1`) });
  if (can.has("retry")) {
    more.push({
      label: "Retry on the newest version",
      icon: "plugins",
      act: () => void post<Job>(`${path`/jobs/${job.id}`}/retry`, { latest: true }).then(onChange, (error: unknown) => toast(said(error), "bad")),
    });
  }
  // What is frozen goes on as it began.
  if (can.has("priority") && job.resumes !== "frozen") more.push({ label: "Change the priority …", icon: "overview", act: () => setAsksPriority(true) });
  more.push({ label: "Change more …", icon: "edit", act: () => setAsksChange(true) });
  more.push({ label: "Share its progress …", icon: "link", act: () => setAsksToken(true) });
  if (can.has("delete")) {
    more.push({
      label: "Delete …",
      icon: "trash",
      danger: true,
      act: () =>
        confirm({
          title: "Delete this job?",
          body: "It is gone then, with its outputs and its log.",
          yes: "Delete",
          tone: "danger",
          act: async () => {
            await act(job.id, "delete");
            go("/jobs");
          },
        }),
    });
  }
  return (
    <>
      {can.has("promote") && (
        <Button icon="promote" onClick={() => run("promote")}>
          Run now
        </Button>
      )}
      {can.has("pause") && (
        <Button icon="pause" onClick={pause}>
          Pause
        </Button>
      )}
      {can.has("resume") && (
        <Button icon="play" tone="primary" onClick={() => run("resume")}>
          Resume
        </Button>
      )}
      {can.has("cancel") && (
        <Button icon="cancel" tone="danger" onClick={() => run("cancel")}>
          Cancel
        </Button>
      )}
      {can.has("retry") && (
        <Button icon="retry" tone="primary" onClick={() => run("retry")}>
          Retry
        </Button>
      )}
      {job.state === "completed" && may.submit && (
        <Button icon="again" onClick={() => go(like)}>
          Run again
        </Button>
      )}
      <Menu label="More" items={more} />
      {asksPriority && <ChangePriority job={job} onChange={onChange} onClose={() => setAsksPriority(false)} />}
      {asksChange && <ChangeJob job={job} onChange={onChange} onClose={() => setAsksChange(false)} />}
      {asksToken && <WatchToken job={job} onClose={() => setAsksToken(false)} />}
    </>
  );
}

export const RESUMES: Record<string, string> = {
  frozen: "Frozen where it stands: resumed, the same attempt goes on.",
  checkpoint: "Paused: resumed, a new attempt goes on from its last checkpoint.",
  restart: "Paused: resumed, a new attempt starts over.",
};

/** A token that sees this job and nothing else, for other sites' pages. */
function WatchToken({ job, onClose }: { job: Job; onClose: () => void }) {
  const [token, setToken] = useState<string>();
  const make = async (): Promise<void> => {
    const made = await post<{ token: string }>(`${path`/jobs/${job.id}`}/watch-token`);
    setToken(made.token);
  };
  const line = `<script type="module" src="${location.origin}/client/runner.js"></script>\n<runner-job-progress job="${job.id}" token="${token}"></runner-job-progress>`;
  return (
    <Dialog title="Share its progress" onClose={onClose}>
      <p>A token that lets see this job and nothing else, for a page of another site. It ends by itself{ENDED.has(job.state) ? "" : " within a day"}.</p>
      {token ? (
        <TextField label="To paste into a page" value={line} onInput={() => undefined} lines={4} code />
      ) : (
        <Button tone="primary" icon="key" onClick={make}>
          Make a token
        </Button>
      )}
    </Dialog>
  );
}
