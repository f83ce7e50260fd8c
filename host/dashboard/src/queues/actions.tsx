// What is done to a whole queue.
import { useState } from "preact/hooks";
import { get, path, post } from "../api/client.js";
import type { Queue } from "../api/types.js";
import { go } from "../app/router.js";
import { may } from "../app/session.js";
import { plural } from "../format/number.js";
import { askBulk } from "../jobs/bulk.js";
import { Button } from "../ui/basics.js";
import { confirm } from "../ui/dialog.js";
import { Menu } from "../ui/menu.js";
import type { MenuItem } from "../ui/menu.js";
import { toast } from "../ui/toast.js";
import { CleanQueue } from "./clean.js";
import { drainText, jobsOf } from "./words.js";

/** The page has to show the `BulkDialogs`. */
export function QueueActions({ queue, onChange, onCleaned, small }: { queue: Queue; onChange: (queue: Queue) => void; onCleaned?: () => void; small?: boolean }) {
  const [cleans, setCleans] = useState(false);
  if (!may.operate) return null;
  const at = path`/queues/${queue.name}`;
  const { failed, scheduled } = queue.jobs;
  const verb = (name: string) => async () => onChange(await post<Queue>(`${at}/${name}`));
  // No event tells of jobs that were deleted.
  const cleaned = (): void => {
    onCleaned?.();
    get<Queue>(at).then(onChange, () => undefined);
  };
  const drain = (): void =>
    confirm({
      title: `Drain ${queue.name}?`,
      body: drainText(queue.jobs),
      yes: "Cancel what waits",
      tone: "danger",
      act: async () => {
        const { cancelled } = await post<{ cancelled: number }>(`${at}/drain`);
        toast(`${plural(cancelled, "job")} cancelled`);
      },
    });
  const retry: MenuItem = { label: "Retry what failed …", icon: "retry", act: () => askBulk("retry", { filter: { queue: queue.name, state: "failed" } }) };
  const promote: MenuItem = { label: "Run what is scheduled now …", icon: "promote", act: () => askBulk("promote", { filter: { queue: queue.name, state: "scheduled" } }) };
  return (
    <>
      {queue.paused ? (
        <Button small={small ?? false} icon="play" tone="primary" onClick={verb("resume")}>
          Resume
        </Button>
      ) : (
        <Button small={small ?? false} icon="pause" onClick={verb("pause")}>
          Pause
        </Button>
      )}
      <Menu
        label={`More for ${queue.name}`}
        small={small ?? false}
        items={[
          { label: "Show its jobs", icon: "jobs", act: () => go(jobsOf(queue.name)) },
          ...(failed > 0 ? [retry] : []),
          ...(scheduled > 0 ? [promote] : []),
          { label: "Drain …", icon: "cancel", danger: true, act: drain },
          { label: "Clean …", icon: "trash", danger: true, act: () => setCleans(true) },
        ]}
      />
      {cleans && <CleanQueue queue={queue} onClose={() => setCleans(false)} onCleaned={cleaned} />}
    </>
  );
}
