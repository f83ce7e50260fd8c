// One plugin: how it does, what it may reach, how much its jobs may ask for, its versions, and what they use.
import { Problem, get, path, post, patch, remove } from "../api/client.js";
import type { GrantsOfPlugin, Limit, List, Plugin, PluginVersion } from "../api/types.js";
import { go } from "../app/router.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import type { Query } from "../live/query.js";
import { bytes } from "../format/number.js";
import { duration } from "../format/time.js";
import { oneLine, plain, shortDigest } from "../format/text.js";
import { ChartsOf } from "../overview/charts.js";
import { Ago, Button, ButtonLink, Chip, Copy, Empty, Facts, Loading, Page, Panel, Trouble } from "../ui/basics.js";
import { confirm } from "../ui/dialog.js";
import { Menu } from "../ui/menu.js";
import { Tabs } from "../ui/tabs.js";
import { toast } from "../ui/toast.js";
import { JsonView } from "../ui/tree.js";
import { LimitTable } from "./limits.js";
import { UsageByVersion, factsOf, useUsage } from "./usage.js";
import { Wants } from "./wants.js";

export default function PluginPage({ at }: { at: Record<string, string> }) {
  const name = at["name"] ?? "";
  const live = { on: (event: { type: string }) => event.type === "plugin-changed", pace: 500 };
  const query = useQuery(name, (signal) => get<Plugin>(path`/plugins/${name}`, {}, signal), live);
  const versions = useQuery(may.viewAll ? name : null, (signal) => get<List<PluginVersion>>(`${path`/plugins/${name}`}/versions`, {}, signal), live);
  const grants = useQuery(may.viewAll ? name : null, (signal) => get<GrantsOfPlugin>(`${path`/plugins/${name}`}/grants`, {}, signal), live);
  const usage = useUsage(may.viewAll ? name : null);
  const plugin = query.data.value;
  if (!plugin) {
    const error = query.error.value;
    if (error instanceof Problem && error.status === 404) {
      return (
        <Page title={name}>
          <Empty title="There is no such plugin" icon="plugins" command={`runner plugin install ${name}.wasm`}>
            <a href="/plugins">All plugins</a>
          </Empty>
        </Page>
      );
    }
    return error ? <Trouble error={error} retry={query.refresh} /> : <Loading />;
  }
  const refresh = (): void => {
    query.refresh();
    versions.refresh();
    grants.refresh();
    usage.refresh();
  };
  const all = versions.data.value?.items;
  const previous = all?.find((one) => one.state === "previous");
  const destroy = (): void =>
    confirm({ title: `Remove ${name}?`, body: "All of its versions go. Jobs that wait for it fail when their turn comes.", yes: "Remove", tone: "danger", act: async () => (await remove(path`/plugins/${name}`), go("/plugins")) });
  const rollback = (): void =>
    confirm({
      title: `Go back to ${plain(previous?.version ?? "the version before")}?`,
      body: "Attempts that run finish on their version; new ones run on that before.",
      yes: "Roll back",
      act: async () => (await post(`${path`/plugins/${name}`}/rollback`), refresh(), toast("Rolled back")),
    });
  return (
    <Page
      title={name}
      lead={plain(plugin.summary ?? "")}
      actions={
        <>
          {may.submit && (
            <ButtonLink href={`/submit?processor=${encodeURIComponent(name)}`} icon="submit" tone="primary">
              Submit a job
            </ButtonLink>
          )}
          {may.administer && previous && (
            <Button icon="again" onClick={rollback}>
              Roll back
            </Button>
          )}
          {may.administer && <Menu label="More" items={[{ label: "Remove …", icon: "trash", danger: true, act: destroy }]} />}
        </>
      }
    >
      <Panel>
        <Facts
          items={[
            ["Version", plain(plugin.version ?? "")],
            ...(may.viewAll ? factsOf(usage, plugin.digest) : []),
            ["Digest", <><code title={plugin.digest}>{shortDigest(plugin.digest)}</code> <Copy text={plugin.digest} label="Copy the digest" /></>],
            ["Size", bytes(plugin.size_bytes)],
            ["Compiled in", plugin.compile_ms !== null && plugin.compile_ms !== undefined && duration(plugin.compile_ms)],
            ["Code in memory", plugin.code_bytes ? bytes(plugin.code_bytes) : "not loaded"],
            ["From", plain(plugin.source)],
            ["Added", <Ago at={plugin.added_at} />],
            ["Goes on from checkpoints", plugin.descriptor?.resumable ? "yes" : "no"],
            ["Jobs", <a href={`/jobs?q=processor:${name}`}>show them</a>],
          ]}
        />
      </Panel>
      <Tabs
        label="Parts of the plugin"
        tabs={[
          ...(may.viewAll ? [{ key: "grants", label: "Wants and grants", content: () => <PluginGrants plugin={name} grants={grants} /> }] : []),
          { key: "limits", label: "Limits", content: () => <PluginLimits plugin={plugin} onChange={query.refresh} /> },
          ...(may.viewAll
            ? [
                { key: "versions", label: "Versions", count: all?.length, content: () => <Versions plugin={name} versions={versions} onChange={refresh} /> },
                { key: "use", label: "Use by version", content: () => <UsageByVersion usage={usage} /> },
                { key: "charts", label: "Charts", content: () => <ChartsOf processor={name} /> },
              ]
            : []),
          { key: "schema", label: "Params", content: () => <Panel><JsonView value={plugin.descriptor?.params_schema ?? {}} label="the schema" /></Panel> },
        ]}
      />
    </Page>
  );
}

