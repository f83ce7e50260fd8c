// The jobs that this one waits for, and where its inputs come from, as a small graph.
import { get, path } from "../api/client.js";
import type { Job } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { cut, oneLine, shortId } from "../format/text.js";
import { Panel } from "../ui/basics.js";

const ROW = 44;
const MOST = 8;

export function Dependencies({ job }: { job: Job }) {
  const ids = job.after.slice(0, MOST);
  const query = useQuery(`after ${ids.join()}`, (signal) => Promise.all(ids.map((id) => get<Job>(path`/jobs/${id}`, {}, signal).catch(() => ({ id }) as Job))), {
    on: (event) => event.job !== undefined && event.type !== "progress" && event.type !== "log" && ids.includes(event.job.id),
  });
  const jobs = query.data.value ?? ids.map((id) => ({ id }) as Job);
  const height = Math.max(1, jobs.length) * ROW + 8;
  const middle = height / 2;
  return (
    <Panel title="Waits for" count={job.after.length}>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="As a graph">
      <svg class="graph" viewBox={`0 0 560 ${height}`} role="group" aria-label="Jobs that this one waits for">
        {jobs.map((one, place) => {
          const y = place * ROW + ROW / 2 + 4;
          return (
            <g key={one.id} class={`s-${one.state ?? "unknown"}`}>
              <path class="edge" d={`M236 ${y} C290 ${y}, 280 ${middle}, 324 ${middle}`} />
              <a href={`/jobs/${one.id}`}>
                <rect x="4" y={y - 17} width="232" height="34" rx="8" />
                <circle cx="20" cy={y} r="5" />
                <text x="34" y={y - 2}>
                  {cut(oneLine(one.title ?? one.processor ?? "deleted"), 28)}
                </text>
                <text class="small" x="34" y={y + 11}>
                  {`${one.state ?? ""} ${shortId(one.id)}`}
                </text>
              </a>
            </g>
          );
        })}
        <g class={`s-${job.state} self`}>
          <rect x="324" y={middle - 17} width="232" height="34" rx="8" />
          <circle cx="340" cy={middle} r="5" />
          <text x="354" y={middle + 4}>
            {cut(oneLine(job.title ?? job.processor), 26)}
          </text>
        </g>
      </svg>
      </div>
      {job.after.length > MOST && <p class="faint pad">{`and ${job.after.length - MOST} more`}</p>}
    </Panel>
  );
}
