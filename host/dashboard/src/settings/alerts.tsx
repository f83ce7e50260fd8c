// Alert rules: what each watches, how it stands, and how they turned.
import { useState } from "preact/hooks";
import { get, path, post, remove } from "../api/client.js";
import type { Alert, AlertTurned, List } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { length, moment } from "../format/time.js";
import { oneLine, plain } from "../format/text.js";
import { Ago, Button, Chip, Empty, Loading, Panel, Trouble } from "../ui/basics.js";
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
  const put = (alert: Alert): void => {
    if (items) query.set({ items: items.map((one) => (one.name === alert.name ? alert : one)) });
  };
  const mute = (name: string, within: string | null) => async () => put(await post<Alert>(`${path`/alerts/${name}`}/mute`, { within }));
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
              <li key={one.name} class="want">
                <Chip tone={one.state === "firing" ? "bad" : one.state === "pending" ? "warn" : "good"}>{one.state}</Chip>
                <span>
                  <strong>{one.name}</strong> {watchText(one.watch)}
                  {one.for_ms > 0 && ` for ${length(one.for_ms)}`}
                  <small class="faint">
                    since <Ago at={one.since} />
                    {one.message && `: ${plain(one.message)}`}
                    {one.muted_until && <> · muted until {moment(one.muted_until)}</>}
                  </small>
                </span>
                {may.operate && (
                  <span class="actions push">
                    <Menu
                      label={`More for ${one.name}`}
                      small
                      items={[
                        ...(one.muted_until ? [{ label: "Not mute any more", icon: "bell" as const, act: mute(one.name, null) }] : []),
                        { label: "Mute for an hour", icon: "clock", act: mute(one.name, "1h") },
                        { label: "Mute for a day", icon: "clock", act: mute(one.name, "1d") },
                        { label: "Remove …", icon: "trash", danger: true, act: () => confirm({ title: `Remove ${one.name}?`, body: "Nobody is told of it any more. How it turned stays.", yes: "Remove", tone: "danger", act: async () => (await remove(path`/alerts/${one.name}`), query.refresh()) }) },
                      ]}
                    />
                  </span>
                )}
              </li>
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
