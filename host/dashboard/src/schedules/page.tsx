// All schedules: their rules in words, when they fire next, how the last times went.
import { useState } from "preact/hooks";
import { get } from "../api/client.js";
import type { List, Schedule } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { inZone } from "../format/time.js";
import { Ago, Button, Chip, Empty, Loading, Page, Panel, Trouble } from "../ui/basics.js";
import { EditSchedule } from "./edit.js";
import { Outcomes, ScheduleActions, targetText } from "./parts.js";
import { inWords } from "./words.js";

export default function SchedulesPage() {
  const query = useQuery("schedules", (signal) => get<List<Schedule>>("/schedules", {}, signal), { on: (event) => event.type === "schedule-fired", pace: 1_000, every: 5_000 });
  const [makes, setMakes] = useState(false);
  const items = query.data.value?.items;
  const own = items?.filter((one) => !one.built_in);
  const builtIn = items?.filter((one) => one.built_in) ?? [];
  const put = (schedule: Schedule): void => {
    if (items) query.set({ items: items.map((one) => (one.name === schedule.name ? schedule : one)) });
    query.refresh();
  };
  return (
    <Page
      title="Schedules"
      wide
      actions={
        may.operate && (
          <Button icon="plus" tone="primary" onClick={() => setMakes(true)}>
            New schedule
          </Button>
        )
      }
    >
      <Trouble error={query.error.value} retry={query.refresh} />
      {!items && !query.error.value && <Loading />}
      {own?.length === 0 && (
        <Empty title="No schedules yet" icon="schedules" command="runner schedule add nightly --cron '0 3 * * *' --zone Europe/Vienna --template monthly-import">
          A schedule submits a job, a batch or a template by a cron rule.
        </Empty>
      )}
      {own && own.length > 0 && (
        <Panel>
          <Rows schedules={own} onChange={put} onGone={query.refresh} />
        </Panel>
      )}
      {builtIn.length > 0 && (
        <Panel title="The server’s own">
          <Rows schedules={builtIn} onChange={put} onGone={query.refresh} />
        </Panel>
      )}
      {makes && <EditSchedule onClose={() => setMakes(false)} onSaved={query.refresh} />}
    </Page>
  );
}

function Rows({ schedules, onChange, onGone }: { schedules: Schedule[]; onChange: (schedule: Schedule) => void; onGone: () => void }) {
  return (
    <ul class="cards-list">
      {schedules.map((one) => (
        <li key={one.name} class="schedule">
          <div class="schedule-what">
            <div class="card-line">
              <a class="title" href={`/schedules/${encodeURIComponent(one.name)}`}>
                {one.name}
              </a>
              {one.paused && <Chip tone="info">paused</Chip>}
            </div>
            <p>
              {inWords(one.cron) || one.cron} <span class="faint">{one.zone}</span>
            </p>
            <p class="faint">
              <code>{one.cron}</code> · {targetText(one.target)}
            </p>
          </div>
          <div class="schedule-when">
            <span>
              {one.next_at ? (
                <>
                  <span class="faint">next</span> <Ago at={one.next_at} />
                </>
              ) : (
                <span class="faint">{one.paused ? "paused" : "never again"}</span>
              )}
            </span>
            {one.next_at && <small class="faint">{inZone(one.next_at, one.zone)}</small>}
            <Outcomes name={one.name} />
          </div>
          <span class="actions">
            <ScheduleActions schedule={one} onChange={onChange} onGone={onGone} small />
          </span>
        </li>
      ))}
    </ul>
  );
}
