// What is done to a whole queue.
import { path, post } from "../api/client.js";
import type { Queue } from "../api/types.js";
import { go } from "../app/router.js";
import { may } from "../app/session.js";
import { plural } from "../format/number.js";
import { Button } from "../ui/basics.js";
import { confirm } from "../ui/dialog.js";
import { Menu } from "../ui/menu.js";
import { toast } from "../ui/toast.js";

export function QueueActions({ queue, onChange, small }: { queue: Queue; onChange: (queue: Queue) => void; small?: boolean }) {
  if (!may.operate) return null;
  const verb = (name: string) => async () => onChange(await post<Queue>(`${path`/queues/${queue.name}`}/${name}`));
  const drain = (): void =>
    confirm({
      title: `Drain ${queue.name}?`,
      body: `${plural(queue.jobs.pending + queue.jobs.scheduled + queue.jobs.retrying + queue.jobs.blocked, "job waits", "jobs wait")} and will be cancelled. What runs goes on.`,
      yes: "Cancel what waits",
      tone: "danger",
      act: async () => {
        const { cancelled } = await post<{ cancelled: number }>(`${path`/queues/${queue.name}`}/drain`);
        toast(`${plural(cancelled, "job")} cancelled`);
      },
    });
  const clean = (): void =>
    confirm({
      title: `Clean ${queue.name}?`,
      body: `${plural(queue.jobs.completed + queue.jobs.failed + queue.jobs.cancelled, "job")} ended and will be deleted, with outputs and logs.`,
      yes: "Delete what ended",
      tone: "danger",
      act: async () => {
        const { deleted } = await post<{ deleted: number }>(`${path`/queues/${queue.name}`}/clean`);
        toast(`${plural(deleted, "job")} deleted`);
      },
    });
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
          { label: "Show its jobs", icon: "jobs", act: () => go(`/jobs?q=queue:${queue.name}`) },
          { label: "Drain …", icon: "cancel", danger: true, act: drain },
          { label: "Clean …", icon: "trash", danger: true, act: clean },
        ]}
      />
    </>
  );
}
