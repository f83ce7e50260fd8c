// Webhooks: who is told of what, how that goes, and what became of each message.
import { useState } from "preact/hooks";
import { get, patch, path, post, remove } from "../api/client.js";
import type { Delivery, List, Webhook, WebhookTest } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { count } from "../format/number.js";
import { cut, oneLine, plain } from "../format/text.js";
import { Ago, Button, Chip, Command, Empty, Loading, Panel, Trouble, now } from "../ui/basics.js";
import { Dialog, confirm } from "../ui/dialog.js";
import { Menu } from "../ui/menu.js";
import { ShowMore, useGrowing } from "../ui/more.js";
import { toast } from "../ui/toast.js";
import { EditWebhook } from "./editwebhook.js";

export function WebhooksTab() {
  const query = useQuery("webhooks", (signal) => get<List<Webhook>>("/webhooks", {}, signal), { every: 5_000 });
  const [edits, setEdits] = useState<Webhook | "new" | null>(null);
  const [secret, setSecret] = useState<string>();
  const [open, setOpen] = useState<string | null>(null);
  const items = query.data.value?.items;
  return (
    <Panel
      title="Webhooks"
      actions={
        may.administer && (
          <Button small icon="plus" tone="primary" onClick={() => setEdits("new")}>
            New webhook
          </Button>
        )
      }
    >
      <Trouble error={query.error.value} retry={query.refresh} />
      {!items && !query.error.value && <Loading />}
      {items?.length === 0 && (
        <Empty title="No webhooks" icon="hook" command="runner webhook add https://hooks.example.com/runner --event job-failed">
          A webhook tells another program of events by HTTP, signed and tried again until it is taken; or somebody by mail.
        </Empty>
      )}
      {items && items.length > 0 && (
        <ul class="cards-list">
          {items.map((one) => (
            <li key={one.id}>
              <One webhook={one} isOpen={open === one.id} onOpen={() => setOpen(open === one.id ? null : one.id)} refresh={query.refresh} onEdit={() => setEdits(one)} onSecret={setSecret} />
            </li>
          ))}
        </ul>
      )}
      {edits && <EditWebhook webhook={edits === "new" ? undefined : edits} onClose={() => setEdits(null)} onSaved={(made) => (setEdits(null), query.refresh(), made.secret && setSecret(made.secret))} />}
      {secret && (
        <Dialog title="Its secret" onClose={() => setSecret(undefined)} footer={<Button onClick={() => setSecret(undefined)}>I have it</Button>}>
          <p>Messages are signed with it. It is shown this once.</p>
          <Command text={secret} />
        </Dialog>
      )}
    </Panel>
  );
}

interface OneProps {
  webhook: Webhook;
  isOpen: boolean;
  onOpen: () => void;
  refresh: () => void;
  onEdit: () => void;
  onSecret: (secret: string) => void;
}

