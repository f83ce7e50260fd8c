// What alerts and events say that somebody is to know on whatever page. Pure.
import type { Alert } from "../api/types.js";
import { oneLine } from "../format/text.js";

interface Told {
  type: string;
  data?: unknown;
}

/** Alerts that fire and that nobody muted. */
export function loud(alerts: Alert[], now: number): Alert[] {
  return alerts.filter((one) => one.state === "firing" && !(one.muted_until && Date.parse(one.muted_until) > now));
}

/** Of an event that an alert begins to fire, what is to be said of it. There are other events of that type: webhooks, errors. */
export function alarm(event: Told): string | undefined {
  if (event.type !== "alert") return undefined;
  const { alert, state, message } = (event.data ?? {}) as Record<string, unknown>;
  if (typeof alert !== "string" || state !== "firing") return undefined;
  const said = typeof message === "string" ? oneLine(message) : "";
  return said ? `${alert}: ${said}` : `${alert} fires`;
}

/** Whether an event is of everything at once, paused or let go on, and not of a queue. */
export function isOfEverything(event: Told): boolean {
  return event.type === "queue-update" && typeof event.data === "object" && event.data !== null && "everything" in event.data;
}
