// One schedule: its rule, its next times, and what it fired.
import { get, path } from "../api/client.js";
import type { NextTimes, Schedule } from "../api/types.js";
import { go } from "../app/router.js";
import { useQuery } from "../live/query.js";
import { inZone, moment } from "../format/time.js";
import { oneLine, plain, shortId } from "../format/text.js";
import { Ago, Chip, Facts, Loading, Page, Panel, State, Trouble } from "../ui/basics.js";
import { JsonView } from "../ui/tree.js";
import { outcomeText } from "./firing.js";
import { ScheduleActions, targetText, useFirings } from "./parts.js";
import { inWords } from "./words.js";

export default function SchedulePage({ at }: { at: Record<string, string> }) {
  const name = at["name"] ?? "";
  const live = { on: (event: { type: string }) => event.type === "schedule-fired", pace: 1_000, every: 5_000 };
  const query = useQuery(name, (signal) => get<Schedule>(path`/schedules/${name}`, {}, signal), live);
  const next = useQuery(`next ${name}`, (signal) => get<NextTimes>(`${path`/schedules/${name}`}/next`, { count: 5 }, signal), live);
  const firings = useFirings(name, 50);
  const schedule = query.data.value;
  if (!schedule) return query.error.value ? <Trouble error={query.error.value} retry={query.refresh} /> : <Loading />;
  const fired = firings.data.value?.items ?? [];
  return (
    <Page
      title={schedule.name}
      lead={inWords(schedule.cron) || schedule.cron}
      actions={
        <ScheduleActions
          schedule={schedule}
          onChange={(changed) => {
            query.set(changed);
            next.refresh();
          }}
          onGone={() => go("/schedules")}
        />
      }
    >
      <div class="columns">
        <Panel title="Rule">
          <Facts
            items={[
              ["State", schedule.paused ? <Chip tone="info">paused</Chip> : <Chip tone="good">on</Chip>],
              ["Rule", <code>{schedule.cron}</code>],
              ["Time zone", schedule.zone],
              ["When it was missed", { skip: "leave it out", once: "make up for it once", all: "make up for all" }[schedule.misfire]],
              ["While the last one runs", { allow: "start another beside it", skip: "leave it out", cancel: "cancel the last one" }[schedule.overlap]],
              ["Starts", targetText(schedule.target)],
              ["Made by", schedule.created_by ? oneLine(schedule.created_by) : ""],
            ]}
          />
        </Panel>
        <Panel title="Next times">
          {schedule.paused && <p class="faint pad">It is paused; it would fire then:</p>}
          <ol class="short-list">
            {(next.data.value?.items ?? []).map((time) => (
              <li key={time}>
                {inZone(time, schedule.zone)} <span class="faint"><Ago at={time} /></span>
              </li>
            ))}
          </ol>
        </Panel>
      </div>
      <Panel title="What it starts">
        <JsonView value={schedule.target} label="what it starts" />
      </Panel>
      <Panel title="Last times">
        <Trouble error={firings.error.value} retry={firings.refresh} />
        {fired.length === 0 ? (
          firings.data.value && <p class="faint pad">It has not fired yet.</p>
        ) : (
          <div class="table-scroll" tabIndex={0} role="region" aria-label="Last times">
            <table>
              <thead>
                <tr>
                  <th scope="col">For</th>
                  <th scope="col">Fired</th>
                  <th scope="col">Outcome</th>
                  <th scope="col">State</th>
                  <th scope="col">Started</th>
                </tr>
              </thead>
              <tbody>
                {fired.map((one) => (
                  <tr key={one.due_at}>
                    <td class="whole">{moment(one.due_at)}</td>
                    <td>
                      <Ago at={one.fired_at} />
                    </td>
                    <td>
                      <Chip tone={one.outcome === "failed" ? "bad" : one.outcome === "skipped" ? "warn" : one.outcome === "done" ? "good" : "plain"}>{outcomeText(one.outcome)}</Chip>
                    </td>
                    <td>{one.state && <State state={one.state} />}</td>
                    <td>
                      {one.job_id && <a href={`/jobs/${one.job_id}`}>{shortId(one.job_id)}</a>}
                      {one.batch_id && <a href={`/batches/${one.batch_id}`}>{shortId(one.batch_id)}</a>}
                      {one.message && <span class="faint"> {plain(one.message)}</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </Page>
  );
}
