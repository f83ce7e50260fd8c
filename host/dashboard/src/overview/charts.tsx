// How it went over time, as charts: of everything, of a queue or of a processor; and the switch of how far back.
import { useMemo } from "preact/hooks";
import { get } from "../api/client.js";
import type { Series } from "../api/types.js";
import { place, setQuery } from "../app/router.js";
import type { FeedEvent } from "../live/feed.js";
import { useQuery } from "../live/query.js";
import { bytes, fuel, short } from "../format/number.js";
import { duration } from "../format/time.js";
import { Loading, Panel, Trouble } from "../ui/basics.js";
import { Chart } from "../ui/chart.js";
import { Segmented } from "../ui/field.js";
import { LENGTH, failureShare, filled, filledWith, perMinute, rangeOf, values } from "./series.js";
import type { Range } from "./series.js";

/** What the URL says. */
export const rangeNow = (): Range => rangeOf(place.value.query.get("range"));

export function RangeSwitch() {
  return <Segmented label="Over" value={rangeNow()} options={[["1h", "1 h"], ["24h", "24 h"], ["7d", "7 d"]]} onChange={(next) => setQuery({ range: next === "1h" ? undefined : next }, "replace")} />;
}

interface Of {
  range: Range;
  processor?: string;
  queue?: string;
}

/** Each change of a point asks anew for a whole hour, day or week, and so at a pace that fits. */
const PACE: Record<Range, number> = { "1h": 3_000, "24h": 15_000, "7d": 15_000 };

export function Charts({ range, processor, queue }: Of) {
  const isOf = ({ type, job }: FeedEvent): boolean => type.startsWith("job-") && (queue === undefined || job?.queue === queue) && (processor === undefined || job?.processor === processor);
  const series = useQuery(`series ${range} ${processor ?? ""} ${queue ?? ""}`, (signal) => get<Series>("/stats/series", { since: range, processor, queue }, signal), { on: isOf, pace: PACE[range], every: 30_000 });
  const data = series.data.value;
  const drawn = useMemo(() => data && linesOf(data, range), [data]);
  if (!drawn) return series.error.value ? <Trouble error={series.error.value} retry={series.refresh} /> : <Loading />;
  const { times, lines, window } = drawn;
  return (
    <>
      <Trouble error={series.error.value} retry={series.refresh} />
      <div class="charts">
        <Panel>
          <Chart label="Jobs a minute" times={times} lines={lines.throughput} format={short} {...window} />
        </Panel>
        <Panel>
          <Chart label="Failed, in a hundred" times={times} lines={lines.failures} format={(value) => `${short(value)} %`} least={10} {...window} />
        </Panel>
        <Panel>
          <Chart label="How long they took" times={times} lines={lines.latency} format={duration} {...window} />
        </Panel>
        <Panel>
          <Chart label="How long they waited" times={times} lines={lines.waits} format={duration} {...window} />
        </Panel>
        {lines.depth && (
          <>
            <Panel>
              <Chart label="Ready and running" times={times} lines={lines.depth} format={short} {...window} />
            </Panel>
            <Panel>
              <Chart label="How long the oldest had been ready" times={times} lines={lines.oldest} format={duration} {...window} />
            </Panel>
          </>
        )}
        <Panel>
          <Chart label="Fuel of an attempt" times={times} lines={lines.use} format={fuel} {...window} />
        </Panel>
        <Panel>
          <Chart label="Memory of an attempt" times={times} lines={lines.memory} format={bytes} binary {...window} />
        </Panel>
      </div>
    </>
  );
}

function linesOf(data: Series, range: Range) {
  const to = Date.now();
  const from = to - LENGTH[range];
  const line = filled(data, from, to);
  // Minutes in which nothing was ready or ran have no point; of a processor alone there are none at all.
  const depth = filledWith(data.depth ?? [], data.span_ms, from, to).points;
  return {
    times: line.times,
    window: { from: from / 1_000, to: to / 1_000 },
    lines: {
      throughput: [
        { label: "completed", color: "--c-completed", values: perMinute(line, to, (point) => point.completed), fill: true },
        { label: "failed", color: "--c-failed", values: perMinute(line, to, (point) => point.failed), fill: true },
      ],
      failures: [{ label: "failed", color: "--c-failed", values: failureShare(line), fill: true }],
      latency: [
        { label: "p50", color: "--c-1", values: values(line, (point) => point.duration_ms.p50) },
        { label: "p95", color: "--c-2", values: values(line, (point) => point.duration_ms.p95) },
        { label: "p99", color: "--c-3", values: values(line, (point) => point.duration_ms.p99) },
      ],
      waits: [
        { label: "p50", color: "--c-1", values: values(line, (point) => point.queue_ms.p50) },
        { label: "p95", color: "--c-2", values: values(line, (point) => point.queue_ms.p95) },
      ],
      depth: data.depth && [
        { label: "ready", color: "--c-1", values: depth.map((point) => point?.ready ?? 0), fill: true },
        { label: "running", color: "--c-running", values: depth.map((point) => point?.running ?? 0) },
      ],
      oldest: [{ label: "oldest", color: "--c-2", values: depth.map((point) => point?.oldest_ready_ms ?? 0), fill: true }],
      use: [{ label: "p95", color: "--c-4", values: values(line, (point) => point.fuel.p95), fill: true }],
      memory: [{ label: "p95", color: "--c-5", values: values(line, (point) => point.peak_memory_bytes.p95), fill: true }],
    },
  };
}

/** The charts of a part, with their switch. */
export function ChartsOf(part: { processor: string } | { queue: string }) {
  return (
    <>
      <div class="row">
        <RangeSwitch />
      </div>
      <Charts range={rangeNow()} {...part} />
    </>
  );
}
