// One queue: its limits, its limit keys, its jobs, and how it went.
import { useState } from "preact/hooks";
import { all, get, patch, path } from "../api/client.js";
import type { LimitKey, Queue } from "../api/types.js";
import { STATES } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { short, wholeNumber } from "../format/number.js";
import { ago, duration } from "../format/time.js";
import { plain } from "../format/text.js";
import { ChartsOf } from "../overview/charts.js";
import { readyFor } from "../overview/problems.js";
import { Chip, Empty, Facts, Loading, Page, Panel, Trouble, now } from "../ui/basics.js";
import { Gauge } from "../ui/drawings.js";
import { Editable } from "../ui/editable.js";
import { Tabs } from "../ui/tabs.js";
import { BulkDialogs } from "../jobs/bulk.js";
import { JobTable } from "../jobs/table.js";
import { parseFilter } from "../jobs/filter.js";
import { QueueActions } from "./actions.js";
import { QueueLimit, Throughput, limitName } from "./parts.js";
import { filterOf, jobsOf } from "./words.js";

const FIELDS = ["concurrency", "rate", "weight", "key_concurrency", "key_rate"] as const;

export default function QueuePage({ at }: { at: Record<string, string> }) {
  const name = at["name"] ?? "";
  // Jobs that were deleted do not go from a list by themselves: it is made anew.
  const [round, setRound] = useState(0);
  const query = useQuery(name, (signal) => get<Queue>(path`/queues/${name}`, {}, signal), {
    on: (event) => event.type === "queue-update" || event.job?.queue === name,
    pace: 700,
  });
  const queue = query.data.value;
  if (!queue) return query.error.value ? <Trouble error={query.error.value} retry={query.refresh} /> : <Loading />;
  const most = Math.min(queue.concurrency ?? Infinity, queue.slots);
  const age = readyFor(queue, now.value);
  const text = filterOf(name);
  return (
    <Page title={name} wide lead={queue.paused ? <Chip tone="info">paused</Chip> : "queue"} actions={<QueueActions queue={queue} onChange={query.set} onCleaned={() => setRound(round + 1)} />}>
      <div class="columns">
        <Panel title="Now">
          <div class="queue-now">
            <Gauge value={queue.jobs.running} of={most} label={`${queue.jobs.running} of ${most} at once`} />
            <ul class="counts">
              {STATES.filter((state) => queue.jobs[state] > 0).map((state) => (
                <li key={state} class={`s-${state}`}>
                  <span class="dot" aria-hidden="true" />
                  <a href={jobsOf(name, state)}>
                    {short(queue.jobs[state])} {state}
                  </a>
                </li>
              ))}
            </ul>
          </div>
          <Facts
            items={[
              ["The oldest has been ready for", age === undefined ? "nothing waits" : duration(age)],
              ["Next by its rate", queue.next_token_at && ago(queue.next_token_at, now.value)],
              ["Last hour", <Throughput queue={name} width={200} />],
            ]}
          />
        </Panel>
        <Panel title="Limits">
          <Facts items={FIELDS.map((field) => [limitName(field), <QueueLimit queue={queue} field={field} onChange={query.set} />])} />
        </Panel>
      </div>
      <Keys queue={name} />
      <Tabs
        label="Parts of the queue"
        tabs={[
          { key: "jobs", label: "Jobs", content: () => <JobTable key={round} filter={parseFilter(text)} text={text} empty={<Empty title="No jobs in this queue" icon="queues" />} /> },
          {
            key: "charts",
            label: "Charts",
            // A list of jobs has the dialogs of its own.
            content: () => (
              <>
                <ChartsOf queue={name} />
                <BulkDialogs />
              </>
            ),
          },
        ]}
      />
    </Page>
  );
}

/** So many limit keys are shown. */
const MOST_KEYS = 1_000;

function Keys({ queue }: { queue: string }) {
  const query = useQuery(`keys ${queue}`, (signal) => all<LimitKey>(`${path`/queues/${queue}`}/keys`, {}, MOST_KEYS, signal), { on: (event) => event.job?.queue === queue && event.type !== "progress" && event.type !== "log", pace: 2_000 });
  const items = query.data.value ?? [];
  if (items.length === 0) return null;
  const save = (key: string, field: "concurrency" | "rate") => async (value: string) => {
    await patch(`${path`/queues/${queue}`}/keys/${encodeURIComponent(key)}`, { [field]: value === "" ? null : field === "rate" ? value : wholeNumber(value) });
    query.refresh();
  };
  return (
    <Panel title="Limit keys" count={items.length}>
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Limit keys">
        <table>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col" class="number">Running</th>
              <th scope="col">At once</th>
              <th scope="col">Rate</th>
              <th scope="col">Next by its rate</th>
            </tr>
          </thead>
          <tbody>
            {items.map((one) => (
              <tr key={one.key}>
                <th scope="row">{plain(one.key)}</th>
                <td class="number">{one.running}</td>
                <td>
                  <Editable value={one.concurrency ? String(one.concurrency) : ""} shown={one.concurrency ? String(one.concurrency) : "as the queue says"} label={`At once, ${plain(one.key)}`} isAllowed={may.operate} onSave={save(one.key, "concurrency")} />
                </td>
                <td>
                  <Editable value={one.rate ?? ""} shown={one.rate ?? "as the queue says"} label={`Rate, ${plain(one.key)}`} isAllowed={may.operate} onSave={save(one.key, "rate")} />
                </td>
                <td>{one.next_token_at ? ago(one.next_token_at, now.value) : "now"}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
