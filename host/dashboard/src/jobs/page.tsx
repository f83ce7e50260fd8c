// All jobs: states with their counts at the side, the filter above, the list.
import { useRef } from "preact/hooks";
import { place, setQuery } from "../app/router.js";
import { may } from "../app/session.js";
import { get } from "../api/client.js";
import type { Job, JobState, Stats } from "../api/types.js";
import { STATES } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { count, short } from "../format/number.js";
import { ButtonLink, Page } from "../ui/basics.js";
import { FilterBar } from "./filterbar.js";
import { parseFilter, withTerm } from "./filter.js";
import type { Filter } from "./filter.js";
import { JobTable, NoJobs } from "./table.js";
import { useFilterValues } from "./values.js";

export default function JobsPage() {
  const text = place.value.query.get("q") ?? "";
  const filter = parseFilter(text);
  const setText = (next: string, how: "push" | "replace" = "push"): void => setQuery({ q: next || undefined }, how);
  // What is asked. While a key is being written it is the same, and so is the list with what is selected in it.
  const asked = JSON.stringify([filter.terms, filter.text]);
  const shown = useRef<() => readonly Job[]>(() => []);
  const values = useFilterValues(shown);
  return (
    <Page
      title="Jobs"
      wide
      actions={
        may.submit && (
          <ButtonLink href="/submit" icon="plus" tone="primary">
            Submit
          </ButtonLink>
        )
      }
    >
      <div class="with-side">
        <States filter={filter} text={text} onChange={setText} />
        <div>
          <FilterBar value={text} onChange={setText} values={values} problems={filter.problems} />
          <JobTable key={asked} filter={filter} text={asked} shown={shown} empty={<NoJobs sought={text} onClear={() => setText("")} />} />
        </div>
      </div>
    </Page>
  );
}

/** The states and how many jobs are in each: of all jobs, or of the queue that the filter names. */
function States({ filter, text, onChange }: { filter: Filter; text: string; onChange: (text: string) => void }) {
  const stats = useQuery("stats", (signal) => get<Stats>("/stats", { since: "1h" }, signal), {
    on: (event) => event.type.startsWith("job-"),
    pace: 1_000,
  });
  const chosen = new Set(filter.terms.state?.split(",") ?? []);
  const data = stats.data.value;
  const { queue } = filter.terms;
  const ofQueue = queue && data && "queues" in data ? (data.queues[queue] ?? {}) : undefined;
  const counts: Partial<Record<JobState, number>> | undefined = ofQueue ?? data?.jobs;
  // Counts are kept for all jobs and for queues; of any other filter they would say something else than the list.
  const isElse = Object.keys(filter.terms).some((key) => key !== "state" && key !== "queue") || filter.text !== "";
  const all = counts ? Object.values(counts).reduce((sum, one) => sum + one, 0) : undefined;
  const toggle = (state: JobState, event: MouseEvent): void => {
    const isAdding = event.metaKey || event.ctrlKey || event.shiftKey;
    const next = new Set(isAdding ? chosen : []);
    if (chosen.has(state)) next.delete(state);
    else next.add(state);
    onChange(withTerm(text, "state", [...next].join(",") || undefined));
  };
  return (
    <aside class="side" aria-label="States">
      <ul>
        <li>
          <button type="button" aria-pressed={chosen.size === 0} onClick={() => onChange(withTerm(text, "state", undefined))}>
            <span>All</span>
            <span class="number">{all === undefined ? "" : short(all)}</span>
          </button>
        </li>
        {STATES.map((state) => {
          const number = counts?.[state] ?? 0;
          return (
            <li key={state}>
              <button type="button" class={`s-${state}${number === 0 ? " none" : ""}`} aria-pressed={chosen.has(state)} title="With Shift: beside the others" onClick={(event) => toggle(state, event)}>
                <span class="dot" aria-hidden="true" />
                <span>{state}</span>
                <span class="number" title={counts ? count(number) : ""}>
                  {counts ? short(number) : ""}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
      {isElse && <p class="faint">{queue ? "Counts are those of the queue." : "Counts are those of all jobs."}</p>}
    </aside>
  );
}
