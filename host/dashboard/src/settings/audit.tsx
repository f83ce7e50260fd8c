// What was changed, by whom, from where.
import { useEffect, useRef, useState } from "preact/hooks";
import { get } from "../api/client.js";
import type { Change, List } from "../api/types.js";
import { moment } from "../format/time.js";
import { oneLine } from "../format/text.js";
import { Button, Chip, Empty, Loading, Panel, Trouble } from "../ui/basics.js";
import { objectLink, routeText } from "./routes.js";

export function AuditTab() {
  const [items, setItems] = useState<Change[]>([]);
  const [token, setToken] = useState<string | null | undefined>();
  const [by, setBy] = useState("");
  const [route, setRoute] = useState("");
  const [outcome, setOutcome] = useState("");
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>();
  // Whatever was asked with a filter is of no use once there is another: one controller for each.
  const asking = useRef(new AbortController());
  const load = async (more: boolean): Promise<void> => {
    const { signal } = asking.current;
    setLoading(true);
    try {
      const page = await get<List<Change>>("/audit", { by, route, outcome, page_size: 100, page_token: more ? token : undefined }, signal);
      if (signal.aborted) return;
      setItems((before) => (more ? [...before, ...page.items] : page.items));
      setToken(page.next_page_token);
      setError(undefined);
    } catch (problem) {
      if (!signal.aborted) setError(problem);
    } finally {
      if (!signal.aborted) setLoading(false);
    }
  };
  useEffect(() => {
    const own = new AbortController();
    asking.current = own;
    // A page further would be one of the filter before.
    setToken(undefined);
    const timer = setTimeout(() => void load(false), 250);
    return () => {
      clearTimeout(timer);
      own.abort();
    };
  }, [by, route, outcome]);
  return (
    <Panel title="Audit log">
      <div class="filters">
        <input type="search" aria-label="By the token of this name" placeholder="by whom" value={by} onInput={(event) => setBy(event.currentTarget.value)} />
        <input type="search" data-search aria-label="Routes that have this in them" placeholder="what, as /plugins or DELETE" value={route} onInput={(event) => setRoute(event.currentTarget.value)} />
        <select aria-label="Outcome" value={outcome} onChange={(event) => setOutcome(event.currentTarget.value)}>
          <option value="">done and refused</option>
          <option value="done">done</option>
          <option value="refused">refused</option>
        </select>
      </div>
      <Trouble error={error} retry={() => void load(false)} />
      {loading && items.length === 0 && <Loading />}
      {!loading && items.length === 0 && !error && <Empty title="Nothing was changed" icon="list" command="runner audit" />}
      {items.length > 0 && (
        <div class="table-scroll" tabIndex={0} role="region" aria-label="Changes">
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">About</th>
                <th scope="col">Outcome</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr key={one.id}>
                  <td class="nowrap">{moment(one.at)}</td>
                  <td>
                    {oneLine(one.by)} <span class="faint">{one.role}</span>
                  </td>
                  <td>
                    <What route={one.route} />
                  </td>
                  <td class="breaks">
                    <About change={one} />
                  </td>
                  <td>
                    <Chip tone={one.outcome === "done" ? "good" : one.outcome === "refused" ? "bad" : "warn"}>{one.outcome}</Chip> {one.code && <code class="faint">{one.code}</code>}
                  </td>
                  <td class="faint nowrap">{one.remote?.replace(/:\d+$/, "")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {token && (
        <p class="list-end">
          <Button small busy={loading} onClick={() => load(true)}>
            More
          </Button>
        </p>
      )}
    </Panel>
  );
}

/** In words, with the route beneath, which is what is searched for. */
function What({ route }: { route: string }) {
  const text = routeText(route);
  if (!text) return <code class="nowrap">{route}</code>;
  return (
    <>
      {text}
      <small class="faint under">
        <code class="nowrap">{route}</code>
      </small>
    </>
  );
}

function About({ change: { route, object } }: { change: Change }) {
  if (!object) return null;
  const href = objectLink(route, object);
  return href ? <a href={href}>{oneLine(object)}</a> : <>{oneLine(object)}</>;
}
