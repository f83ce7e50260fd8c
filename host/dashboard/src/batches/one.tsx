// One batch: how its items stand, when it will be done, who works on them, and the items.
import { useMemo, useRef } from "preact/hooks";
import { get, patch, path, post, remove } from "../api/client.js";
import type { components } from "../api/schema.js";
import type { Batch, Job, List, Worker } from "../api/types.js";
import { go, place, setQuery } from "../app/router.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { count, plural, short, wholeNumber } from "../format/number.js";
import { duration, moment } from "../format/time.js";
import { oneLine, shortId } from "../format/text.js";
import { Ago, Bar, Button, Chip, Copy, Empty, Facts, Loading, Page, Panel, Trouble, now } from "../ui/basics.js";
import { confirm } from "../ui/dialog.js";
import { Editable } from "../ui/editable.js";
import { Menu } from "../ui/menu.js";
import { toast } from "../ui/toast.js";
import { FilterBar } from "../jobs/filterbar.js";
import { apiFilter, parseFilter } from "../jobs/filter.js";
import { JobTable } from "../jobs/table.js";
import { useFilterValues } from "../jobs/values.js";
import { BatchMeter } from "./pace.js";
import { BatchBar, BatchCounts, endedOf } from "./parts.js";

type Retried = components["schemas"]["Retried"];

export default function BatchPage({ at }: { at: Record<string, string> }) {
  const id = at["id"] ?? "";
  const query = useQuery(id, (signal) => get<Batch>(path`/batches/${id}`, {}, signal), {
    on: (event) => event.type === "batch-update" || event.job?.batch_id === id,
    pace: 500,
  });
  const batch = query.data.value;
  const made = batch?.created_at;
  const meter = useMemo(() => made && new BatchMeter(Date.parse(made)), [id, made]);
  if (!batch || !meter) return query.error.value ? <Trouble error={query.error.value} retry={query.refresh} /> : <Loading />;
  meter.add(Date.now(), endedOf(batch));
  return <Shown batch={batch} meter={meter} onChange={query.set} refresh={query.refresh} />;
}

