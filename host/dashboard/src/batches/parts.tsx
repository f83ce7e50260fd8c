// How the items of a batch stand, as a bar and in words.
import type { Batch } from "../api/types.js";
import { count } from "../format/number.js";
import { Stacked } from "../ui/drawings.js";

const PARTS = ["completed", "failed", "cancelled", "skipped", "running", "pending"] as const;

export function BatchBar({ batch }: { batch: Batch }) {
  return <Stacked label="Items" parts={PARTS.map((key) => ({ key, value: batch.counts[key], label: key }))} />;
}

export function BatchCounts({ batch }: { batch: Batch }) {
  return (
    <ul class="counts">
      {PARTS.filter((key) => batch.counts[key] > 0).map((key) => (
        <li key={key} class={`s-${key}`}>
          <span class="dot" aria-hidden="true" />
          {count(batch.counts[key])} {key}
        </li>
      ))}
    </ul>
  );
}

export const endedOf = ({ counts }: Batch): number => counts.completed + counts.failed + counts.cancelled + counts.skipped;
