// What the server goes by, and who said so: its settings, and the limits of all plugins.
import { get, patch } from "../api/client.js";
import { stringify } from "../api/json.js";
import type { Configuration, Limit, List, Worker } from "../api/types.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { plain } from "../format/text.js";
import { Chip, Facts, Loading, Panel, Prose, Trouble } from "../ui/basics.js";
import { LimitTable } from "../plugins/limits.js";

export function ConfigTab() {
  const limits = useQuery("limits", (signal) => get<List<Limit>>("/limits", {}, signal));
  const workers = useQuery("workers", (signal) => get<List<Worker>>("/workers", {}, signal));
  const save = async (limit: Limit, value: string | null): Promise<void> => limits.set(await patch<List<Limit>>("/limits", { [limit.name]: value }));
  const node = workers.data.value?.items[0];
  return (
    <>
      <Panel title="Server">
        <Facts
          items={[
            ["Version", node?.version],
            ["Node", node?.node],
            ["Slots", node && String(node.slots)],
            ["API", <a href="/api/v1/docs" target="_blank" rel="noreferrer">reference</a>],
            ["Figures for monitoring", <a href="/metrics" target="_blank" rel="noreferrer">/metrics</a>],
          ]}
        />
      </Panel>
      {may.operate && <Settings />}
      <Panel title="Limits for all plugins">
        <Trouble error={limits.error.value} retry={limits.refresh} />
        {limits.data.value ? <LimitTable limits={limits.data.value.items} isAllowed={may.administer} onSave={save} /> : <Loading />}
      </Panel>
    </>
  );
}

const FROM: Record<string, string> = { default: "default", file: "the file", env: "the environment", flag: "a flag" };

function Settings() {
  const query = useQuery("config", (signal) => get<Configuration>("/config", {}, signal));
  const config = query.data.value;
  return (
    <Panel title="Settings">
      <Trouble error={query.error.value} retry={query.refresh} />
      {!config && !query.error.value && <Loading />}
      {config && (
        <>
          <p class="faint">{config.file ? <>The file is <code>{plain(config.file)}</code>.</> : "There is no configuration file."}</p>
          <div class="table-scroll" tabIndex={0} role="region" aria-label="Settings">
            <table>
              <thead>
                <tr>
                  <th scope="col">Setting</th>
                  <th scope="col">Value</th>
                  <th scope="col">Said by</th>
                </tr>
              </thead>
              <tbody>
                {config.settings.map((one) => (
                  <tr key={one.name}>
                    <th scope="row">
                      <code>{one.name}</code>
                      <small class="faint under"><Prose text={one.meaning} /></small>
                    </th>
                    <td>{plain(typeof one.value === "string" ? one.value : stringify(one.value))}</td>
                    <td>{one.from === "default" ? <span class="faint">default</span> : <><Chip tone="info">{FROM[one.from] ?? one.from}</Chip> <code class="faint whole">{one.from === "file" ? `line ${one.at ?? "?"}` : one.at}</code></>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Panel>
  );
}
