// How it goes, over the last hour, day or week: what ended, what failed, how long it took; and what needs somebody.
import { computed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useMemo } from "preact/hooks";
import { get } from "../api/client.js";
import type { List, Queue, Stats, StatsOfAll, Webhook, Worker } from "../api/types.js";
import { STATES } from "../api/types.js";
import { alerts, everything, isEverythingPaused } from "../app/notices.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { bytes, count, fuel, percent, plural, short } from "../format/number.js";
import { duration } from "../format/time.js";
import { oneLine, plain } from "../format/text.js";
import { Ago, Empty, Loading, Page, Panel, Prose, Trouble, now } from "../ui/basics.js";
import { confirm } from "../ui/dialog.js";
import { Gauge } from "../ui/drawings.js";
import { Icon } from "../ui/icons.js";
import { Menu } from "../ui/menu.js";
import type { MenuItem } from "../ui/menu.js";
import { toast } from "../ui/toast.js";
import { Charts, RangeSwitch, rangeNow } from "./charts.js";
import { FailsMost } from "./fails.js";
import { problemsOf, readyFor, webhookProblem } from "./problems.js";
import type { QueueProblem } from "./problems.js";
import { LENGTH } from "./series.js";
import type { Range } from "./series.js";

const ofJobs = (event: { type: string }): boolean => event.type.startsWith("job-");

export default function OverviewPage() {
  const range = rangeNow();
  const stats = useQuery(`stats ${range}`, (signal) => get<Stats>("/stats", { since: range }, signal), { on: ofJobs, pace: 2_000, every: 30_000 });
  const data = stats.data.value;
  return (
    <Page
      title="Overview"
      wide
      actions={
        <>
          <RangeSwitch />
          {may.operate && <Everything />}
        </>
      }
    >
      <Trouble error={stats.error.value} retry={stats.refresh} />
      {!data && !stats.error.value && <Loading />}
      {data && <Counts stats={data} />}
      {data && "by_processor" in data && <Whole stats={data} range={range} />}
      {data && !("by_processor" in data) && (
        <p class="faint">
          These are your own jobs. <a href="/jobs">See them all</a>
        </p>
      )}
    </Page>
  );
}

