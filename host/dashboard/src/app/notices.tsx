// What needs somebody, said on every page: alerts that fire, and that everything is paused.
import { computed, effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { get, post } from "../api/client.js";
import type { Alert, List, Stats } from "../api/types.js";
import { useFeed, useQuery } from "../live/query.js";
import { plural } from "../format/number.js";
import { Button } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { toast } from "../ui/toast.js";
import { may } from "./session.js";
import { badge } from "./title.js";
import { alarm, isOfEverything, loud } from "./told.js";

/** All alerts; none of those who see only their own jobs. */
export const alerts = signal<Alert[]>([]);
/** Undefined as long as it is not known, or is not for whoever is signed in. */
export const isEverythingPaused = signal<boolean | undefined>(undefined);

const alarms = computed(() => loud(alerts.value, Date.now()).length);
effect(() => {
  badge.value = alarms.value;
});

/** Keeps both up to date while somebody is signed in who sees all jobs. */
function useNotices(): void {
  const sees = may.viewAll;
  const all = useQuery(sees ? "alerts" : null, (signal) => get<List<Alert>>("/alerts", {}, signal), { on: (event) => event.type === "alert", every: 60_000 });
  const stats = useQuery(sees ? "everything" : null, (signal) => get<Stats>("/stats", { since: "1m" }, signal), { on: isOfEverything });
  useFeed((events) => {
    if (!sees) return;
    for (const event of events) {
      const text = alarm(event);
      if (text) toast(text, "bad", { href: "/settings?tab=alerts", text: "Alerts" });
    }
  });
  const items = all.data.value?.items;
  const now = stats.data.value;
  useEffect(() => {
    alerts.value = items ?? [];
  }, [items]);
  useEffect(() => {
    isEverythingPaused.value = now && "everything_paused" in now ? now.everything_paused : undefined;
  }, [now]);
  useEffect(
    () => () => {
      alerts.value = [];
      isEverythingPaused.value = undefined;
    },
    [],
  );
}

export async function everything(verb: "pause" | "resume"): Promise<void> {
  isEverythingPaused.value = (await post<{ paused: boolean }>(`/${verb}`)).paused;
  toast(verb === "pause" ? "Everything is paused. “Let everything go on” undoes that." : "Everything goes on that is not paused by itself");
}

/** How many alerts fire, as a part of what leads to them. */
export function Alarms() {
  const many = alarms.value;
  if (many === 0) return null;
  return (
    <span class="alarms" title={plural(many, "alert fires", "alerts fire")}>
      <Icon name="bell" size={13} />
      {many}
      <span class="visually-hidden">{many === 1 ? " alert fires" : " alerts fire"}</span>
    </span>
  );
}

/** The way to them where there is no room for other ways. */
export function ToAlarms() {
  if (alarms.value === 0) return null;
  return (
    <a href="/" class="to-alarms">
      <Alarms />
    </a>
  );
}

/** Says over the page why nothing begins. */
export function Notices() {
  useNotices();
  return (
    <div role="status" aria-live="polite">
      {isEverythingPaused.value && (
        <div class="all-paused">
          <Icon name="pause" />
          <span>Everything is paused: no queue gives jobs.</span>
          {may.operate && (
            <Button small onClick={() => everything("resume")}>
              Let everything go on
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
