// The jobs that this one waits for, and where its inputs come from, and those that wait for it, as small graphs: some of them,
// and all if that is wanted.
import { useRef, useState } from "preact/hooks";
import { get, path } from "../api/client.js";
import type { Job } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { count } from "../format/number.js";
import { cut, oneLine, shortId } from "../format/text.js";
import { Button, Panel } from "../ui/basics.js";

const ROW = 44;
/** So many are drawn unasked, and so many at all: each is asked for by itself. */
const FEW = 8;
const MOST = 200;

export function Dependencies({ job }: { job: Job }) {
  return (
    <>
      {job.after.length > 0 && <Neighbours job={job} all={job.after} side="before" />}
      {job.needed_by.length > 0 && <Neighbours job={job} all={job.needed_by} side="behind" />}
    </>
  );
}

/** Jobs before this one or behind it, drawn in the order of time: what waits stands at the right. */
function Neighbours({ job, all, side }: { job: Job; all: string[]; side: "before" | "behind" }) {
  const [showsAll, setShowsAll] = useState(false);
  const ids = all.slice(0, showsAll ? MOST : FEW);
  const [theirs, own] = side === "before" ? [4, 324] : [324, 4];
  const title = side === "before" ? "Waits for" : "Is waited for by";
  const wanted = new Set(ids);
  // What completed stays so, and is not asked for again.
  const completed = useRef(new Map<string, Job>());
  const look = async (id: string, signal: AbortSignal): Promise<Job> => {
    const known = completed.current.get(id);
    if (known) return known;
    const found = await get<Job>(path`/jobs/${id}`, {}, signal).catch(() => ({ id }) as Job);
    if (found.state === "completed") completed.current.set(id, found);
    return found;
  };
  const query = useQuery(ids.join(), (signal) => Promise.all(ids.map((id) => look(id, signal))), {
    on: (event) => event.job !== undefined && event.type !== "progress" && event.type !== "log" && wanted.has(event.job.id),
    pace: showsAll ? 3_000 : 500,
  });
  const jobs = query.data.value ?? ids.map((id) => completed.current.get(id) ?? ({ id }) as Job);
  const height = Math.max(1, jobs.length) * ROW + 8;
  // Of many, it stands beside the first of them.
  const middle = Math.min(height, FEW * ROW + 8) / 2;
  const left = all.length - ids.length;
  return (
    <Panel title={title} count={all.length}>
      <div class={`table-scroll${showsAll ? " graph-all" : ""}`} tabIndex={0} role="region" aria-label={`${title}, as a graph`}>
      <svg class="graph" viewBox={`0 0 560 ${height}`} role="group" aria-label={side === "before" ? "Jobs that this one waits for" : "Jobs that wait for this one"}>
        {jobs.map((one, place) => {
          const y = place * ROW + ROW / 2 + 4;
          return (
            <g key={one.id} class={`s-${one.state ?? "unknown"}`}>
              <path class="edge" d={side === "before" ? `M236 ${y} C290 ${y}, 280 ${middle}, 324 ${middle}` : `M236 ${middle} C290 ${middle}, 280 ${y}, 324 ${y}`} />
              <a href={path`/jobs/${one.id}`}>
                <rect x={theirs} y={y - 17} width="232" height="34" rx="8" />
                <circle cx={theirs + 16} cy={y} r="5" />
                <text x={theirs + 30} y={y - 2}>
                  {cut(oneLine(one.title ?? one.processor ?? "deleted"), 28)}
                </text>
                <text class="small" x={theirs + 30} y={y + 11}>
                  {`${one.state ?? ""} ${shortId(one.id)}`}
                </text>
              </a>
            </g>
          );
        })}
        <g class={`s-${job.state} self`}>
          <rect x={own} y={middle - 17} width="232" height="34" rx="8" />
          <circle cx={own + 16} cy={middle} r="5" />
          <text x={own + 30} y={middle + 4}>
            {cut(oneLine(job.title ?? job.processor), 26)}
          </text>
        </g>
      </svg>
      </div>
      {all.length > FEW && (
        <p class="row pad">
          {left > 0 && <span class="faint">{`and ${count(left)} more`}</span>}
          <Button small expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? "Show fewer" : all.length > MOST ? `Show ${MOST}` : "Show all"}
          </Button>
        </p>
      )}
    </Panel>
  );
}
