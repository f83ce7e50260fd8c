// The states of a job as the path that it took through them, with how long it stayed in each; ahead of it, the usual way on.
// Where there is room, the machine that they belong to stands below.
import type { Attempt, Job } from "../api/types.js";
import { ENDED } from "../api/types.js";
import { duration, moment } from "../format/time.js";
import { Button, now } from "../ui/basics.js";
import { useKept } from "./kept.js";
import { Machine } from "./machineview.js";
import { ahead, stays } from "./timeline.js";
import type { Stay, Turn } from "./timeline.js";

/** More steps than that are shown by their beginning and end. */
const MOST = 14;

export function PathOfStates({ job, attempts, turns }: { job: Job; attempts: Attempt[]; turns: Turn[] }) {
  const all = stays(job, attempts, turns);
  const hidden = Math.max(0, all.length - MOST);
  const shown: (Stay | number)[] = hidden > 0 ? [...all.slice(0, 4), hidden, ...all.slice(4 + hidden)] : all;
  return (
    <>
      <ol class="path" aria-label="States that it went through" tabIndex={0}>
        {shown.map((stay, place) =>
          typeof stay === "number" ? (
            <li key="hidden" class="gap">
              {`${stay} more`}
            </li>
          ) : (
            <Step key={place} stay={stay} isLast={stay === all.at(-1)} />
          ),
        )}
        {ahead(job.state).map((state) => (
          <li key={`ahead-${state}`} class={`step ahead s-${state}`}>
            <span class="node" aria-hidden="true" />
            <span class="name">{state}</span>
            <span class="stayed">{state === "completed" ? "if all goes well" : ""}</span>
          </li>
        ))}
      </ol>
      <Whole stays={all} />
    </>
  );
}

/** The machine, which takes room: this browser remembers who does not want it. */
function Whole({ stays: all }: { stays: Stay[] }) {
  const [isFolded, fold] = useKept("states-folded");
  return (
    <div class={`whole${isFolded ? " folded" : ""}`}>
      <Button small tone="ghost" expanded={!isFolded} onClick={() => fold(!isFolded)}>
        {isFolded ? "Show all states" : "Fold"}
      </Button>
      {!isFolded && <Machine stays={all} now={now.value} />}
    </div>
  );
}

function Step({ stay, isLast }: { stay: Stay; isLast: boolean }) {
  const isEnd = ENDED.has(stay.state);
  const length = isEnd && isLast ? undefined : (stay.to ?? now.value) - stay.from;
  return (
    <li class={`step s-${stay.state}${isLast ? " current" : ""}`} title={moment(stay.from)}>
      <span class="node" aria-hidden="true" />
      <span class="name">
        {stay.state}
        {stay.state === "running" && stay.attempt > 1 && <small> attempt {stay.attempt}</small>}
      </span>
      <span class="stayed">{length === undefined ? moment(stay.from).slice(5) : duration(length)}</span>
    </li>
  );
}
