// The states of a job as a machine: those that it was in and the ways that it took are lit. The path beside it has the details.
import type { JobState } from "../api/types.js";
import { ENDED } from "../api/types.js";
import { duration } from "../format/time.js";
import { BOX, EDGES, HEIGHT, PLACES, WIDTH, taken, visits } from "./machine.js";
import type { Edge, Visit } from "./machine.js";
import type { Stay } from "./timeline.js";

const STATES = Object.keys(PLACES) as JobState[];

export function Machine({ stays, now }: { stays: Stay[]; now: number }) {
  const ways = taken(stays);
  const found = visits(stays, now);
  const isTaken = ({ from, to }: Edge): boolean => ways.has(`${from} ${to}`);
  // What is lit lies over what is not.
  const drawn = [...EDGES.filter((one) => one.isUsual && !isTaken(one)), ...EDGES.filter(isTaken)];
  return (
    <svg class="machine" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={sentence(found)}>
      {drawn.map((one) => (
        <g key={`${one.from} ${one.to}`} class={`way${isTaken(one) ? ` taken s-${one.to}` : ""}`}>
          <path class="line" d={one.line} />
          <path class="head" d="M0 0 L-7 -4 L-7 4 Z" transform={`translate(${one.head.x} ${one.head.y}) rotate(${one.head.turn})`} />
        </g>
      ))}
      {STATES.map((state) => (
        <Box key={state} state={state} visit={found.get(state)} />
      ))}
    </svg>
  );
}

function Box({ state, visit }: { state: JobState; visit: Visit | undefined }) {
  const { x, y } = PLACES[state];
  const said = visit && below(state, visit);
  return (
    <g class={`place s-${state}${visit ? " seen" : ""}${visit?.isNow ? " now" : ""}`}>
      <rect x={x - BOX.width / 2} y={y - BOX.height / 2} width={BOX.width} height={BOX.height} rx="8" />
      <text x={x} y={said ? y - 2 : y + 4} text-anchor="middle">
        {state}
      </text>
      {said && (
        <text class="small" x={x} y={y + 12} text-anchor="middle">
          {said}
        </text>
      )}
    </g>
  );
}

/** How long it was there, and how often if that is more than once. At its end it stays for good. */
function below(state: JobState, { times, total, isNow }: Visit): string {
  return [isNow && ENDED.has(state) ? "" : duration(total), times > 1 ? `×${times}` : ""].filter(Boolean).join(" ");
}

function sentence(found: Map<JobState, Visit>): string {
  const was = [...found].filter(([, visit]) => !visit.isNow || visit.times > 1).map(([state, { times }]) => `${state}${times > 1 ? ` ${times} times` : ""}`);
  const is = [...found].find(([, visit]) => visit.isNow)?.[0] ?? "nothing";
  return `Its states as a machine: ${was.length > 0 ? `it was ${was.join(", ")}, and ` : "it "}is ${is}.`;
}