function Shown({ batch, meter, onChange, refresh }: { batch: Batch; meter: BatchMeter; onChange: (batch: Batch) => void; refresh: () => void }) {
  const text = place.value.query.get("q") ?? "";
  const filter = parseFilter(text);
  // While a key is being written it is the same, and so is the list with what is selected in it.
  const asked = JSON.stringify([filter.terms, filter.text]);
  const shown = useRef<() => readonly Job[]>(() => []);
  const values = useFilterValues(shown);
  const ended = endedOf(batch);
  const { total } = batch.counts;
  const eta = batch.state === "running" ? meter.eta(total) : undefined;
  const rate = batch.state === "running" ? meter.rate() : undefined;
  const verb = (name: string) => async () => onChange(await post<Batch>(`${path`/batches/${batch.id}`}/${name}`));
  const retry = async (latest: boolean): Promise<void> => {
    const { retried, unfit, example } = await post<Retried>(`${path`/batches/${batch.id}`}/retry-failed`, { latest });
    const left = unfit ? `, ${count(unfit)} do not fit the newest version` : "";
    toast(`${plural(retried, "item")} run again${left}`, retried === 0 && unfit ? "bad" : "good", example ? { href: `/jobs/${example.job_id}`, text: "one of them" } : undefined);
    refresh();
  };
  const retryNewest = (): void =>
    confirm({
      title: "Retry on the newest version?",
      body: `${plural(batch.counts.failed, "item")} that failed run again, on the version of the plugin that is active now. What does not fit it stays failed.`,
      yes: "Retry",
      act: () => retry(true),
    });
  const stop = (): void =>
    confirm({ title: "Stop this batch?", body: "What has not ended is cancelled, and no more items are taken.", yes: "Stop", tone: "danger", act: verb("stop") });
  const destroy = (): void =>
    confirm({ title: "Delete this batch?", body: "Its jobs stay.", yes: "Delete", tone: "danger", act: async () => (await remove(path`/batches/${batch.id}`), go("/batches")) });
  const isOver = batch.finished_at !== null && batch.finished_at !== undefined;
  return (
    <Page
      title={oneLine(batch.title ?? "") || `Batch ${shortId(batch.id)}`}
      wide
      lead={
        <span class="id">
          <code>{batch.id}</code>
          <Copy text={batch.id} label="Copy the id" />
        </span>
      }
      actions={
        may.changeJobs && (
          <>
            {batch.state === "running" && !isOver && (
              <Button icon="pause" onClick={verb("pause")}>
                Pause
              </Button>
            )}
            {batch.state === "paused" && (
              <Button icon="play" tone="primary" onClick={verb("resume")}>
                Resume
              </Button>
            )}
            {batch.counts.failed > 0 && (
              <Button icon="retry" onClick={() => retry(false)}>
                {`Retry ${count(batch.counts.failed)} failed`}
              </Button>
            )}
            {!isOver && batch.state !== "stopped" && (
              <Button icon="cancel" tone="danger" onClick={stop}>
                Stop
              </Button>
            )}
            <Menu
              label="More"
              items={[
                ...(batch.counts.failed > 0 ? [{ label: "Retry failed on the newest version …", icon: "plugins" as const, act: retryNewest }] : []),
                ...(isOver ? [{ label: "Delete …", icon: "trash" as const, danger: true, act: destroy }] : []),
              ]}
            />
          </>
        )
      }
    >
      <Panel>
        <div class="standing-line">
          <Chip tone={batch.state === "done" ? "good" : batch.state === "stopped" ? "bad" : "info"}>{batch.state}</Chip>
          <span>
            {count(ended)} of {count(total)} ended
          </span>
          {rate !== undefined && rate > 0 && <span class="faint">{short(rate)}/s</span>}
          {eta !== undefined && <span class="faint">{duration(eta)} left</span>}
          {isOver && batch.finished_at && <span class="faint">took {duration(Date.parse(batch.finished_at) - Date.parse(batch.created_at))}</span>}
          <b class="percent">{total > 0 ? Math.floor((100 * ended) / total) : 0} %</b>
        </div>
        <div class="big-stacked">
          <BatchBar batch={batch} />
        </div>
        <BatchCounts batch={batch} />
        <Facts
          items={[
            ["At once, at most", <Editable value={batch.max_parallel === null || batch.max_parallel === undefined ? "" : String(batch.max_parallel)} shown={batch.max_parallel ? String(batch.max_parallel) : "as many as there is room for"} label="Items at once" isAllowed={may.changeJobs && !isOver} onSave={async (value) => onChange(await patch<Batch>(path`/batches/${batch.id}`, { max_parallel: value === "" ? null : wholeNumber(value) }))} />],
            ["Afterwards", batch.then_job_id && <a href={`/jobs/${batch.then_job_id}`}>{shortId(batch.then_job_id)}</a>],
            ["Submitted by", batch.created_by ? oneLine(batch.created_by) : ""],
            ["Made", <>{moment(batch.created_at)} (<Ago at={batch.created_at} />)</>],
            ["More items", batch.open ? "may come" : ""],
          ]}
        />
      </Panel>
      {may.viewAll && !isOver && <OnWorkers batch={batch} />}
      <FilterBar value={text} onChange={(q, how) => setQuery({ q: q || undefined }, how)} values={(key) => (key === "batch" ? [] : values(key))} problems={filter.problems} />
      <JobTable key={asked} shown={shown} filter={filter} text={asked} at={`${path`/batches/${batch.id}`}/items`} within={{ batch: batch.id }} empty={<Empty title={Object.keys(apiFilter(filter)).length > 0 ? "No item fits" : "It has no items yet"} icon="batches" />} />
    </Page>
  );
}

/** Which slots work on its items, by node. */
function OnWorkers({ batch }: { batch: Batch }) {
  const workers = useQuery("workers", (signal) => get<List<Worker>>("/workers", {}, signal), { on: (event) => event.type.startsWith("job-"), pace: 1_000 });
  const items = useQuery(`running ${batch.id}`, (signal) => get<List<{ id: string }>>(`${path`/batches/${batch.id}`}/items`, { state: "running", page_size: 500 }, signal), { on: (event) => event.job?.batch_id === batch.id && event.type !== "progress", pace: 1_000 });
  const own = new Set((items.data.value?.items ?? []).map((one) => one.id));
  const nodes = (workers.data.value?.items ?? []).map((worker) => ({ worker, slots: worker.each.filter((slot) => slot.job && own.has(slot.job.id)) }));
  if (nodes.every(({ slots }) => slots.length === 0)) return null;
  return (
    <Panel title="Worked on by">
      {nodes.map(({ worker, slots }) => (
        <div key={worker.node} class="node-line">
          <strong>{worker.node}</strong>
          <span class="faint">{`${slots.length} of ${worker.slots} slots`}</span>
          <Bar thin value={(100 * slots.length) / Math.max(1, worker.slots)} label={`Slots of ${worker.node} on this batch`} />
          <ul class="slot-list">
            {slots.slice(0, 24).map(
              (slot) =>
                slot.job && (
                  <li key={slot.slot}>
                    <a href={`/jobs/${slot.job.id}`}>
                      {slot.slot} <span class="faint">{duration(now.value - Date.parse(slot.job.since))}</span>
                    </a>
                  </li>
                ),
            )}
          </ul>
        </div>
      ))}
    </Panel>
  );
}
