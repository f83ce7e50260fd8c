// What a plugin asks for, beside what it was granted: granted, refused or taken back with a click.
import { useState } from "preact/hooks";
import { get, path, post, remove } from "../api/client.js";
import type { Grant, GrantsOfPlugin, HttpGrant, NewRefusal, Refusal, Want } from "../api/types.js";
import { may } from "../app/session.js";
import { bytes } from "../format/number.js";
import { plain } from "../format/text.js";
import { Ago, Button, Chip, Command, Trouble } from "../ui/basics.js";
import { Dialog, confirm } from "../ui/dialog.js";
import { TextField } from "../ui/field.js";
import { Icon } from "../ui/icons.js";
import { toast } from "../ui/toast.js";

interface Props {
  plugin: string;
  grants: GrantsOfPlugin;
  onChange: (grants: GrantsOfPlugin) => void;
}

export function Wants({ plugin, grants, onChange }: Props) {
  const [giving, setGiving] = useState<string | null>(null);
  const refresh = async (): Promise<void> => onChange(await get<GrantsOfPlugin>(`${path`/plugins/${plugin}`}/grants`));
  const notInForce = grants.items.filter((one) => one.state !== "active" && one.state !== "in_force");
  return (
    <div class="wants">
      {grants.wants.length === 0 && grants.items.length === 0 && (
        <p class="all-good">
          <Icon name="shield" /> It asks for nothing, and may reach nothing.
        </p>
      )}
      {grants.wants.length > 0 && (
        <>
          <h2 class="sub">Wants</h2>
          <ul class="plain-list">
            {grants.wants.map((want) => (
              <WantLine key={JSON.stringify(want)} plugin={plugin} want={want} grants={grants} onGive={setGiving} refresh={refresh} />
            ))}
          </ul>
        </>
      )}
      {grants.items.length > 0 && (
        <>
          <h2 class="sub">Grants</h2>
          <ul class="plain-list">
            {grants.items.map((one) => (
              <GrantLine key={one.id} plugin={plugin} grant={one} refresh={refresh} />
            ))}
          </ul>
        </>
      )}
      {may.administer && (
        <div class="row">
          <Button small icon="plus" onClick={() => setGiving("")}>
            Grant something else …
          </Button>
          {notInForce.length > 0 && (
            <Button small icon="check" onClick={async () => onChange(await post<GrantsOfPlugin>(`${path`/plugins/${plugin}`}/approve`))}>
              Let this version have what was granted
            </Button>
          )}
        </div>
      )}
      {giving !== null && <Give plugin={plugin} host={giving} onClose={() => setGiving(null)} onGiven={refresh} />}
    </div>
  );
}

interface WantProps {
  plugin: string;
  want: Want;
  grants: GrantsOfPlugin;
  onGive: (host: string) => void;
  refresh: () => Promise<void>;
}

/** What it asks for is granted, refused, or open until somebody decides. */
function WantLine({ plugin, want, grants, onGive, refresh }: WantProps) {
  const isIt = (one: { want: Want }): boolean => JSON.stringify(one.want) === JSON.stringify(want);
  const open = grants.ungranted.find(isIt);
  const refusal = grants.refusals.find(isIt);
  return (
    <li class="want">
      <Icon name={open ? "warn" : refusal ? "cancel" : "check"} />
      <span>
        {wantText(want)}
        {open?.commands.map((line) => <Command key={line} text={line} />)}
        {refusal && (
          <small class="faint">
            by {plain(refusal.refused_by ?? "?")}, <Ago at={refusal.refused_at} />
          </small>
        )}
      </span>
      <WantChip want={want} open={open !== undefined} refused={refusal !== undefined} />
      {may.administer && (open || refusal) && "http" in want && (
        <Button small tone="primary" icon="shield" label={`Grant … ${wantText(want)}`} onClick={() => onGive(want.http)}>
          Grant …
        </Button>
      )}
      {may.administer && open && !("cache_bytes" in want) && (
        <Button small icon="cancel" label={`Refuse ${wantText(want)}`} title="It is not listed as not granted any more" onClick={() => refuse(plugin, want, refresh)}>
          Refuse
        </Button>
      )}
      {may.administer && refusal && (
        <Button small icon="retry" label={`Take back the refusal of ${wantText(want)}`} onClick={() => takeBack(plugin, refusal, refresh)}>
          Take back the refusal
        </Button>
      )}
    </li>
  );
}

function WantChip({ want, open, refused }: { want: Want; open: boolean; refused: boolean }) {
  if ("cache_bytes" in want) return <Chip>within its limits</Chip>;
  if (open) return <Chip tone="warn">not granted</Chip>;
  return refused ? <Chip>refused</Chip> : <Chip tone="good">granted</Chip>;
}

