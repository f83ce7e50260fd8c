// What can be done to a job from its page.
import { useEffect, useRef, useState } from "preact/hooks";
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
import { HELD_FOR, heldOf } from "./guard.js";

export function Actions({ job, onChange }: { job: Job; onChange: (job: Job) => void }) {
  const [asksPriority, setAsksPriority] = useState(false);
  const [asksChange, setAsksChange] = useState(false);
  const [asksToken, setAsksToken] = useState(false);
  const pressed = useRef(false);
  const isHeld = useHeld(job, pressed);
  if (!may.changeJobs) return null;
  const can = new Set(verbsNow(job));
  const run = async (verb: Exclude<Verb, "priority" | "delete">): Promise<Job | undefined> => {
    pressed.current = true;
    try {
      const now = await act(job.id, verb);
      if (now) onChange(now);
      return now;
    } catch (error) {
      pressed.current = false;
      throw error;
    }
  };
  const pause = async (): Promise<void> => {
    const now = await run("pause");
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
        <Button icon="promote" disabled={isHeld("promote")} onClick={() => run("promote")}>
          Run now
        </Button>
      )}
      {can.has("pause") && (
        <Button icon="pause" disabled={isHeld("pause")} onClick={pause}>
          Pause
        </Button>
      )}
      {can.has("resume") && (
        <Button icon="play" tone="primary" disabled={isHeld("resume")} onClick={() => run("resume")}>
          Resume
        </Button>
      )}
      {can.has("cancel") && (
        <Button icon="cancel" tone="danger" disabled={isHeld("cancel")} onClick={() => run("cancel")}>
          Cancel
        </Button>
      )}
      {can.has("retry") && (
        <Button icon="retry" tone="primary" disabled={isHeld("retry")} onClick={() => run("retry")}>
          Retry
        </Button>
      )}
      {job.state === "completed" && may.submit && (
        <Button icon="again" disabled={isHeld("again")} onClick={() => go(like)}>
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

const verbsNow = (job: Job): Verb[] => (job.is_stopping ? [] : verbsOf(job.state).map((one) => one.verb));

/**
 * Which buttons are held, since they came just now. The one that was pressed may be gone: then the focus, which would be
 * nowhere, comes to the first of those that are there.
 */
function useHeld(job: Job, pressed: { current: boolean }): (name: string) => boolean {
  const shown: string[] = verbsNow(job);
  if (job.state === "completed") shown.push("again");
  const names = shown.join(" ");
  const before = useRef(shown);
  const held = useRef<string[]>([]);
  const [, lift] = useState(0);
  // Not later than they are drawn, so that there is no moment in between.
  if (before.current.join(" ") !== names) {
    held.current = heldOf(before.current, held.current, shown);
    before.current = shown;
  }
  useEffect(() => {
    if (held.current.length === 0) return refocus(pressed);
    const timer = setTimeout(() => {
      held.current = [];
      lift((times) => times + 1);
      // Once they are drawn as what takes clicks again.
      setTimeout(() => refocus(pressed));
    }, HELD_FOR);
    return () => clearTimeout(timer);
  }, [names]);
  return (name) => held.current.includes(name);
}

function refocus(pressed: { current: boolean }): void {
  if (!pressed.current) return;
  const isLost = document.activeElement === null || document.activeElement === document.body;
  const next = document.querySelector<HTMLButtonElement>(".page-head .actions > button:enabled");
  // While it is stopping there is nothing but the menu: what comes after that is waited for.
  if (!next) return;
  pressed.current = false;
  if (isLost) next.focus();
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
