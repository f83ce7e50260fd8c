// Values over time, by uPlot, which is loaded when a chart is first shown. Colours are those of the stylesheet.
import { useEffect, useRef, useState } from "preact/hooks";
import type uPlot from "uplot";
import { palette } from "../app/theme.js";
import { clock, moment } from "../format/time.js";
import { BINARY, WHOLE, tickTexts } from "./ticks.js";

export interface Line {
  label: string;
  /** A custom property of the stylesheet, such as `--c-completed`. */
  color: string;
  values: (number | null)[];
  fill?: boolean;
  dash?: boolean;
}

interface Props {
  label: string;
  /** Seconds since 1970. */
  times: number[];
  lines: Line[];
  format: (value: number) => string;
  from: number;
  to: number;
  height?: number;
  /** The least that the scale goes up to. */
  least?: number;
  /** Whether they are sizes in memory. */
  binary?: boolean;
}

export function Chart({ label, times, lines, format, from, to, height = 180, least = 1, binary }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const latest = useRef({ format, from, to, least });
  latest.current = { format, from, to, least };
  const colours = palette.value;
  const shape = lines.map((line) => line.label + line.color).join();

  useEffect(() => {
    let isGone = false;
    let watch: ResizeObserver | undefined;
    void import("uplot").then(({ default: Plot }) => {
      if (isGone || !box.current) return;
      const style = getComputedStyle(document.documentElement);
      const color = (name: string): string => style.getPropertyValue(name).trim();
      const axis = { stroke: color("--faint"), grid: { stroke: color("--line-soft"), width: 1 }, ticks: { show: false }, font: `11px ${style.getPropertyValue("--font")}` };
      const options: uPlot.Options = {
        width: box.current.clientWidth || 300,
        height,
        legend: { show: false },
        cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
        // At the right there is room for half of the last time.
        padding: [8, 20, 0, 0],
        scales: {
          x: { time: true, range: () => [latest.current.from, latest.current.to] },
          y: { range: (_, __, most) => [0, Math.max(latest.current.least, most * 1.1)] },
        },
        axes: [
          { ...axis, size: 24, space: 70, values: (_, ticks) => ticks.map((tick) => tickText(tick, latest.current.to - latest.current.from)) },
          { ...axis, size: 58, space: 34, incrs: binary ? BINARY : WHOLE, values: (_, ticks) => tickTexts(ticks, latest.current.format) },
        ],
        series: [
          {},
          ...lines.map((line) => ({
            label: line.label,
            stroke: color(line.color),
            width: 1.6,
            spanGaps: false,
            // What stands alone has no line.
            points: { show: true, size: 4, filter: (plot: uPlot, series: number) => alone(plot.data[series] ?? []) },
            ...(line.dash ? { dash: [4, 4] } : {}),
            ...(line.fill ? { fill: `color-mix(in srgb, ${color(line.color)} 16%, transparent)` } : {}),
          })),
        ],
        hooks: { setCursor: [(plot) => setHover(plot.cursor.idx ?? null)] },
      };
      plot.current = new Plot(options, [times, ...lines.map((line) => line.values)] as uPlot.AlignedData, box.current);
      watch = new ResizeObserver(() => {
        if (box.current) plot.current?.setSize({ width: box.current.clientWidth, height });
      });
      watch.observe(box.current);
    });
    return () => {
      isGone = true;
      watch?.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, height, colours]);

  useEffect(() => {
    plot.current?.setData([times, ...lines.map((line) => line.values)] as uPlot.AlignedData);
  }, [times, lines]);

  const at = hover !== null && times[hover] !== undefined ? hover : null;
  return (
    <figure class="chart" aria-label={label}>
      <figcaption>
        <span class="chart-title">{label}</span>
        <span class="legend">
          {lines.map((line) => {
            const value = at === null ? lastOf(line.values) : line.values[at];
            return (
              <span key={line.label} class="legend-item">
                <span class="swatch" style={{ background: `var(${line.color})` }} aria-hidden="true" />
                {line.label} <b>{value === null || value === undefined ? "–" : format(value)}</b>
              </span>
            );
          })}
          {at !== null && <time class="faint">{moment((times[at] ?? 0) * 1_000).slice(5, 16)}</time>}
        </span>
      </figcaption>
      <div ref={box} class="plot" style={{ height: `${height}px` }} aria-hidden="true" />
    </figure>
  );
}

/** The places of values without one beside them. */
function alone(values: ArrayLike<number | null | undefined>): number[] {
  const none = (at: number): boolean => values[at] === null || values[at] === undefined;
  return Array.from({ length: values.length }, (_, at) => at).filter((at) => !none(at) && (at === 0 || none(at - 1)) && (at === values.length - 1 || none(at + 1)));
}

function lastOf(values: (number | null)[]): number | null {
  return values.at(-1) ?? null;
}

function tickText(seconds: number, span: number): string {
  const date = new Date(seconds * 1_000);
  if (span > 2 * 86_400 || (date.getHours() === 0 && date.getMinutes() === 0)) {
    return `${date.getMonth() + 1}/${date.getDate()}${date.getHours() ? ` ${clock(date).slice(0, 2)}h` : ""}`;
  }
  return clock(date).slice(0, 5);
}
