// All plugins: what each is for, its version, and whether it lacks a grant; files in the folder that were refused.
import { useRef } from "preact/hooks";
import { get } from "../api/client.js";
import type { PluginVersion, Plugins } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { bytes, plural } from "../format/number.js";
import { oneLine, plain, shortDigest } from "../format/text.js";
import { Ago, Button, Chip, Empty, Loading, Page, Panel, Trouble } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { DropZone, offer } from "./install.js";

export default function PluginsPage() {
  const query = useQuery("plugins", (signal) => get<Plugins>("/plugins", {}, signal), { on: (event) => event.type === "plugin-changed", pace: 500, every: 20_000 });
  const file = useRef<HTMLInputElement>(null);
  const data = query.data.value;
  const items = data?.items ?? [];
  const active = items.filter((one) => one.active);
  const others = items.filter((one) => !one.active && one.state !== "removed");
  const compiling = data && "compiling" in data ? (data.compiling ?? []) : [];
  const refused = data?.refused ?? [];
  return (
    <Page
      title="Plugins"
      wide
      actions={
        may.administer && (
          <>
            <input ref={file} type="file" accept=".wasm,application/wasm" class="visually-hidden" aria-label="A plugin to install" tabIndex={-1} onChange={(event) => (offer(event.currentTarget.files?.[0]), (event.currentTarget.value = ""))} />
            <Button icon="upload" tone="primary" onClick={() => file.current?.click()}>
              Install
            </Button>
          </>
        )
      }
      lead={may.administer && "Drop a .wasm file anywhere on this page to install it."}
    >
      <DropZone isAllowed={may.administer} onInstalled={query.refresh} />
      <Trouble error={query.error.value} retry={query.refresh} />
      {!data && !query.error.value && <Loading />}
      {compiling.length > 0 && (
        <Panel title="Being compiled">
          <ul class="plain-list">
            {compiling.map((one) => (
              <li key={one.digest}>
                <span class="spinner" aria-hidden="true" />
                <strong>{plain(one.plugin)}</strong>
                <span class="faint">
                  {bytes(one.size_bytes)}, since <Ago at={one.since} />
                </span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {refused.length > 0 && (
        <Panel title="Refused files" count={refused.length}>
          <ul class="plain-list">
            {refused.map((one) => (
              <li key={one.file}>
                <Icon name="warn" />
                <span>
                  <code>{plain(one.file)}</code>: {plain(one.message)}
                  <small class="faint">{plain(one.hint)}</small>
                </span>
                <Chip tone="bad">{one.code}</Chip>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {data && active.length === 0 && (
        <Empty title="No plugins" icon="plugins" command="runner plugin install my-plugin.wasm">
          A plugin brings a kind of job. Write one with <code>runner plugin new</code>, and drop it here, or:
        </Empty>
      )}
      {active.length > 0 && (
        <ul class="plugin-cards">
          {active.map((one) => (
            <Card key={one.digest} plugin={one} />
          ))}
        </ul>
      )}
      {others.length > 0 && (
        <Panel title="Other versions" count={others.length}>
          <ul class="plain-list">
            {others.map((one) => (
              <li key={one.digest}>
                {one.name ? <a href={`/plugins/${encodeURIComponent(one.name)}?tab=versions`}>{one.name}</a> : <span>?</span>}
                <span>{plain(one.version ?? "")}</span>
                <code class="faint">{shortDigest(one.digest)}</code>
                <Chip tone={one.state === "refused" ? "bad" : "plain"}>{one.state}</Chip>
                {one.refused && <span class="bad">{oneLine(one.refused.message)}</span>}
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </Page>
  );
}

function Card({ plugin }: { plugin: PluginVersion }) {
  return (
    <li>
      <a class="card" href={`/plugins/${encodeURIComponent(plugin.name ?? "")}`}>
        <span class="card-line">
          <strong class="title">{plugin.name}</strong>
          <span class="faint">{plain(plugin.version ?? "")}</span>
          {plugin.loaded && <Chip tone="good">loaded</Chip>}
          {!!plugin.ungranted_wants && <Chip tone="warn">{`${plural(plugin.ungranted_wants, "want")} not granted`}</Chip>}
        </span>
        <span>{plain(plugin.summary ?? "")}</span>
        <small class="faint">
          {bytes(plugin.size_bytes)} · <code>{shortDigest(plugin.digest)}</code> · {plugin.source}
        </small>
      </a>
    </li>
  );
}
