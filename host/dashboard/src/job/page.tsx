// One job: where it stands, how it came there, what it used, what it said, what it was given and what it gave.
import { useEffect, useMemo } from "preact/hooks";
import { Problem, get, path } from "../api/client.js";
import type { Attempt, Job, Limit, List } from "../api/types.js";
import { ENDED } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import type { Query } from "../live/query.js";
import { count, short } from "../format/number.js";
import { duration, moment } from "../format/time.js";
import { oneLine, plain, shortDigest } from "../format/text.js";
import { Ago, Bar, Chip, Copy, Empty, Facts, Loading, Page, Panel, Prose, State, Trouble, now } from "../ui/basics.js";
import { Tabs } from "../ui/tabs.js";
import { JsonView } from "../ui/tree.js";
import { MEANING } from "../jobs/codes.js";
import { Actions, RESUMES } from "./actions.js";
import { Attempts } from "./attempts.js";
import { Dependencies } from "./dependencies.js";
import { Explain } from "./explain.js";
import { Files } from "./files.js";
import { LogView } from "./logview.js";
import { limitOf, outlook } from "./outlook.js";
import { PathOfStates } from "./path.js";
import { JobStream } from "./stream.js";

export default function JobPage({ at }: { at: Record<string, string> }) {
  const id = at["id"] ?? "";
  const job = useQuery(id, (signal) => get<Job>(path`/jobs/${id}`, {}, signal));
  const attempts = useQuery(id, (signal) => get<List<Attempt>>(`${path`/jobs/${id}`}/attempts`, {}, signal));
  const stream = useMemo(
    () =>
      new JobStream(id, () => {
        job.refresh();
        attempts.refresh();
      }),
    [id],
  );
  useEffect(() => () => stream.stop(), [stream]);
  const data = job.data.value;
  useEffect(() => data && stream.seen(data), [data, stream]);
  const error = job.error.value;
  const isGone = error instanceof Problem && error.status === 404;
  if (!data || isGone) {
    if (isGone) {
      return (
        <Page title="No such job">
          <Empty title="There is no such job" icon="search">
            It may have been deleted; finished jobs are kept for a while only. <a href="/jobs">All jobs</a>
          </Empty>
        </Page>
      );
    }
    return error ? <Trouble error={error} retry={job.refresh} /> : <Loading />;
  }
  return <Shown key={id} job={data} attempts={attempts} stream={stream} onChange={job.set} />;
}

function Shown({ job, attempts: query, stream, onChange }: { job: Job; attempts: Query<List<Attempt>>; stream: JobStream; onChange: (job: Job) => void }) {
  const attempts = query.data.value?.items ?? [];
  const limits = useQuery(job.processor, (signal) => get<List<Limit>>(`${path`/plugins/${job.processor}`}/limits`, {}, signal).catch(() => ({ items: [] })));
  const title = oneLine(job.title ?? "") || job.processor;
  const waits = !ENDED.has(job.state) && job.state !== "running";
  const resultLabel = job.result !== null && job.result !== undefined;
  return (
    <Page title={title} actions={<Actions job={job} onChange={onChange} />} lead={<Lead job={job} />}>
      <section class={`job-head s-${job.state}`} aria-label="Where it stands">
        <Standing job={job} attempts={attempts} limits={limits.data.value?.items ?? []} stream={stream} />
        <PathOfStates job={job} attempts={attempts} turns={stream.turns.value} />
      </section>
      {waits && <Explain job={job} />}
      <Dependencies job={job} />
      <Tabs
        label="Parts of the job"
        tabs={[
          { key: "attempts", label: "Attempts", count: attempts.length, content: () => (query.data.value ? <Attempts job={job} attempts={attempts} limits={limits.data.value?.items ?? []} refresh={query.refresh} /> : query.error.value ? <Trouble error={query.error.value} retry={query.refresh} /> : <Loading rows={2} />) },
          { key: "log", label: "Log", content: () => <LogView job={job} attempts={attempts} stream={stream} /> },
          { key: "data", label: resultLabel ? "Params and result" : "Params", content: () => <Data job={job} /> },
          { key: "files", label: "Files", count: job.inputs.length + job.outputs.length, content: () => <Files job={job} /> },
          { key: "about", label: "About", content: () => <About job={job} /> },
        ]}
      />
    </Page>
  );
}

