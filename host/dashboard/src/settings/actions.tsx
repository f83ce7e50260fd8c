// What was done to many jobs at once: by whom, to which, and what came of it.
import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client.js";
import type { Action, List } from "../api/types.js";
import { follow, isOver } from "../jobs/underway.js";
import { VERBS } from "../jobs/verbs.js";
import { count } from "../format/number.js";
import { moment } from "../format/time.js";
import { oneLine } from "../format/text.js";
import { Button, Chip, Empty, Loading, Panel, Trouble } from "../ui/basics.js";
import { whichJobs } from "./which.js";

/** Previews are actions too, and left out: so many pages are asked for at once, to find some that are not. */
const MOST_PAGES = 5;
const ENOUGH = 50;

/** Who it is that the server has no name for: whoever has the token of the data folder. */
const OF_FOLDER = "admin";

export function ActionsTab() {
  const [items, setItems] = useState<Action[]>([]);
  const [token, setToken] = useState<string | null | undefined>();
  const [verb, setVerb] = useState("");
  const [loading, setLoading] = useState(true);
  const [error, setError] = useState<unknown>();
  const load = async (from: string | null | undefined, signal?: AbortSignal): Promise<void> => {
    setLoading(true);
    try {
      const found: Action[] = [];
      let next = from;
      for (let page = 0; page < MOST_PAGES && found.length < ENOUGH && (page === 0 || next); page += 1) {
        const list = await get<List<Action>>("/actions", { verb, page_size: 100, page_token: next }, signal);
        found.push(...list.items.filter((one) => !one.dry_run));
        next = list.next_page_token;
      }
      setItems((before) => (from ? [...before, ...found] : found));
      setToken(next);
      setError(undefined);
    } catch (problem) {
      if (!signal?.aborted) setError(problem);
    } finally {
      if (!signal?.aborted) setLoading(false);
    }
  };
  useEffect(() => {
    const own = new AbortController();
    void load(undefined, own.signal);
    return () => own.abort();
  }, [verb]);
  // Those that are under way are looked at until they are over.
  const open = items.filter((one) => !isOver(one)).map((one) => one.id).join(" ");
  useEffect(() => {
    const own = new AbortController();
    const put = (now: Action): void => setItems((before) => before.map((one) => (one.id === now.id ? now : one)));
    for (const one of items) if (!isOver(one)) follow(one, put, own.signal).catch(() => undefined);
    return () => own.abort();
  }, [open]);
  return (
    <Panel title="Actions">
      <div class="filters">
        <select aria-label="What was done" value={verb} onChange={(event) => setVerb(event.currentTarget.value)}>
          <option value="">whatever was done</option>
          {VERBS.map((one) => (
            <option key={one.verb} value={one.verb}>
              {one.done}
            </option>
          ))}
        </select>
      </div>
      <Trouble error={error} retry={() => void load(undefined)} />
      {loading && items.length === 0 && <Loading />}
      {!loading && items.length === 0 && !error && !token && (
        <Empty title="Nothing was done to many jobs yet" icon="list" command="runner action list">
          What is done to several jobs at once, from <a href="/jobs">the list of jobs</a> or a terminal, is kept here.
        </Empty>
      )}
      {items.length > 0 && (
        <div class="table-scroll" tabIndex={0} role="region" aria-label="Actions">
          <table>
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Who</th>
                <th scope="col">What</th>
                <th scope="col">To which</th>
                <th scope="col">How it stands</th>
                <th scope="col" class="number">Found</th>
                <th scope="col" class="number">Changed</th>
                <th scope="col" class="number">Failed</th>
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <One key={one.id} action={one} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {token && (
        <p class="list-end">
          <Button small busy={loading} onClick={() => load(token)}>
            More
          </Button>
        </p>
      )}
    </Panel>
  );
}

function One({ action }: { action: Action }) {
  const { state, failed } = action;
  const label = VERBS.find((one) => one.verb === action.verb)?.label ?? action.verb;
  return (
    <tr>
      <td class="nowrap">{moment(action.created_at)}</td>
      <td>{oneLine(action.created_by ?? OF_FOLDER)}</td>
      <td class="nowrap">
        {label}
        {action.priority !== undefined && ` ${action.priority}`}
        {action.latest && <span class="faint"> on the newest version</span>}
      </td>
      <td class="breaks">
        {whichJobs(action)}
        {action.failures.slice(0, 3).map((failure) => (
          <small key={failure.code} class="faint under">
            {count(failure.count)} × <code>{failure.code}</code>, <a href={`/jobs/${failure.example.job_id}`}>an example</a>
          </small>
        ))}
      </td>
      <td>
        <Chip tone={state === "done" ? (failed > 0 ? "warn" : "good") : state === "aborted" ? "bad" : "info"}>{state}</Chip>
      </td>
      <td class="number">{count(action.matched)}</td>
      <td class="number">{count(action.changed)}</td>
      <td class={`number${failed > 0 ? " bad" : ""}`}>{count(failed)}</td>
    </tr>
  );
}
