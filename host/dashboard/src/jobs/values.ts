// What the filter bar completes: the values that its terms can have. What only some terms need is asked for when somebody
// begins to write one.
import { useRef, useState } from "preact/hooks";
import { may } from "../app/session.js";
import { get } from "../api/client.js";
import type { Batch, Job, List, Plugins, Queue, Stats } from "../api/types.js";
import { STATES } from "../api/types.js";
import { moment } from "../format/time.js";
import { oneLine } from "../format/text.js";
import { useQuery } from "../live/query.js";
import { CODES } from "./codes.js";
import type { Key } from "./filter.js";
import { Seen } from "./seen.js";

/** `shown` gives the jobs that the list has; the table sets it. */
export function useFilterValues(shown: { readonly current: () => readonly Job[] }): (key: Key) => string[] {
  const [needed, setNeeded] = useState<ReadonlySet<Key>>(new Set());
  const seen = useRef(new Seen()).current;
  const plugins = useQuery("plugins", (signal) => get<Plugins>("/plugins", {}, signal));
  const queues = useQuery(may.viewAll ? "queues" : null, (signal) => get<List<Queue>>("/queues", {}, signal));
  const batches = useQuery(needed.has("batch") ? "batches" : null, (signal) => get<List<Batch>>("/batches", { page_size: 200 }, signal));
  const users = useQuery(needed.has("by") && may.viewAll ? "users" : null, (signal) => get<Stats>("/stats", { since: "7d", users: 200 }, signal));
  // Values are asked for while the filter bar is drawn; nothing else may change then.
  const need = (key: Key): void => {
    if (!needed.has(key)) queueMicrotask(() => setNeeded((before) => new Set([...before, key])));
  };
  return (key) => {
    switch (key) {
      case "state":
        return STATES;
      case "processor":
        return (plugins.data.value?.items ?? []).flatMap((one) => (one.name ? [one.name] : []));
      case "queue":
        return (queues.data.value?.items ?? []).map((one) => one.name);
      case "tag":
        seen.look(shown.current());
        return [...seen.tags];
      case "batch":
        need(key);
        return (batches.data.value?.items ?? []).map((one) => `${one.id}\t${oneLine(one.title ?? "") || `made ${moment(one.created_at)}`}`);
      case "by":
        need(key);
        seen.look(shown.current());
        return [...new Set([...seen.users, ...usersOf(users.data.value)])];
      case "error":
        return CODES;
      case "after":
      case "before":
        return ["15m", "1h", "24h", "7d"];
      default:
        return [];
    }
  };
}

function usersOf(stats: Stats | undefined): string[] {
  const by = stats && "by_user" in stats ? stats.by_user : undefined;
  return (by?.items ?? []).map((one) => one.user).filter((user) => oneLine(user) === user);
}
