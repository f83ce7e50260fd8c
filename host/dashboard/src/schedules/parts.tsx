// What pages of schedules have in common: what one starts, how it went, and what can be done with it.
import { useRef, useState } from "preact/hooks";
import { get, path, post, remove } from "../api/client.js";
import type { Backfilled, Firing, List, Schedule } from "../api/types.js";
import { go } from "../app/router.js";
import { may } from "../app/session.js";
import type { FeedEvent } from "../live/feed.js";
import { useQuery } from "../live/query.js";
import type { Query } from "../live/query.js";
import { plural } from "../format/number.js";
import { moment } from "../format/time.js";
import { Button, Trouble } from "../ui/basics.js";
import { Dialog, confirm } from "../ui/dialog.js";
import { Check, TextField } from "../ui/field.js";
import { Menu } from "../ui/menu.js";
import { toast } from "../ui/toast.js";
import { EditSchedule } from "./edit.js";
import { concerns, lookOf, startedBy, turned, wordsOf } from "./firing.js";

export function targetText(target: Schedule["target"]): string {
  const one = target as { job?: { processor?: unknown }; batch?: { title?: string; items?: unknown[] }; template?: { name?: string }; maintenance?: unknown };
  if (one.job) return `job of ${String(one.job.processor ?? "?")}`;
  if (one.batch) return `batch ${one.batch.title ?? ""}${one.batch.items ? ` of ${one.batch.items.length}` : ""}`;
  if (one.template) return `template ${one.template.name ?? ""}`;
  return "the server’s own upkeep";
}

/** The last firings, asked for again when there is another, and when what one of them started ends. */
export function useFirings(name: string, most: number): Query<List<Firing>> {
  const started = useRef<ReadonlySet<string>>(new Set());
  // What ended while an answer was on its way, which may not know of it.
  const meanwhile = useRef<Set<string> | null>(null);
  const ask = async (signal: AbortSignal): Promise<List<Firing>> => {
    const own = new Set<string>();
    meanwhile.current = own;
    try {
      const firings = await get<List<Firing>>(`${path`/schedules/${name}`}/firings`, { page_size: most }, signal);
      started.current = startedBy(firings.items);
      if ([...own].some((id) => started.current.has(id))) query.refresh();
      return firings;
    } finally {
      if (meanwhile.current === own) meanwhile.current = null;
    }
  };
  const on = (event: FeedEvent): boolean => {
    const id = turned(event);
    if (id) meanwhile.current?.add(id);
    return concerns(event, name, started.current);
  };
  const query: Query<List<Firing>> = useQuery(`firings ${name}`, ask, { on, pace: 2_000 });
  return query;
}

/** What came of the last firings, the newest at the right: by the state of what each started. */
export function Outcomes({ name }: { name: string }) {
  const query = useFirings(name, 24);
  const items = [...(query.data.value?.items ?? [])].reverse();
  if (items.length === 0) return <span class="faint">not yet</span>;
  return (
    <ol class="strip" aria-label="What came of the last times">
      {items.map((one) => {
        const text = `${moment(one.due_at)}: ${wordsOf(one)}`;
        const href = one.job_id ? `/jobs/${one.job_id}` : one.batch_id ? `/batches/${one.batch_id}` : undefined;
        return (
          <li key={one.due_at} class={lookOf(one)} title={text}>
            {href ? <a href={href} aria-label={text} /> : <span class="visually-hidden">{text}</span>}
          </li>
        );
      })}
    </ol>
  );
}

