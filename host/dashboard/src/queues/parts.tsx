// What pages of queues have in common: how a queue is changed, and what its last hour was.
import { get, patch, path } from "../api/client.js";
import type { Queue, QueueChanges, Series } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { filled, perMinute } from "../overview/series.js";
import { short, wholeNumber } from "../format/number.js";
import { Spark } from "../ui/drawings.js";
import { Editable } from "../ui/editable.js";

type Field = "concurrency" | "rate" | "weight" | "key_concurrency" | "key_rate";

const NAMES: Record<Field, { label: string; none: string; hint: string }> = {
  concurrency: { label: "At once, at most", none: "all slots", hint: "8, or nothing" },
  rate: { label: "Rate", none: "no limit", hint: "10/s, 100/m, or nothing" },
  weight: { label: "Weight", none: "1", hint: "1" },
  key_concurrency: { label: "Of a limit key at once", none: "no limit", hint: "2, or nothing" },
  key_rate: { label: "Rate of a limit key", none: "no limit", hint: "1/s, or nothing" },
};

export function QueueLimit({ queue, field, onChange }: { queue: Queue; field: Field; onChange: (queue: Queue) => void }) {
  const now = queue[field];
  const { label, none, hint } = NAMES[field];
  const text = now === null || now === undefined ? "" : String(now);
  const save = async (value: string): Promise<void> => {
    const isText = field === "rate" || field === "key_rate";
    const changes = { [field]: value === "" ? null : isText ? value : wholeNumber(value) } as QueueChanges;
    onChange(await patch<Queue>(path`/queues/${queue.name}`, changes));
  };
  return <Editable value={text} shown={text || none} label={`${label}, ${queue.name}`} placeholder={hint} isAllowed={may.operate} onSave={save} />;
}

export const limitName = (field: Field): string => NAMES[field].label;

/** Jobs a minute over the last hour. */
export function Throughput({ queue, width = 96 }: { queue: string; width?: number }) {
  const query = useQuery(`series ${queue}`, (signal) => get<Series>("/stats/series", { since: "1h", queue }, signal), {
    on: (event) => event.job?.queue === queue && /^job-(completed|failed)$/.test(event.type),
    pace: 5_000,
    every: 60_000,
  });
  const series = query.data.value;
  if (!series) return <Spark values={[]} label="Jobs a minute" width={width} />;
  const now = Date.now();
  const values = perMinute(filled(series, now - 3_600_000, now), now, (point) => point.completed + point.failed);
  return (
    <span class="with-number">
      <Spark values={values} label={`Jobs a minute over the last hour, at most ${short(Math.max(0, ...values))}`} width={width} />
      <span class="number nowrap">{short(values.at(-2) ?? 0)}/min</span>
    </span>
  );
}
