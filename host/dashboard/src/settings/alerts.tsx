// Alert rules: what each watches, how it stands, and how they turned.
import { useEffect, useState } from "preact/hooks";
import { get, path, post, remove } from "../api/client.js";
import type { Alert, AlertTurned, List } from "../api/types.js";
import { alerts } from "../app/notices.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { length, moment } from "../format/time.js";
import { oneLine, plain } from "../format/text.js";
import { Ago, Button, Chip, Empty, Loading, Panel, Trouble, now } from "../ui/basics.js";
import { confirm } from "../ui/dialog.js";
import { Menu } from "../ui/menu.js";
import { NewAlert } from "./newalert.js";
import { KINDS, watchText } from "./watches.js";

export function AlertsTab() {
  const live = { on: (event: { type: string }) => event.type === "alert", pace: 500, every: 30_000 };
  const query = useQuery("alerts", (signal) => get<List<Alert>>("/alerts", {}, signal), live);
  const history = useQuery("turns", (signal) => get<List<AlertTurned>>("/alerts/history", { page_size: 50 }, signal), live);
  const [makes, setMakes] = useState(false);
  const items = query.data.value?.items;
  // Of one that is muted or removed there is no event.
  useEffect(() => void (items && (alerts.value = items)), [items]);
  const put = (alert: Alert): void => {
    const have = query.data.value?.items;
    if (have) query.set({ items: have.map((one) => (one.name === alert.name ? alert : one)) });
  };
  return (
    <>
      <Panel
        title="Alerts"
        actions={
          may.operate && (
            <Button small icon="plus" tone="primary" onClick={() => setMakes(true)}>
              New alert
            </Button>
          )
        }
      >
        <Trouble error={query.error.value} retry={query.refresh} />
        {!items && !query.error.value && <Loading />}
        {items?.length === 0 && (
          <Empty title="No alerts yet" icon="bell" command="runner alert add mail-waits --backlog 100 --queue mail --for 2m">
            An alert says when something needs somebody. Webhooks tell people of it.
          </Empty>
        )}
        {items && items.length > 0 && (
          <ul class="plain-list">
            {items.map((one) => (
              <AlertLine key={one.name} alert={one} onChange={put} onGone={query.refresh} />
            ))}
          </ul>
        )}
      </Panel>
      {(history.data.value?.items.length ?? 0) > 0 && (
        <Panel title="How they turned">
          <ul class="plain-list">
            {history.data.value?.items.map((one) => (
              <li key={one.alert + one.at + one.state}>
                <span class="nowrap faint">{moment(one.at)}</span>
                <Chip tone={one.state === "firing" ? "bad" : "good"}>{one.state}</Chip>
                <strong>{one.alert}</strong>
                <span>{oneLine(one.message)}</span>
                {one.muted && <Chip>muted</Chip>}
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {makes && <NewAlert kinds={KINDS} onClose={() => setMakes(false)} onMade={query.refresh} />}
    </>
  );
}

function AlertLine({ alert, onChange, onGone }: { alert: Alert; onChange: (alert: Alert) => void; onGone: () => void }) {
  const { name, muted_until: until } = alert;
  const isMuted = !!until && Date.parse(until) > now.value;
  const mute = (within: string | null) => async () => onChange(await post<Alert>(`${path`/alerts/${name}`}/mute`, { within }));
  const destroy = (): void =>
    confirm({ title: `Remove ${name}?`, body: "Nobody is told of it any more. How it turned stays.", yes: "Remove", tone: "danger", act: async () => (await remove(path`/alerts/${name}`), onGone()) });
  return (
    <li class="want">
      <Chip tone={alert.state === "firing" ? "bad" : alert.state === "pending" ? "warn" : "good"}>{alert.state}</Chip>
      <span>
        <strong>{name}</strong> {watchText(alert.watch)}
        {alert.for_ms > 0 && ` for ${length(alert.for_ms)}`}
        <small class="faint">
          since <Ago at={alert.since} />
          {alert.message && `: ${plain(alert.message)}`}
          {isMuted && <> · muted until {moment(until)}</>}
        </small>
      </span>
      {may.operate && (
        <span class="actions push">
          <Menu
            label={`More for ${name}`}
            small
            items={[
              ...(isMuted ? [{ label: "Not mute any more", icon: "bell" as const, act: mute(null) }] : []),
              { label: "Mute for an hour", icon: "clock", act: mute("1h") },
              { label: "Mute for a day", icon: "clock", act: mute("1d") },
              { label: "Remove …", icon: "trash", danger: true, act: destroy },
            ]}
          />
        </span>
      )}
    </li>
  );
}