function One({ webhook, isOpen, onOpen, refresh, onEdit, onSecret }: OneProps) {
  const at = path`/webhooks/${webhook.id}`;
  const test = async (): Promise<void> => {
    const came = await post<WebhookTest>(`${at}/test`);
    toast(came.delivered ? `Taken: ${came.status} after ${came.ms} ms` : (came.error ?? "It was not taken"), came.delivered ? "good" : "bad");
  };
  const rotate = (): void =>
    confirm({
      title: "Give it a new secret?",
      body: "The one before signs beside it for a day.",
      yes: "New secret",
      act: async () => {
        const made = await post<Webhook>(`${at}/rotate`);
        if (made.secret) onSecret(made.secret);
        refresh();
      },
    });
  const { filter } = webhook;
  const wants = [...(filter.events ?? []), ...(filter.processors ?? []), ...(filter.queues ?? []), ...(filter.tags ?? []), ...(filter.batches ?? []), ...(filter.alerts ?? [])];
  return (
    <>
      <div class="card-line">
        <button type="button" class="toggle" aria-expanded={isOpen} onClick={onOpen}>
          <span class="caret" aria-hidden="true" />
          <strong class="breaks">{oneLine(webhook.title ?? "") || oneLine(webhook.url)}</strong>
        </button>
        <Chip tone={!webhook.enabled ? "bad" : webhook.failures > 0 ? "warn" : "good"}>{!webhook.enabled ? "disabled" : webhook.failures > 0 ? `${webhook.failures} failed in a row` : "goes well"}</Chip>
        {webhook.waiting > 0 && <Chip>{`${count(webhook.waiting)} wait`}</Chip>}
        {webhook.missed > 0 && <Chip tone="warn">{`${count(webhook.missed)} missed`}</Chip>}
        <span class="actions push">
          <Button small icon="play" onClick={test}>
            Test
          </Button>
          {may.administer && (
            <Menu
              label="More"
              small
              items={[
                { label: "Change …", icon: "edit", act: onEdit },
                { label: webhook.enabled ? "Disable" : "Enable", icon: webhook.enabled ? "pause" : "play", act: () => void patch(at, { enabled: !webhook.enabled }).then(refresh, (error: Error) => toast(error.message, "bad")) },
                // A mail is not signed.
                ...(webhook.format === "email" ? [] : [{ label: "New secret …", icon: "key" as const, act: rotate }]),
                { label: "Remove …", icon: "trash", danger: true, act: () => confirm({ title: "Remove this webhook?", body: plain(webhook.url), yes: "Remove", tone: "danger", act: async () => (await remove(at), refresh()) }) },
              ]}
            />
          )}
        </span>
      </div>
      <p class="faint breaks">
        {webhook.title && `${oneLine(webhook.url)} · `}
        {wants.length > 0 ? `told of ${plain(wants.join(", "))}` : "told of everything"}
        {webhook.delivered_at && (
          <>
            {" · last taken "}
            <Ago at={webhook.delivered_at} />
          </>
        )}
        {webhook.disabled && ` · ${plain(webhook.disabled.reason)}`}
      </p>
      {isOpen && <Deliveries at={at} />}
    </>
  );
}

/** Of what a receiver answered so much is shown: often it is a page that says what went wrong. */
const MOST_OF_ANSWER = 240;

function Deliveries({ at }: { at: string }) {
  const [state, setState] = useState("");
  const list = useGrowing(`${at} ${state}`, (page, signal) => get<List<Delivery>>(`${at}/deliveries`, { state, ...page }, signal), { every: 3_000 });
  const { query } = list;
  const items = query.data.value?.items ?? [];
  const again = async (one: Delivery): Promise<void> => {
    await post(`${at}/deliveries/${encodeURIComponent(one.id)}/redeliver`);
    toast("It is sent again soon");
    query.refresh();
  };
  return (
    <div class="deliveries">
      <div class="filters">
        <select aria-label="Deliveries" value={state} onChange={(event) => setState(event.currentTarget.value)}>
          <option value="">all deliveries</option>
          <option value="delivered">delivered</option>
          <option value="waiting">waiting</option>
          <option value="failed">failed</option>
        </select>
      </div>
      <Trouble error={query.error.value} retry={query.refresh} />
      {query.data.value && items.length === 0 && <p class="faint pad">None yet.</p>}
      <ul class="plain-list">
        {items.map((one) => (
          <li key={one.id} class="want">
            <Chip tone={one.state === "delivered" ? "good" : one.state === "failed" ? "bad" : "warn"}>{one.state}</Chip>
            <span>
              {one.event.type} {one.event.job_id && <a href={`/jobs/${one.event.job_id}`}>its job</a>}
              <small class="faint">
                <Ago at={one.last.at} /> · {one.attempts} {one.attempts === 1 ? "try" : "tries"} · {one.last.status ?? "no answer"} after {one.last.ms} ms
                {one.last.error && ` · ${plain(one.last.error)}`}
                {one.next_at && (Date.parse(one.next_at) <= now.value ? " · due" : <> · again <Ago at={one.next_at} /></>)}
              </small>
              {one.last.answer?.trim() && (
                <small class="faint breaks">
                  answered <q>{cut(oneLine(one.last.answer), MOST_OF_ANSWER)}</q>
                </small>
              )}
            </span>
            <span class="actions push">
              <Button small icon="retry" onClick={() => again(one)}>
                Send again
              </Button>
            </span>
          </li>
        ))}
      </ul>
      <ShowMore list={list} />
    </div>
  );
}
