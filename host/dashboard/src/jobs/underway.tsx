// How far it is what is being done to many jobs, over whatever page is open. The server does it, and this only looks; after
// a reload it is found again.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get, path, post, said as problemSaid } from "../api/client.js";
import type { Action, List } from "../api/types.js";
import { may, session } from "../app/session.js";
import { resyncs } from "../live/feed.js";
import { count } from "../format/number.js";
import { oneLine, plain } from "../format/text.js";
import { Bar, Button } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { toast } from "../ui/toast.js";
import { VERBS, said } from "./verbs.js";
import type { Verb } from "./verbs.js";

/** Actions that are under way or were just over, the newest last. */
const shown = signal<Action[]>([]);
/** Those that are looked at, as long as somebody is signed in. */
let watched = new Set<string>();
let signedIn = new AbortController();

export const isOver = (action: Action): boolean => action.state === "done" || action.state === "aborted";

/** Looks at an action until it is over. */
export async function follow(action: Action, told: (action: Action) => void, signal?: AbortSignal): Promise<Action> {
  let now = action;
  // What takes long is looked at less often.
  for (let wait = 250; !isOver(now); wait = Math.min(1_000, wait * 1.2)) {
    await new Promise((resolve) => setTimeout(resolve, wait));
    if (signal?.aborted) return now;
    now = await get<Action>(path`/actions/${action.id}`, {}, signal);
    told(now);
  }
  return now;
}

/** Shows an action until it is over, and for a moment then. */
export function watch(action: Action): void {
  if (watched.has(action.id) || !VERBS.some(({ verb }) => verb === action.verb)) return;
  watched.add(action.id);
  const { signal } = signedIn;
  put(action);
  follow(action, put, signal)
    .then(
      (end) => {
        // That jobs are deleted, no event says.
        if (end.verb === "delete" && end.changed > 0) resyncs.value += 1;
        if (end.failed === 0) setTimeout(() => drop(end.id), 6_000);
      },
      (error: unknown) => {
        if (signal.aborted) return;
        drop(action.id);
        toast(`What was begun goes on, but cannot be watched: ${problemSaid(error)}`, "bad");
      },
    )
    .finally(() => watched.delete(action.id));
}

/** Finds those that are under way: there is no event of them. */
async function takeUp(signal: AbortSignal): Promise<void> {
  const found = await Promise.all(["counting", "running"].map((state) => get<List<Action>>("/actions", { state }, signal)));
  for (const action of found.flatMap(({ items }) => items).reverse()) if (!action.dry_run) watch(action);
}

function put(action: Action): void {
  const isThere = shown.value.some((one) => one.id === action.id);
  shown.value = isThere ? shown.value.map((one) => (one.id === action.id ? action : one)) : [...shown.value, action];
}

function drop(id: string): void {
  shown.value = shown.value.filter((one) => one.id !== id);
}

/** Where they are shown: once, beside the page. */
export function Underway() {
  const wanted = may.changeJobs;
  const missed = resyncs.value;
  useEffect(
    () => () => {
      signedIn.abort();
      signedIn = new AbortController();
      watched = new Set();
      shown.value = [];
    },
    [],
  );
  useEffect(() => {
    if (!wanted) return undefined;
    const own = new AbortController();
    // What cannot be asked now is asked for when the server answers again.
    takeUp(own.signal).catch(() => undefined);
    return () => own.abort();
  }, [wanted, missed]);
  return shown.value.length === 0 ? null : (
    <div class="bulk-progress" aria-live="polite">
      {shown.value.map((action) => (
        <Progress key={action.id} action={action} />
      ))}
    </div>
  );
}

function Progress({ action }: { action: Action }) {
  const { label, done, icon } = said(action.verb as Verb);
  const over = isOver(action);
  const share = action.matched > 0 ? (100 * action.done) / action.matched : over ? 100 : undefined;
  const by = session.value.kind === "in" && action.created_by !== session.value.session.name ? action.created_by : undefined;
  const facts = [
    `${count(action.changed)} ${done}`,
    action.unchanged > 0 ? `${count(action.unchanged)} were so already` : "",
    action.failed > 0 ? `${count(action.failed)} not` : "",
    by ? `by ${oneLine(by)}` : "",
  ].filter(Boolean);
  return (
    <div class="bulk-card">
      <header>
        <Icon name={over ? (action.failed > 0 ? "warn" : "check") : icon} />
        <strong>{over ? `${label}: ${action.state}` : `${label}: ${count(action.done)} of ${count(action.matched)}`}</strong>
        {!over && (
          <Button small tone="ghost" onClick={async () => put(await post<Action>(`${path`/actions/${action.id}`}/abort`))}>
            Stop
          </Button>
        )}
        {over && <Button small tone="ghost" icon="close" label="Dismiss" onClick={() => drop(action.id)} />}
      </header>
      <Bar value={share} label={`${label} jobs`} state={over ? (action.failed > 0 ? "failed" : "completed") : "running"} />
      <p>{facts.join(", ")}</p>
      {action.failures.slice(0, 3).map((failure) => (
        <p key={failure.code} class="faint">
          {count(failure.count)} × {plain(failure.example.message)} <a href={`/jobs/${failure.example.job_id}`}>an example</a>
        </p>
      ))}
    </div>
  );
}
