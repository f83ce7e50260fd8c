// The nodes: their slots, what runs in each and since when.
import { get, patch, path } from "../api/client.js";
import type { List, Worker } from "../api/types.js";
import { may } from "../app/session.js";
import { connection } from "../live/feed.js";
import { useQuery } from "../live/query.js";
import { bytes, count, fuel, short, wholeNumber } from "../format/number.js";
import { duration } from "../format/time.js";
import { shortId } from "../format/text.js";
import { Ago, Chip, Empty, Facts, Loading, Page, Panel, Trouble, now } from "../ui/basics.js";
import { Gauge } from "../ui/drawings.js";
import { Editable } from "../ui/editable.js";

export default function WorkersPage() {
  const query = useQuery("workers", (signal) => get<List<Worker>>("/workers", {}, signal), { on: (event) => event.type.startsWith("job-"), pace: 400, every: 2_000 });
  const items = query.data.value?.items;
  return (
    <Page title="Workers" wide>
      <Trouble error={query.error.value} retry={query.refresh} />
      {!items && !query.error.value && <Loading />}
      {items?.length === 0 && <Empty title="No node runs jobs" icon="workers" command="runner serve" />}
      {items?.map((worker) => (
        <Node key={worker.node} worker={worker} onChange={(changed) => query.set({ items: items.map((one) => (one.node === changed.node ? changed : one)) })} />
      ))}
    </Page>
  );
}

function Node({ worker, onChange }: { worker: Worker; onChange: (worker: Worker) => void }) {
  const isLost = connection.value !== "open";
  const isLate = worker.state === "no_lease";
  const isWell = !isLost && worker.state === "running";
  const save = async (value: string): Promise<void> => onChange(await patch<Worker>(path`/workers/${worker.node}`, { slots: wholeNumber(value) }));
  return (
    <Panel
      title={
        <>
          {worker.node} <Chip tone={isWell ? "good" : "warn"} title={isLate ? "Its store has not heard of it in time: what it runs may run elsewhere" : undefined}>
            {isLost ? "does not answer" : isLate ? "no heartbeat" : worker.state.replace("_", " ")}
          </Chip>
        </>
      }
    >
      <div class="node">
        <Gauge value={worker.busy} of={worker.slots} label={`${worker.busy} of ${worker.slots} slots in use`} />
        <Facts
          items={[
            ["Slots", <Editable value={String(worker.slots)} shown={`${worker.busy} of ${worker.slots} in use`} label="Slots" isAllowed={may.operate} onSave={save} />],
            ["Completed since it started", count(worker.completed)],
            ["Failed", count(worker.failed)],
            ["Heartbeat", <Ago at={worker.heartbeat_at} />],
            ["Up for", duration(now.value - Date.parse(worker.started_at))],
            ["Version", worker.version],
          ]}
        />
      </div>
      <ol class="slots" aria-label="Slots">
        {worker.each.map((slot) => (
          <li key={slot.slot} class={slot.job ? "busy" : ""}>
            <span class="slot-number">{slot.slot}</span>
            {slot.job ? (
              <a href={`/jobs/${slot.job.id}`}>
                <b>{slot.job.processor}</b>
                <small>
                  <code>{shortId(slot.job.id)}</code>
                  {slot.job.attempt > 1 && ` attempt ${slot.job.attempt}`} · {duration(now.value - Date.parse(slot.job.since))}
                  {slot.job.usage && ` · ${fuel(slot.job.usage.fuel)} fuel · ${bytes(slot.job.usage.peak_memory_bytes)}`}
                </small>
              </a>
            ) : (
              <span class="faint">
                free<small>{slot.completed + slot.failed > 0 ? ` ${short(slot.completed)} done` : ""}</small>
              </span>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  );
}