function Lead({ job }: { job: Job }) {
  return (
    <>
      {job.title && <a href={path`/jobs?q=${`processor:${job.processor}`}`}>{job.processor}</a>}
      <span class="id">
        <code>{job.id}</code>
        <Copy text={job.id} label="Copy the id" />
      </span>
      {job.tags.map((tag) => (
        <a key={tag} class="chip plain" href={`/jobs?q=${encodeURIComponent(`tag:${/[\s"]/.test(tag) ? JSON.stringify(tag) : tag}`)}`}>
          {oneLine(tag)}
        </a>
      ))}
    </>
  );
}

/** State, bar, item x of y, message, rate, and when it will be done. */
function Standing({ job, attempts, limits, stream }: { job: Job; attempts: Attempt[]; limits: Limit[]; stream: JobStream }) {
  const runs = job.state === "running";
  useEffect(() => {
    if (runs) stream.meter.clear();
  }, [runs, stream]);
  const progress = (runs ? stream.progress.value : undefined) ?? job.progress;
  const rate = runs ? stream.meter.rate() : undefined;
  const eta = runs ? stream.meter.eta(progress?.total) : undefined;
  // Of the attempt that runs: what it used so far. While it was frozen, no time counts.
  const used = attempts.find((one) => one.attempt === job.attempt && !one.ended_at)?.usage;
  const elapsed = runs && job.started_at ? Math.max(0, now.value - Date.parse(job.started_at) - (used?.frozen_ms ?? 0)) : undefined;
  const took = job.usage && job.finished_at ? job.usage.wall_ms : elapsed;
  const isDone = job.state === "completed";
  return (
    <div class="standing">
      <div class="standing-line">
        <State state={job.state} detail={job.is_stopping ? "stopping" : job.state === "paused" && job.resumes ? job.resumes : undefined} />
        {took !== undefined && <span>{duration(took)}</span>}
        {progress?.step && (
          <Chip tone="info">
            {`step ${progress.step.index + 1} of ${progress.step.count}`}
            {oneLine(progress.step.name) && `: ${oneLine(progress.step.name)}`}
          </Chip>
        )}
        {progress && (progress.done > 0 || progress.total) && (
          <span>
            {count(progress.done)}
            {progress.total && !isDone ? ` of ${count(progress.total)}` : ""}
            {progress.failed > 0 && <b class="bad"> {count(progress.failed)} failed</b>}
          </span>
        )}
        {rate !== undefined && rate > 0 && <span class="faint">{short(rate)}/s</span>}
        {eta !== undefined && <span class="faint">{duration(eta)} left</span>}
        {progress?.percent !== null && progress?.percent !== undefined && <b class="percent">{isDone ? 100 : Math.floor(progress.percent)} %</b>}
      </div>
      {(runs || progress) && <Bar value={isDone ? 100 : progress?.percent} label="Progress" state={job.state} />}
      {progress?.message && <p class="message">{oneLine(progress.message)}</p>}
      {job.state === "paused" && job.resumes && <p class="message">{RESUMES[job.resumes]}</p>}
      {runs && progress && (progress.step?.count ?? 1) === 1 && <Warning share={Number(progress.done) / Number(progress.total ?? 0)} elapsed={elapsed} eta={eta} job={job} limits={limits} fuel={used?.fuel} />}
      <WhatWasWrong job={job} />
      {job.description && <p class="description">{plain(job.description)}</p>}
    </div>
  );
}

/** That it ends at a limit if it goes on like this, while something can be done about it. */
function Warning({ share, elapsed, eta, job, limits, fuel }: { share: number; elapsed: number | undefined; eta: number | undefined; job: Job; limits: Limit[]; fuel: number | undefined }) {
  const met = outlook({
    share,
    elapsed: elapsed ?? 0,
    eta,
    timeout: limitOf(job, limits, "timeout_ms"),
    fuel: Number(fuel ?? 0),
    fuelLimit: limitOf(job, limits, "fuel"),
  });
  if (!met) return null;
  return (
    <p class="message warning">
      At this rate it reaches its {met.limit} limit at about {met.percent} %.
    </p>
  );
}

/** Failures that a higher limit may mend. */
const OF_LIMITS = new Set(["fuel_exhausted", "timed_out", "memory_exceeded"]);

/** Why it failed. What is past, because it runs again, and what somebody wanted is said quietly. */
function WhatWasWrong({ job }: { job: Job }) {
  const { error } = job;
  if (!error || job.state === "completed") return null;
  if (job.state === "cancelled" && error.code === "cancelled") return <p class="message">{error.message === "it was cancelled" ? "Somebody cancelled it." : plain(error.message)}</p>;
  if (job.state === "running") {
    return (
      <p class="message">
        Before this attempt: <code>{error.code}</code> {oneLine(error.message)}
      </p>
    );
  }
  return (
    <div class="job-error" role="alert">
      <p>
        <code>{error.code}</code> <span class="faint">{MEANING[error.code]}</span>
      </p>
      <p><Prose text={error.message} /></p>
      {OF_LIMITS.has(error.code) && may.viewAll && (
        <p>
          <a href={`${path`/plugins/${job.processor}`}?tab=limits`}>Its limits</a>
        </p>
      )}
    </div>
  );
}

function Data({ job }: { job: Job }) {
  return (
    <div class="columns">
      <Panel title="Params">
        <JsonView value={job.params ?? {}} label="the params" />
      </Panel>
      {job.result !== null && job.result !== undefined && (
        <Panel title="Result">
          <JsonView value={job.result} label="the result" />
        </Panel>
      )}
      {job.metadata !== null && job.metadata !== undefined && (
        <Panel title="Metadata">
          <JsonView value={job.metadata} label="the metadata" />
        </Panel>
      )}
    </div>
  );
}

function About({ job }: { job: Job }) {
  return (
    <Facts
      items={[
        ["Processor", <a href={path`/plugins/${job.processor}`}>{job.processor}</a>],
        ["Plugin", job.plugin && <>{job.plugin.version && `${plain(job.plugin.version)} · `}<code title={job.plugin.digest}>{shortDigest(job.plugin.digest)}</code> <Copy text={job.plugin.digest} label="Copy the digest" /></>],
        ["Queue", may.viewAll ? <a href={path`/queues/${job.queue}`}>{job.queue}</a> : job.queue],
        ["Limit key", job.limit_key ? plain(job.limit_key) : ""],
        ["Priority", String(job.priority)],
        ["Failed attempts", `${job.failures} of ${job.max_attempts}`],
        ["Batch", job.batch_id && <a href={path`/batches/${job.batch_id}`}>{job.batch_id}</a>],
        ["Submitted by", job.created_by ? oneLine(job.created_by) : ""],
        ["Made", <>{moment(job.created_at)} (<Ago at={job.created_at} />)</>],
        ["May run from", job.scheduled_at !== job.created_at && moment(job.scheduled_at)],
        ["Expires", job.expires_at && moment(job.expires_at)],
        ["Began last", job.started_at && moment(job.started_at)],
        ["Ended", job.finished_at && moment(job.finished_at)],
      ]}
    />
  );
}
