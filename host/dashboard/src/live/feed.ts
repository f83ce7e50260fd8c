// The page's one connection to what happens. It goes on after the last event that it saw, tells batches of events to
// whoever listens (at most once a frame), and says `resync` when something was missed: then everything is asked for anew.
import { signal } from "@preact/signals";
import { Problem, send } from "../api/client.js";
import { parse } from "../api/json.js";
import { messages } from "../api/stream.js";
import type { Message } from "../api/stream.js";
import type { Job, LogLine, Progress } from "../api/types.js";

/** Something that happened. */
export interface FeedEvent {
  seq?: number;
  type: string;
  at?: string;
  job?: Partial<Omit<Job, "progress">> & { id: string; progress?: Progress | null };
  lines?: LogLine[];
  data?: unknown;
}

export type Connection = "connecting" | "open" | "lost" | "asleep";

/** Lines of logs are for the page of their job, which listens to that itself. */
const TYPES = "job-created,job-update,job-completed,job-failed,job-cancelled,batch-update,queue-update,schedule-fired,plugin-changed,alert,progress";

/** How the connection stands, since when, and when the next attempt is. */
export const connection = signal<Connection>("connecting");
export const retryAt = signal<number | null>(null);
/** Rises whenever something was missed. */
export const resyncs = signal(0);

type Listener = (events: FeedEvent[]) => void;

const FIRST_WAIT = 500;
const MOST_WAIT = 10_000;
/** A page that nobody looks at for so long lets go of its connection, of which a browser has six for each server. */
const ASLEEP_AFTER = 60_000;
/** More events than that at once are not told one by one. */
const MOST_AT_ONCE = 5_000;

const listeners = new Set<Listener>();
let waiting: FeedEvent[] = [];
let scheduled = false;
let last: string | undefined;
let running: AbortController | undefined;
let skipWait: (() => void) | undefined;
let sleepTimer: ReturnType<typeof setTimeout> | undefined;

export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Connects, and stays so until `stop`. */
export function start(): void {
  if (running) return;
  running = new AbortController();
  document.addEventListener("visibilitychange", onVisibility);
  void run(running.signal);
}

export function stop(): void {
  running?.abort();
  running = undefined;
  last = undefined;
  document.removeEventListener("visibilitychange", onVisibility);
  clearTimeout(sleepTimer);
}

/** Tries again at once. */
export function retryNow(): void {
  skipWait?.();
}

function onVisibility(): void {
  clearTimeout(sleepTimer);
  if (document.hidden) {
    sleepTimer = setTimeout(() => {
      running?.abort();
      running = undefined;
      connection.value = "asleep";
    }, ASLEEP_AFTER);
  } else if (!running) {
    running = new AbortController();
    void run(running.signal);
  } else {
    retryNow();
  }
}

async function run(signal: AbortSignal): Promise<void> {
  let wait = FIRST_WAIT;
  let wasLost = connection.value === "asleep";
  while (!signal.aborted) {
    try {
      const own = new AbortController();
      const end = (): void => own.abort();
      signal.addEventListener("abort", end, { once: true });
      const answer = await send("/events", {
        query: { type: TYPES },
        headers: { Accept: "text/event-stream", ...(last === undefined ? {} : { "Last-Event-ID": last }) },
        signal: own.signal,
      });
      wait = FIRST_WAIT;
      connection.value = "open";
      retryAt.value = null;
      // What is not durable was missed, and perhaps all of it.
      if (wasLost) resync();
      wasLost = false;
      try {
        for await (const batch of messages(answer.body as ReadableStream<Uint8Array>)) batch.forEach(take);
      } finally {
        own.abort();
        signal.removeEventListener("abort", end);
      }
    } catch (error) {
      if (signal.aborted) return;
      // A number that the server does not know any more is no use.
      if (error instanceof Problem && error.status === 400) last = undefined;
      if (error instanceof Problem && error.status === 401) return;
    }
    if (signal.aborted) return;
    wasLost = true;
    connection.value = "lost";
    retryAt.value = Date.now() + wait;
    await pause(wait, signal);
    wait = Math.min(wait * 2, MOST_WAIT);
  }
}

function take(message: Message): void {
  if (message.id !== undefined) last = message.id;
  if (message.event === "resync") return resync();
  let event: FeedEvent;
  try {
    event = parse(message.data) as FeedEvent;
  } catch {
    return;
  }
  waiting.push(event);
  if (waiting.length > MOST_AT_ONCE) {
    waiting = [];
    resync();
  }
  if (scheduled) return;
  scheduled = true;
  // A page in the background has no frames.
  if (document.hidden) setTimeout(flush, 250);
  else requestAnimationFrame(flush);
}

function flush(): void {
  scheduled = false;
  const events = waiting;
  waiting = [];
  if (events.length > 0) for (const listener of [...listeners]) listener(events);
}

function resync(): void {
  resyncs.value += 1;
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      skipWait = undefined;
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    skipWait = done;
    signal.addEventListener("abort", done, { once: true });
  });
}
