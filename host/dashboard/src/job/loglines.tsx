// The lines of a log in a box of their own, of which only those are there that can be seen: every row has one height.
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { momentOf, stamp, wrapped } from "./log.js";
import type { Shown } from "./log.js";

const LINE = 20;
const BEYOND = 30;
/** So many characters are measured at once. */
const PROBE = 50;

interface Props {
  lines: Shown[];
  /** When the attempt began. */
  started: number;
  isClock: boolean;
  isWrapped: boolean;
  follow: boolean;
  onFollow: (follow: boolean) => void;
}

export function Lines({ lines, started, isClock, isWrapped, follow, onFollow }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const probe = useRef<HTMLSpanElement>(null);
  const [top, setTop] = useState(0);
  const [columns, setColumns] = useState(0);

  // How many characters stand beside each other depends on the font and on the room there is.
  useLayoutEffect(() => {
    const room = probe.current;
    if (!isWrapped || !room) return undefined;
    const measure = (): void => {
      const size = (room.firstElementChild as HTMLElement | null)?.getBoundingClientRect().width ?? 0;
      if (size > 0) setColumns(Math.floor((room.getBoundingClientRect().width * PROBE) / size));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(room);
    return () => observer.disconnect();
  }, [isWrapped, isClock]);

  const rows = useMemo(() => (isWrapped && columns > 0 ? wrapped(lines, columns) : lines), [lines, isWrapped, columns]);
  const height = Math.min(560, Math.max(120, rows.length * LINE + 16));
  useLayoutEffect(() => {
    if (follow && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [rows, follow]);
  const onScroll = (): void => {
    const element = box.current;
    if (!element) return;
    setTop(element.scrollTop);
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - LINE;
    if (follow && !isAtEnd) onFollow(false);
  };
  const first = Math.max(0, Math.min(rows.length, Math.floor(top / LINE)) - BEYOND);
  const last = Math.min(rows.length, Math.ceil((top + height) / LINE) + BEYOND);
  return (
    <div ref={box} class={`log-lines${isClock ? " clock" : ""}`} style={{ height: `${height}px` }} onScroll={onScroll} tabIndex={0} role="log" aria-label="Log" aria-live="off">
      {isWrapped && (
        <p class="log-line probe" aria-hidden="true">
          <span class="stamp" />
          <span class="level" />
          <span class="text" ref={probe}>
            <span>{"0".repeat(PROBE)}</span>
          </span>
        </p>
      )}
      <div style={{ height: `${rows.length * LINE}px` }}>
        <div style={{ transform: `translateY(${first * LINE}px)` }}>
          {rows.slice(first, last).map((line, at) => (
            <div key={first + at} class={`log-line l-${line.level}`}>
              <span class="stamp" title={line.isFirst ? new Date(momentOf(line.at, started)).toISOString() : undefined}>
                {line.isFirst ? stamp(line.at, started, isClock) : ""}
              </span>
              <span class="level">{line.isFirst ? line.level : ""}</span>
              <span class="text">
                {line.text}
                {line.fields && <span class="fields"> {line.fields}</span>}
              </span>
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}
