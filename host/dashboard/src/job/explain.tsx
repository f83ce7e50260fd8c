// Why a job is not running, as the server explains it.
import { get, path } from "../api/client.js";
import type { Explanation, Job } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { ago } from "../format/time.js";
import { shortId } from "../format/text.js";
import { Panel, Prose, Trouble, now } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";

export function Explain({ job }: { job: Job }) {
  const query = useQuery(`explain ${job.id} ${job.state}`, (signal) => get<Explanation>(`${path`/jobs/${job.id}`}/explain`, {}, signal), {
    on: (event) => event.type.startsWith("job-") || event.type === "queue-update" || event.type === "plugin-changed",
    pace: 1_500,
    every: 10_000,
  });
  const reasons = query.data.value?.reasons;
  if (reasons?.length === 0) return null;
  return (
    <Panel title="Why is it not running?">
      <Trouble error={query.error.value} />
      <ul class="reasons">
        {(reasons ?? []).map((reason) => {
          const more = reason as typeof reason & Record<string, unknown>;
          const at = [more["next_at"], more["at"]].find((one): one is string => typeof one === "string");
          const queue = typeof more["queue"] === "string" ? more["queue"] : undefined;
          const jobs = [more["holders"], more["jobs"]].flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [])).filter((one): one is string => typeof one === "string");
          return (
            <li key={reason.code}>
              <Icon name="info" />
              <div>
                <p><Prose text={reason.message} /></p>
                <p class="faint">
                  <code>{reason.code}</code>
                  {at && <> · {ago(at, now.value)}</>}
                  {queue && may.viewAll && (
                    <>
                      {" · "}
                      <a href={path`/queues/${queue}`}>queue {queue}</a>
                    </>
                  )}
                  {jobs.slice(0, 5).map((id) => (
                    <span key={id}>
                      {" · "}
                      <a href={path`/jobs/${id}`}>{shortId(id)}</a>
                    </span>
                  ))}
                </p>
              </div>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