export function ScheduleActions({ schedule, onChange, onGone, small }: { schedule: Schedule; onChange: (schedule: Schedule) => void; onGone: () => void; small?: boolean }) {
  const [edits, setEdits] = useState(false);
  const [fills, setFills] = useState(false);
  if (!may.operate) return null;
  const verb = (name: string) => async () => onChange(await post<Schedule>(`${path`/schedules/${schedule.name}`}/${name}`));
  const trigger = async (): Promise<void> => {
    const made = await post<{ outcome: string; job_id?: string | null; batch_id?: string | null; message?: string | null }>(`${path`/schedules/${schedule.name}`}/trigger`);
    const link = made.job_id ? { href: `/jobs/${made.job_id}`, text: "the job" } : made.batch_id ? { href: `/batches/${made.batch_id}`, text: "the batch" } : undefined;
    toast(made.outcome === "fired" ? "It runs" : `${made.outcome}${made.message ? `: ${made.message}` : ""}`, made.outcome === "failed" ? "bad" : "good", link);
  };
  const destroy = (): void =>
    confirm({ title: `Delete ${schedule.name}?`, body: "It does not fire any more. Jobs that it started stay.", yes: "Delete", tone: "danger", act: async () => (await remove(path`/schedules/${schedule.name}`), onGone()) });
  const isSmall = small ?? false;
  return (
    <>
      <Button small={isSmall} icon="play" onClick={trigger}>
        Run now
      </Button>
      {schedule.paused ? (
        <Button small={isSmall} onClick={verb("resume")}>
          Resume
        </Button>
      ) : (
        <Button small={isSmall} icon="pause" label={`Pause ${schedule.name}`} onClick={verb("pause")} />
      )}
      <Menu
        label={`More for ${schedule.name}`}
        small={isSmall}
        items={[
          ...(schedule.built_in ? [] : [{ label: "Change …", icon: "edit" as const, act: () => setEdits(true) }, { label: "Backfill …", icon: "clock" as const, act: () => setFills(true) }]),
          // On its own page that is what one looks at.
          ...(isSmall ? [{ label: "Show what it started", icon: "jobs" as const, act: () => go(`/schedules/${encodeURIComponent(schedule.name)}`) }] : []),
          ...(schedule.built_in ? [] : [{ label: "Delete …", icon: "trash" as const, danger: true, act: destroy }]),
        ]}
      />
      {edits && <EditSchedule schedule={schedule} onClose={() => setEdits(false)} onSaved={onChange} />}
      {fills && <Backfill schedule={schedule} onClose={() => setFills(false)} />}
    </>
  );
}

/** Fires for times of the past: how many that would be is said first. */
function Backfill({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const day = (back: number): string => new Date(Date.now() - back * 86_400_000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  const [from, setFrom] = useState(day(7));
  const [to, setTo] = useState(day(0));
  const [overlaps, setOverlaps] = useState(true);
  const [preview, setPreview] = useState<Backfilled>();
  const [error, setError] = useState<unknown>();
  const ask = async (dry_run: boolean): Promise<Backfilled | undefined> => {
    setError(undefined);
    try {
      return await post<Backfilled>(`${path`/schedules/${schedule.name}`}/backfill`, {
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        ...(overlaps ? { overlap: "allow" } : {}),
        dry_run,
      });
    } catch (problem) {
      setError(problem);
      return undefined;
    }
  };
  return (
    <Dialog
      title={`Backfill ${schedule.name}`}
      onClose={onClose}
      footer={
        preview ? (
          <Button
            tone="primary"
            disabled={preview.items.length === 0}
            onClick={async () => {
              const made = await ask(false);
              if (!made) return;
              toast(`Fired for ${plural(made.items.length, "time")}`);
              onClose();
            }}
          >
            {`Fire ${plural(preview.items.length, "time")}`}
          </Button>
        ) : (
          <Button tone="primary" onClick={async () => setPreview(await ask(true))}>
            Preview
          </Button>
        )
      }
    >
      <div class="fields two">
        <TextField label="From" type="datetime-local" value={from} onInput={(value) => (setFrom(value), setPreview(undefined))} />
        <TextField label="To" type="datetime-local" value={to} onInput={(value) => (setTo(value), setPreview(undefined))} />
      </div>
      <Check label="All of them beside each other" checked={overlaps} onChange={(value) => (setOverlaps(value), setPreview(undefined))} />
      {preview && (
        <div aria-live="polite">
          <p>
            {`${plural(preview.items.length, "time")}`}
            {preview.answered_before > 0 && `; ${preview.answered_before} fired before and are left out`}
          </p>
          <ul class="short-list">
            {preview.items.slice(0, 10).map((one) => {
              const at = (one as { due_at?: string | null }).due_at;
              return at ? <li key={at}>{moment(at)}</li> : null;
            })}
          </ul>
        </div>
      )}
      <Trouble error={error} />
    </Dialog>
  );
}