function PluginGrants({ plugin, grants }: { plugin: string; grants: Query<GrantsOfPlugin> }) {
  const known = grants.data.value;
  const error = grants.error.value;
  return (
    <Panel>
      <Trouble error={error} retry={grants.refresh} />
      {known ? <Wants plugin={plugin} grants={known} onChange={grants.set} /> : !error && <Loading rows={2} />}
    </Panel>
  );
}

function PluginLimits({ plugin, onChange }: { plugin: Plugin; onChange: () => void }) {
  const save = async (limit: Limit, value: string | null): Promise<void> => {
    await patch(`${path`/plugins/${plugin.name ?? ""}`}/limits`, { [limit.name]: value });
    onChange();
  };
  return (
    <Panel>
      <LimitTable limits={plugin.limits} isAllowed={may.administer} onSave={save} />
    </Panel>
  );
}

function Versions({ plugin, versions, onChange }: { plugin: string; versions: Query<List<PluginVersion>>; onChange: () => void }) {
  const activate = async (digest: string): Promise<void> => {
    await post(`${path`/plugins/${plugin}`}/activate`, { digest });
    onChange();
  };
  const destroy = (one: PluginVersion): void =>
    confirm({ title: `Remove version ${plain(one.version ?? "")}?`, body: "Jobs that were submitted for it and wait fail when their turn comes.", yes: "Remove", tone: "danger", act: async () => (await remove(`${path`/plugins/${plugin}`}/versions/${encodeURIComponent(one.digest)}`), onChange()) });
  const all = versions.data.value?.items;
  const error = versions.error.value;
  if (!all) return <Panel>{error ? <Trouble error={error} retry={versions.refresh} /> : <Loading rows={2} />}</Panel>;
  return (
    <Panel>
      <Trouble error={error} retry={versions.refresh} />
      <div class="table-scroll" tabIndex={0} role="region" aria-label="Versions">
        <table class="roomy">
          <thead>
            <tr>
              <th scope="col">Version</th>
              <th scope="col">Digest</th>
              <th scope="col">State</th>
              <th scope="col" class="number">Size</th>
              <th scope="col" class="number">Compiled in</th>
              <th scope="col">Added</th>
              <th scope="col">
                <span class="visually-hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {all.map((one) => (
              <tr key={one.digest}>
                <th scope="row">{plain(one.version ?? "?")}</th>
                <td>
                  <code title={one.digest}>{shortDigest(one.digest)}</code> <Copy text={one.digest} label="Copy the digest" />
                </td>
                <td>
                  <Chip tone={one.active ? "good" : one.state === "refused" ? "bad" : "plain"}>{one.state}</Chip>
                  {one.refused && <small class="bad">{oneLine(one.refused.message)}</small>}
                </td>
                <td class="number">{bytes(one.size_bytes)}</td>
                <td class="number">{one.compile_ms === null || one.compile_ms === undefined ? "–" : duration(one.compile_ms)}</td>
                <td>
                  <Ago at={one.added_at} />
                </td>
                <td>
                  {may.administer && !one.active && one.state !== "removed" && (
                    <span class="actions">
                      <Button small onClick={() => activate(one.digest)}>
                        Activate
                      </Button>
                      <Button small tone="ghost" icon="trash" label={`Remove ${plain(one.version ?? "")}`} onClick={() => destroy(one)} />
                    </span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