/** Jobs as they stand now, each state a way to its list. */
function Counts({ stats }: { stats: Stats }) {
  return (
    <ul class="state-tiles" aria-label="Jobs by state">
      {STATES.map((state) => (
        <li key={state}>
          <a href={`/jobs?q=state:${state}`} class={`s-${state}${stats.jobs[state] === 0 ? " none" : ""}`} title={count(stats.jobs[state])}>
            <span class="tile-name">
              <span class="dot" aria-hidden="true" />
              {state}
            </span>
            <b>{short(stats.jobs[state])}</b>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Everything() {
  const paused = isEverythingPaused.value;
  const ask = (): void =>
    confirm({
      title: "Pause everything?",
      body: "No queue gives jobs any more, until somebody lets everything go on. What runs goes on.",
      yes: "Pause everything",
      tone: "danger",
      act: () => everything("pause"),
    });
  const goOn = (): void => void everything("resume").catch((error: Error) => toast(error.message, "bad"));
  const items: MenuItem[] = [];
  if (paused !== true) items.push({ label: "Pause everything …", icon: "pause", danger: true, act: ask });
  if (paused !== false) items.push({ label: "Let everything go on", icon: "play", act: goOn });
  return <Menu label="Everything at once" items={items} />;
}

function Whole({ stats, range }: { stats: StatsOfAll; range: Range }) {
  const workers = useQuery("workers", (signal) => get<List<Worker>>("/workers", {}, signal), { on: ofJobs, pace: 2_000 });
  const queues = useQuery("queues", (signal) => get<List<Queue>>("/queues", {}, signal), { on: (event) => ofJobs(event) || event.type === "queue-update", pace: 2_000 });
  const { attempts } = stats;
  const all = workers.data.value?.items ?? [];
  const busy = all.reduce((sum, one) => sum + one.busy, 0);
  const slots = all.reduce((sum, one) => sum + one.slots, 0);
  const ended = attempts.completed + attempts.failed;
  const depth = stats.jobs.pending;
  return (
    <>
      <ul class="tiles" aria-label="Figures">
        <Tile name="Ended" value={short(ended)} detail={`${short((ended * 60_000) / LENGTH[range])} a minute`} />
        <Tile name="Failed" value={ended > 0 ? percent(attempts.failed / ended) : "–"} detail={`${short(attempts.failed)} for good, ${short(attempts.retrying)} tried again`} tone={ended > 0 && attempts.failed / ended > 0.05 ? "bad" : ""} />
        <Tile name="Took (p95)" value={attempts.duration_ms.p95 === null || attempts.duration_ms.p95 === undefined ? "–" : duration(attempts.duration_ms.p95)} detail={spreadText(attempts.duration_ms.p50, attempts.duration_ms.p99, duration)} />
        <Tile name="Waited (p95)" value={attempts.queue_ms.p95 === null || attempts.queue_ms.p95 === undefined ? "–" : duration(attempts.queue_ms.p95)} detail={<Waiting depth={depth} queues={queues.data.value?.items ?? []} />} />
        <li class="tile with-gauge">
          <span class="tile-name">Slots in use</span>
          <Gauge value={busy} of={slots} label={`${busy} of ${slots} slots in use`} />
          <small>{`${busy} of ${slots}`}</small>
        </li>
      </ul>
      <Needs queues={queues.data.value?.items ?? []} range={range} />
      <Charts range={range} />
      <Processors stats={stats} />
    </>
  );
}

function spreadText(p50: number | null | undefined, p99: number | null | undefined, format: (value: number) => string): string {
  if (p50 === null || p50 === undefined) return "nothing ended";
  return `p50 ${format(p50)}${p99 === null || p99 === undefined ? "" : `, p99 ${format(p99)}`}`;
}

/** What is ready, and for how long the oldest has been: by itself, since it changes with every second. */
function Waiting({ depth, queues }: { depth: number; queues: Queue[] }) {
  const age = Math.max(0, ...queues.map((queue) => readyFor(queue, now.value) ?? 0));
  return <>{depth > 0 && age > 0 ? `${short(depth)} ready, the oldest for ${duration(age)}` : `${plural(depth, "job")} ready and waiting`}</>;
}

function Tile({ name, value, detail, tone = "" }: { name: string; value: string; detail: ComponentChildren; tone?: string }) {
  return (
    <li class={`tile ${tone}`}>
      <span class="tile-name">{name}</span>
      <b>{value}</b>
      <small>{detail}</small>
    </li>
  );
}

/** What needs somebody: queues and webhooks that do not go on, alerts that fire, what fails most. */
function Needs({ queues, range }: { queues: Queue[]; range: Range }) {
  const firing = alerts.value.filter((one) => one.state === "firing");
  const paused = isEverythingPaused.value === true;
  // Looked at each second, and drawn again only if it says something else then.
  const found = useMemo(() => computed(() => JSON.stringify(problemsOf(queues, now.value))), [queues]).value;
  const problems = JSON.parse(found) as QueueProblem[];
  const webhooks = useQuery(may.operate ? "webhooks" : null, (signal) => get<List<Webhook>>("/webhooks", {}, signal), { every: 30_000 });
  const untaken = (webhooks.data.value?.items ?? []).flatMap((webhook) => {
    const what = webhookProblem(webhook);
    return what ? [{ webhook, what }] : [];
  });
  const many = firing.length + problems.length + untaken.length + Number(paused);
  return (
    <div class="needs">
      <Panel title="Needs a look" count={many}>
        {many === 0 ? (
          <p class="all-good">
            <Icon name="check" /> No alert fires, and every queue goes on.
          </p>
        ) : (
          <ul class="plain-list">
            {paused && (
              <li>
                <Icon name="pause" />
                <span>Everything is paused, and no queue gives jobs until it is let go on.</span>
              </li>
            )}
            {firing.map((one) => (
              <li key={one.name}>
                <Icon name="bell" />
                <a href="/settings?tab=alerts">{one.name}</a>
                <span><Prose text={one.message ?? ""} /></span>
                <span class="faint">
                  <Ago at={one.since} />
                </span>
              </li>
            ))}
            {problems.map((one) => (
              <li key={one.queue}>
                <Icon name="queues" />
                <a href={`/queues/${encodeURIComponent(one.queue)}`}>{one.queue}</a>
                <span>{one.what}</span>
              </li>
            ))}
            {untaken.map(({ webhook, what }) => (
              <li key={webhook.id}>
                <Icon name="hook" />
                <a class="breaks" href="/settings?tab=webhooks">
                  {oneLine(webhook.title ?? "") || oneLine(webhook.url)}
                </a>
                <span>{plain(what)}</span>
              </li>
            ))}
          </ul>
        )}
      </Panel>
      <FailsMost range={range} />
    </div>
  );
}

function Processors({ stats }: { stats: StatsOfAll }) {
  const rows = Object.entries(stats.by_processor).sort((a, b) => b[1].completed + b[1].failed - a[1].completed - a[1].failed);
  if (rows.length === 0) {
    return (
      <Empty title="Nothing ended in this time" icon="jobs" command="runner submit data-conversion -p from=csv -p to=jsonl -i data.csv">
        Figures for each processor appear with its first jobs.
      </Empty>
    );
  }
  const show = (value: number | null | undefined, format: (value: number) => string): string => (value === null || value === undefined ? "–" : format(value));
  return (
    <Panel title="Processors">
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Processors">
        <table>
          <thead>
            <tr>
              <th scope="col">Processor</th>
              <th scope="col" class="number">Completed</th>
              <th scope="col" class="number">Failed</th>
              <th scope="col" class="number">Took p50</th>
              <th scope="col" class="number">p95</th>
              <th scope="col" class="number">Fuel p50</th>
              <th scope="col" class="number">p95</th>
              <th scope="col" class="number">Memory p50</th>
              <th scope="col" class="number">p95</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, one]) => (
              <tr key={name}>
                <th scope="row">
                  <a href={`/plugins/${encodeURIComponent(name)}`}>{name}</a>
                </th>
                <td class="number">
                  <a href={`/jobs?q=state:completed+processor:${name}`}>{short(one.completed)}</a>
                </td>
                <td class={`number${one.failed > 0 ? " bad" : ""}`}>
                  {one.failed > 0 ? <a href={`/jobs?q=state:failed+processor:${name}`}>{short(one.failed)}</a> : "0"}
                </td>
                <td class="number">{show(one.duration_ms.p50, duration)}</td>
                <td class="number">{show(one.duration_ms.p95, duration)}</td>
                <td class="number">{show(one.fuel.p50, fuel)}</td>
                <td class="number">{show(one.fuel.p95, fuel)}</td>
                <td class="number">{show(one.peak_memory_bytes.p50, bytes)}</td>
                <td class="number">{show(one.peak_memory_bytes.p95, bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
