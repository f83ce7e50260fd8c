// How the attempts on each version of a plugin went and what they used: of all since the version was taken, as the server
// counts them. The distributions stand side by side, on one scale each.
import { get, path } from "../api/client.js";
import type { Distribution, List, OutcomeCounts as Counts, UsageOfVersion } from "../api/types.js";
import { useQuery } from "../live/query.js";
import type { Query } from "../live/query.js";
import { bytes, count, fuel, percent } from "../format/number.js";
import { duration } from "../format/time.js";
import { plain, shortDigest } from "../format/text.js";
import { Chip, Loading, Panel, Trouble } from "../ui/basics.js";
import { attemptsOf, boxOf, boxText } from "./boxes.js";
import type { Box } from "./boxes.js";

/** The newest version first; nothing is asked of no plugin. */
export function useUsage(plugin: string | null): Query<List<UsageOfVersion>> {
  return useQuery(plugin, (signal) => get<List<UsageOfVersion>>(`${path`/plugins/${plugin ?? ""}`}/usage`, {}, signal), {
    on: (event) => event.type === "plugin-changed" || ((event.type === "job-completed" || event.type === "job-failed") && event.job?.processor === plugin),
    pace: 3_000,
    // What is tried again or cancelled counts too, and comes by other events.
    every: 30_000,
  });
}

/** How a version does, at a glance, as facts. Until that is known their place is kept, so that nothing moves. */
export function factsOf(usage: Query<List<UsageOfVersion>>, digest: string): [string, string][] {
  const items = usage.data.value?.items;
  const own = items?.find((one) => one.digest === digest);
  return [
    ["Success rate", rateOf(own)],
    ["Attempts", own ? count(attemptsOf(own)) : items ? "none yet" : "–"],
  ];
}

const rateOf = (usage: UsageOfVersion | undefined): string => (usage?.success_rate === null || usage?.success_rate === undefined ? "–" : percent(usage.success_rate));
const nameOf = (usage: UsageOfVersion): string => plain(usage.version ?? "") || shortDigest(usage.digest);

export function UsageByVersion({ usage }: { usage: Query<List<UsageOfVersion>> }) {
  const versions = usage.data.value?.items;
  const error = usage.error.value;
  if (!versions) return error ? <Trouble error={error} retry={usage.refresh} /> : <Loading rows={2} />;
  return (
    <>
      <Trouble error={error} retry={usage.refresh} />
      <Panel title="Attempts">{versions.length === 0 ? <p class="faint">None of its jobs was tried yet.</p> : <Outcomes versions={versions} />}</Panel>
      {versions.length > 0 && (
        <Panel title="What they used">
          <div class="distributions">
            <Measure title="Fuel" versions={versions} of={(one) => one.fuel} format={fuel} />
            <Measure title="Memory" versions={versions} of={(one) => one.peak_memory_bytes} format={bytes} />
            <Measure title="Time" versions={versions} of={(one) => one.duration_ms} format={duration} />
            <Measure title="Waited" versions={versions} of={(one) => one.queue_ms} format={duration} />
          </div>
        </Panel>
      )}
    </>
  );
}

const OUTCOMES: [Exclude<keyof Counts, "success_rate">, string][] = [
  ["completed", "Completed"],
  ["failed", "Failed"],
  ["retrying", "Tried again"],
  ["cancelled", "Cancelled"],
  ["interrupted", "Interrupted"],
];

function Outcomes({ versions }: { versions: UsageOfVersion[] }) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Attempts by version">
      <table>
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col" class="number">Success rate</th>
            <th scope="col" class="number">Attempts</th>
            {OUTCOMES.map(([key, name]) => (
              <th key={key} scope="col" class="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {versions.map((one) => (
            <tr key={one.digest}>
              <th scope="row" class="nowrap">
                <span title={one.digest}>{nameOf(one)}</span> {one.active && <Chip tone="good">active</Chip>}
              </th>
              <td class="number">{rateOf(one)}</td>
              <td class="number">{count(attemptsOf(one))}</td>
              {OUTCOMES.map(([key]) => (
                <td key={key} class="number">
                  {count(one[key])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Measure({ title, versions, of, format }: { title: string; versions: UsageOfVersion[]; of: (one: UsageOfVersion) => Distribution; format: (value: number) => string }) {
  const drawn = versions.flatMap((one) => {
    const box = boxOf(of(one));
    return box ? [{ one, box }] : [];
  });
  if (drawn.length === 0) return null;
  const most = Math.max(1, ...drawn.map(({ box }) => box.most));
  return (
    <section>
      <h2 class="sub">{title}</h2>
      <dl>
        {drawn.map(({ one, box }) => (
          <div key={one.digest}>
            <dt>{nameOf(one)}</dt>
            <dd>
              <BoxPlot box={box} most={most} label={boxText(title, box, format)} />
              <span class="number">{format(box.p50)}</span>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Least, quarter, middle, three quarters, most. */
function BoxPlot({ box, most, label }: { box: Box; most: number; label: string }) {
  const x = (value: number): number => 2 + (value / most) * 176;
  return (
    <svg class="box" width="180" height="20" viewBox="0 0 180 20" role="img" aria-label={label}>
      <title>{label}</title>
      <path class="whisker" d={`M${x(box.least)} 10H${x(box.most)}M${x(box.least)} 6V14M${x(box.most)} 6V14`} />
      <rect x={x(box.p25)} y="4" width={Math.max(1.5, x(box.p75) - x(box.p25))} height="12" rx="2" />
      <path class="middle" d={`M${x(box.p50)} 3V17`} />
    </svg>
  );
}
