// All queues: how much waits in each and for how long, what it gets through, how full it is, and its limits to be changed.
import { get } from "../api/client.js";
import type { List, Queue } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { count, short } from "../format/number.js";
import { duration } from "../format/time.js";
import { LONG, readyFor } from "../overview/problems.js";
import { Chip, Empty, Loading, Page, Panel, Trouble, now } from "../ui/basics.js";
import { Gauge } from "../ui/drawings.js";
import { BulkDialogs } from "../jobs/bulk.js";
import { QueueActions } from "./actions.js";
import { QueueLimit, Throughput } from "./parts.js";
import { jobsOf } from "./words.js";

export default function QueuesPage() {
  const query = useQuery("queues", (signal) => get<List<Queue>>("/queues", {}, signal), {
    on: (event) => event.type === "queue-update" || event.type.startsWith("job-"),
    pace: 1_000,
  });
  const items = query.data.value?.items;
  const put = (queue: Queue): void => {
    if (items) query.set({ items: items.map((one) => (one.name === queue.name ? queue : one)) });
  };
  return (
    <Page title="Queues" wide>
      <Trouble error={query.error.value} retry={query.refresh} />
      {!items && !query.error.value && <Loading />}
      {items?.length === 0 && (
        <Empty title="No queues yet" icon="queues" command="runner submit data-conversion --queue imports -p to=jsonl -i data.csv">
          A queue is there with its first job; unless a job says otherwise, it waits in the queue of its processor’s name.
        </Empty>
      )}
      {items && items.length > 0 && (
        <Panel>
          <div class="table-scroll" tabIndex={0} role="region" aria-label="Queues">
            <table class="roomy">
              <thead>
                <tr>
                  <th scope="col">Queue</th>
                  <th scope="col" class="number">Ready</th>
                  <th scope="col" class="number">Oldest</th>
                  <th scope="col" class="number">Running</th>
                  <th scope="col" class="number">Failed</th>
                  <th scope="col">In use</th>
                  <th scope="col">Throughput</th>
                  <th scope="col">At once</th>
                  <th scope="col">Rate</th>
                  <th scope="col">
                    <span class="visually-hidden">Actions</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((queue) => {
                  const most = Math.min(queue.concurrency ?? Infinity, queue.slots);
                  const later = queue.jobs.scheduled + queue.jobs.retrying + queue.jobs.blocked + queue.jobs.paused;
                  return (
                    <tr key={queue.name}>
                      <th scope="row">
                        <a href={`/queues/${encodeURIComponent(queue.name)}`}>{queue.name}</a> {queue.paused && <Chip tone="info">paused</Chip>}
                        {later > 0 && <small class="faint under">{`${short(later)} later`}</small>}
                      </th>
                      <td class="number" title={count(queue.jobs.pending)}>
                        <a href={jobsOf(queue.name, "pending")}>{short(queue.jobs.pending)}</a>
                      </td>
                      <Oldest queue={queue} />
                      <td class="number">
                        <a href={jobsOf(queue.name, "running")}>{short(queue.jobs.running)}</a>
                      </td>
                      <td class={`number${queue.jobs.failed > 0 ? " bad" : ""}`} title={count(queue.jobs.failed)}>
                        {queue.jobs.failed > 0 ? <a href={jobsOf(queue.name, "failed")}>{short(queue.jobs.failed)}</a> : "0"}
                      </td>
                      <td>
                        <Gauge value={queue.jobs.running} of={most} label={`${queue.jobs.running} of ${most} at once`} />
                      </td>
                      <td>
                        <Throughput queue={queue.name} />
                      </td>
                      <td>
                        <QueueLimit queue={queue} field="concurrency" onChange={put} />
                      </td>
                      <td>
                        <QueueLimit queue={queue} field="rate" onChange={put} />
                      </td>
                      <td>
                        <span class="actions">
                          <QueueActions queue={queue} onChange={put} small />
                        </span>
                      </td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </Panel>
      )}
      <BulkDialogs />
    </Page>
  );
}

/** For how long the oldest has been ready: by itself, since it changes with every second. */
function Oldest({ queue }: { queue: Queue }) {
  const age = readyFor(queue, now.value);
  return <td class={`number${age !== undefined && age > LONG ? " warn" : ""}`}>{age === undefined ? "–" : duration(age)}</td>;
}
