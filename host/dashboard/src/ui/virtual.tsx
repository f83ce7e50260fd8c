// A long list of rows of one height, of which only those are there that can be seen. The page scrolls, not the list, so
// that it behaves like every other page.
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";

/** Rows that are drawn beyond what can be seen, to each side. */
const BEYOND = 12;

interface Props {
  count: number;
  rowHeight: number;
  row: (index: number) => ComponentChildren;
  /** Told when the end comes near. */
  onNearEnd?: (() => void) | undefined;
  /** A row that is to be brought into view when it changes. */
  show?: number | undefined;
}

export function Virtual({ count, rowHeight, row, onNearEnd, show }: Props) {
  const root = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState<[number, number]>([0, 40]);
  const nearEnd = useRef(onNearEnd);
  nearEnd.current = onNearEnd;

  useLayoutEffect(() => {
    let frame = 0;
    const look = (): void => {
      frame = 0;
      const top = root.current?.getBoundingClientRect().top ?? 0;
      const first = Math.max(0, Math.floor(-top / rowHeight) - BEYOND);
      const last = Math.min(count, Math.ceil((innerHeight - top) / rowHeight) + BEYOND);
      setRange((before) => (before[0] === first && before[1] === last ? before : [first, Math.max(first, last)]));
      if (last >= count - BEYOND) nearEnd.current?.();
    };
    const soon = (): void => {
      if (!frame) frame = requestAnimationFrame(look);
    };
    look();
    addEventListener("scroll", soon, { passive: true });
    addEventListener("resize", soon);
    return () => {
      cancelAnimationFrame(frame);
      removeEventListener("scroll", soon);
      removeEventListener("resize", soon);
    };
  }, [count, rowHeight]);

  useLayoutEffect(() => {
    if (show === undefined || show < 0 || !root.current) return;
    const top = root.current.getBoundingClientRect().top + show * rowHeight;
    // Below what sticks to the top, above what sticks to the bottom.
    const [high, low] = [150, innerHeight - rowHeight - 90];
    if (top < high) scrollBy(0, top - high);
    else if (top > low) scrollBy(0, top - low);
  }, [show]);

  const [first, last] = range;
  return (
    <div ref={root} class="virtual" role="rowgroup" style={{ height: `${count * rowHeight}px` }}>
      <div class="window" role="presentation" style={{ transform: `translateY(${first * rowHeight}px)` }}>
        {Array.from({ length: Math.max(0, Math.min(last, count) - first) }, (_, at) => row(first + at))}
      </div>
    </div>
  );
}
