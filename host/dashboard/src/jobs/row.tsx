// A job as a line of a list. It is drawn anew only when something of it changes.
import { Component } from "preact";
import type { Job } from "../api/types.js";
import { said } from "../api/client.js";
import { ENDED } from "../api/types.js";
import { count } from "../format/number.js";
import { ago, duration, moment } from "../format/time.js";
import { oneLine, shortId } from "../format/text.js";
import { Bar, Chip, Prose, State, copyText, now } from "../ui/basics.js";
import { toast } from "../ui/toast.js";
import { brief } from "./brief.js";
import { whenOf } from "./when.js";

export interface RowProps {
  job: Job;
  index: number;
  selected: boolean;
  active: boolean;
  selectable: boolean;
  onSelect: (index: number, range: boolean) => void;
}

export class Row extends Component<RowProps> {
  override shouldComponentUpdate(next: RowProps): boolean {
    const { job, index, selected, active, selectable } = this.props;
    return next.job !== job || next.index !== index || next.selected !== selected || next.active !== active || next.selectable !== selectable;
  }

  // A line that was not drawn anew asks whoever has the selection now.
  #select = (event: MouseEvent): void => this.props.onSelect(this.props.index, event.shiftKey);

  override render({ job, index, selected, active, selectable }: RowProps) {
    const title = oneLine(job.title ?? "") || job.processor;
    const params = brief(job.params);
    return (
      <div class={`job-row${selected ? " selected" : ""}${active ? " active" : ""}`} role="row" aria-rowindex={index + 2} aria-selected={selectable ? selected : undefined} data-id={job.id}>
        <span class="cell select" role="cell">
          {selectable && <input type="checkbox" aria-label={`Select ${title} ${shortId(job.id)}`} checked={selected} onClick={this.#select} />}
        </span>
        <span class="cell status" role="cell">
          <State state={job.state} detail={job.is_stopping ? "stopping" : job.state === "paused" && job.resumes === "frozen" ? "frozen" : undefined} />
        </span>
        <span class="cell what" role="cell">
          <a href={`/jobs/${job.id}`} class="title">
            {title}
          </a>
          {params && <code class="params">{params}</code>}
          <span class="under">
            {job.title ? `${job.processor} · ` : ""}
            <Id id={job.id} />
            {job.queue !== job.processor && <span> · {job.queue}</span>}
            {job.tags.slice(0, 3).map((tag) => (
              <Chip key={tag}>{oneLine(tag)}</Chip>
            ))}
            {job.tags.length > 3 && <span>+{job.tags.length - 3}</span>}
          </span>
        </span>
        <span class="cell how" role="cell">
          <How job={job} />
        </span>
        <span class="cell tries" role="cell" title="attempts that failed, of those that may">
          {job.failures > 0 ? `${job.failures}/${job.max_attempts}` : ""}
        </span>
        <span class="cell took" role="cell">
          <Took job={job} />
        </span>
        <span class="cell when" role="cell">
          <Moment job={job} />
        </span>
      </div>
    );
  }
}

/** The end of its id, by which jobs are told apart; a click takes all of it. */
function Id({ id }: { id: string }) {
  const copy = (): void => {
    copyText(id).then(
      () => toast("The id is copied"),
      (error: unknown) => toast(said(error), "bad"),
    );
  };
  return (
    <button type="button" class="take-id" title={`${id}, a click copies it`} aria-label={`Copy the id ${shortId(id)}`} onClick={copy}>
      <code>{shortId(id)}</code>
    </button>
  );
}

/** When it ended, began or is to run: whatever matters in its state. It goes on with the clock, which a row does not. */
function Moment({ job }: { job: Job }) {
  const { at, what } = whenOf(job);
  return (
    <time dateTime={at} title={`${what} ${moment(at)}`}>
      {ago(at, now.value)}
    </time>
  );
}

/** How far it is, or what became of it. */
function How({ job }: { job: Job }) {
  const { progress, state } = job;
  if (job.error && (state === "failed" || state === "retrying" || state === "cancelled")) {
    return (
      <span class="why" title={oneLine(job.error.message)}>
        <code>{job.error.code}</code> <Prose text={oneLine(job.error.message)} />
      </span>
    );
  }
  if (progress && !ENDED.has(state)) {
    const text = progress.total ? `${count(progress.done)} of ${count(progress.total)}` : progress.done > 0 ? count(progress.done) : "";
    return (
      <span class="far">
        <Bar value={progress.percent} label={`Progress of ${shortId(job.id)}`} state={state} thin />
        <span>
          {progress.percent !== null && progress.percent !== undefined && <b>{Math.floor(progress.percent)} %</b>} {oneLine(progress.message ?? "") || text}
        </span>
      </span>
    );
  }
  if (state === "running") return <Bar value={undefined} label={`${shortId(job.id)} runs`} thin />;
  return null;
}

function Took({ job }: { job: Job }) {
  // Lists do not say what an attempt used.
  if (job.finished_at && job.started_at && job.attempt > 0) return <>{duration(job.usage?.wall_ms ?? Date.parse(job.finished_at) - Date.parse(job.started_at))}</>;
  if (job.state === "running" && job.started_at) return <>{duration(now.value - Date.parse(job.started_at))}</>;
  return null;
}
