// What the last jobs of each version of a plugin used, drawn as distributions side by side: of the jobs that are kept.
import { get, path } from "../api/client.js";
import type { Job, JobList } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { bytes, fuel, plural } from "../format/number.js";
import { duration } from "../format/time.js";
import { plain, shortDigest } from "../format/text.js";
import { Loading, Trouble } from "../ui/basics.js";
import { quantiles } from "./distribution.js";
import type { Quantiles } from "./distribution.js";

/** So many of the newest jobs are looked at. */
const LOOKED_AT = 60;
/** So many are asked for at once: lists do not say what jobs used. */
const AT_ONCE = 5;

export function UsageByVersion({ plugin }: { plugin: string }) {
  const query = useQuery(`usage ${plugin}`, (signal) => newest(plugin, signal));
  if (query.error.value) return <Trouble error={query.error.value} retry={query.refresh} />;
  if (!query.data.value) return <Loading rows={2} />;
  const versions = new Map<string, Job[]>();
  for (const job of query.data.value) {
    if (job.usage && job.plugin) versions.set(job.plugin.digest, [...(versions.get(job.plugin.digest) ?? []), job]);
  }
  if (versions.size === 0) return <p class="faint pad">None of its jobs completed yet.</p>;
  const rows = [...versions.entries()].map(([digest, jobs]) => ({ digest, version: jobs[0]?.plugin?.version ?? "", jobs }));
  return (
    <div class="distributions">
      <Measure title="Fuel" rows={rows} of={(job) => job.usage?.fuel ?? 0} format={fuel} />
      <Measure title="Memory" rows={rows} of={(job) => job.usage?.peak_memory_bytes ?? 0} format={bytes} />
      <Measure title="Time" rows={rows} of={(job) => job.usage?.wall_ms ?? 0} format={duration} />
    </div>
  );
}

async function newest(plugin: string, signal: AbortSignal): Promise<Job[]> {
  const { items } = await get<JobList>("/jobs", { processor: plugin, state: "completed", page_size: LOOKED_AT }, signal);
  const found: Job[] = [];
  const left = [...(items as Job[])];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next; next = left.pop()) {
      const job = await get<Job>(path`/jobs/${next.id}`, {}, signal).catch(() => undefined);
      if (job) found.push(job);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return found;
}

interface VersionRow {
  digest: string;
  version: string;
  jobs: Job[];
}

function Measure({ title, rows, of, format }: { title: string; rows: VersionRow[]; of: (job: Job) => number; format: (value: number) => string }) {
  const all = rows.map((row) => ({ ...row, spread: quantiles(row.jobs.map(of)) }));
  const most = Math.max(1, ...all.map((row) => row.spread.most));
  return (
    <section>
      <h2 class="sub">{title}</h2>
      <dl>
        {all.map(({ digest, version, jobs, spread }) => (
          <div key={digest}>
            <dt>
              {plain(version) || shortDigest(digest)} <small class="faint">{plural(jobs.length, "job")}</small>
            </dt>
            <dd>
              <Box spread={spread} most={most} label={`${title}: half of the jobs between ${format(spread.low)} and ${format(spread.high)}, p50 ${format(spread.middle)}, at most ${format(spread.most)}`} />
              <span class="number">{format(spread.middle)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Least, quarter, middle, three quarters, most. */
function Box({ spread, most, label }: { spread: Quantiles; most: number; label: string }) {
  const x = (value: number): number => 2 + (value / most) * 176;
  return (
    <svg class="box" width="180" height="20" viewBox="0 0 180 20" role="img" aria-label={label}>
      <title>{label}</title>
      <path class="whisker" d={`M${x(spread.least)} 10H${x(spread.most)}M${x(spread.least)} 6V14M${x(spread.most)} 6V14`} />
      <rect x={x(spread.low)} y="4" width={Math.max(1.5, x(spread.high) - x(spread.low))} height="12" rx="2" />
      <path class="middle" d={`M${x(spread.middle)} 3V17`} />
    </svg>
  );
}