async function refuse(plugin: string, want: NewRefusal, refresh: () => Promise<void>): Promise<void> {
  await post(`${path`/plugins/${plugin}`}/refusals`, want);
  await refresh();
  toast(`${plugin} is refused ${wantText(want)}`);
}

async function takeBack(plugin: string, refusal: Refusal, refresh: () => Promise<void>): Promise<void> {
  await remove(`${path`/plugins/${plugin}`}/refusals/${encodeURIComponent(refusal.id)}`);
  await refresh();
  toast(`${plugin} is not refused ${wantText(refusal.want)} any more`);
}

function GrantLine({ plugin, grant, refresh }: { plugin: string; grant: Grant; refresh: () => Promise<void> }) {
  const isInForce = grant.state === "active" || grant.state === "in_force";
  const takeBack = (): void =>
    confirm({
      title: "Take this grant back?",
      body: `${plugin} may not reach ${plain(grant.to)} any more. What runs keeps it until it ends.`,
      yes: "Take it back",
      tone: "danger",
      act: async () => {
        await remove(`${path`/plugins/${plugin}`}/grants/${encodeURIComponent(grant.id)}`);
        await refresh();
      },
    });
  return (
    <li class="want">
      <Icon name="shield" />
      <span>
        <code>{plain(grant.to)}</code> {grant.methods?.map((method) => <Chip key={method}>{method}</Chip>)}
        {grant.rate && <Chip>{grant.rate}</Chip>}
        <small class="faint">
          {Object.entries(grant.headers ?? {}).map(([name, value]) => `${plain(name)}: ${plain(value)} `)}
          {grant.origin === "file" ? "in the configuration file" : <>by {plain(grant.granted_by ?? "?")}, <Ago at={grant.granted_at} /></>}
        </small>
        {grant.missing_secrets.length > 0 && <small class="bad">{`the secret ${grant.missing_secrets.join(", ")} is not set`}</small>}
        {grant.reason && <small>{plain(grant.reason)}</small>}
      </span>
      <Chip tone={isInForce ? "good" : "warn"}>{grant.state.replace(/_/g, " ")}</Chip>
      {may.administer && grant.origin !== "file" && (
        <Button small tone="ghost" icon="trash" label={`Take back ${plain(grant.to)}`} onClick={takeBack} />
      )}
    </li>
  );
}

export function wantText(want: Want): string {
  if ("http" in want) return want.http === "*" ? "HTTP to any host that it is granted" : `HTTP to ${plain(want.http)}`;
  if ("secret" in want) return `the secret ${plain(want.secret)}`;
  return `${bytes(want.cache_bytes)} that its jobs keep for each other`;
}

function Give({ plugin, host, onClose, onGiven }: { plugin: string; host: string; onClose: () => void; onGiven: () => Promise<void> }) {
  const [to, setTo] = useState(host === "*" || host === "" ? "" : host.includes("://") ? host : `https://${host}`);
  const [methods, setMethods] = useState("");
  const [headers, setHeaders] = useState("");
  const [rate, setRate] = useState("");
  const [error, setError] = useState<unknown>();
  const give = async (): Promise<void> => {
    setError(undefined);
    try {
      const pairs = headers.split("\n").filter((line) => line.trim() !== "").map((line) => {
        const colon = line.indexOf(":");
        if (colon < 1) throw new Error(`“${line}” is no header: write name: value`);
        return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
      });
      const grant: HttpGrant = {
        to: to.trim(),
        ...(methods.trim() ? { methods: methods.toUpperCase().split(/[\s,]+/).filter(Boolean) } : {}),
        ...(pairs.length > 0 ? { headers: Object.fromEntries(pairs) } : {}),
        ...(rate.trim() ? { rate: rate.trim() } : {}),
      };
      await post(`${path`/plugins/${plugin}`}/grants`, grant);
      await onGiven();
      toast(`${plugin} may reach ${grant.to}`);
      onClose();
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <Dialog
      title={`Let ${plugin} reach something`}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button tone="primary" icon="shield" disabled={!to.trim()} onClick={give}>
            Grant
          </Button>
        </>
      }
    >
      <TextField label="Where to" value={to} onInput={setTo} code placeholder="https://api.example.com" help="Scheme, host and port; a path says what paths begin with. *.example.com is every name below." />
      <TextField label="Methods" optional value={methods} onInput={setMethods} placeholder="any; or GET, POST" />
      <TextField label="Headers that every request gets" optional value={headers} onInput={setHeaders} lines={2} code placeholder={"authorization: Bearer ${secret:name}"} help="The plugin never sees the value of a secret." />
      <TextField label="Rate" optional value={rate} onInput={setRate} placeholder="10/s" />
      <Trouble error={error} />
    </Dialog>
  );
}
