// The page's one connection to what happens. It goes on after the last event that it saw, tells batches of events to
// whoever listens (at most once a frame), and says `resync` when something was missed: then everything is asked for anew.
import { signal } from "@preact/signals";
import { Problem, send } from "../api/client.js";
import { parse } from "../api/json.js";
import { PLACE, messages } from "../api/stream.js";
import type { Message } from "../api/stream.js";
import type { Job, LogLine, Progress } from "../api/types.js";
import { attend, isAnew } from "./attention.js";

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
/** A page that nobody looks at for so long lets go of its connection. */
const ASLEEP_AFTER = 5_000;
/** More events than that at once are not told one by one. */
const MOST_AT_ONCE = 5_000;

const listeners = new Set<Listener>();
let waiting: FeedEvent[] = [];
let scheduled = false;
let last: string | undefined;
/** Whether something may have been missed that is not told again. */
let isBehind = false;
let sleptAt: number | undefined;
let running: AbortController | undefined;
let skipWait: (() => void) | undefined;
let unattend: (() => void) | undefined;

export function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Connects, and stays so until `stop` as long as somebody looks. */
export function start(): void {
  unattend ??= attend(document, ASLEEP_AFTER, (isAwake) => (isAwake ? wake() : sleep()));
}

export function stop(): void {
  unattend?.();
  unattend = undefined;
  running?.abort();
  running = undefined;
  last = undefined;
  isBehind = false;
  sleptAt = undefined;
}

/** Tries again at once. */
export function retryNow(): void {
  skipWait?.();
}

function wake(): void {
  if (running) return retryNow();
  if (sleptAt !== undefined && isAnew(Date.now() - sleptAt, last)) {
    last = undefined;
    isBehind = true;
  }
  sleptAt = undefined;
  if (connection.value === "asleep") connection.value = "connecting";
  running = new AbortController();
  void run(running.signal);
}

function sleep(): void {
  running?.abort();
  running = undefined;
  sleptAt ??= Date.now();
  connection.value = "asleep";
  retryAt.value = null;
}

async function run(signal: AbortSignal): Promise<void> {
  let wait = FIRST_WAIT;
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
      if (signal.aborted) return;
      wait = FIRST_WAIT;
      connection.value = "open";
      retryAt.value = null;
      if (isBehind) resync();
      isBehind = false;
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
    // What is not durable was missed, and perhaps all of it.
    isBehind = true;
    connection.value = "lost";
    retryAt.value = Date.now() + wait;
    await pause(wait, signal);
    wait = Math.min(wait * 2, MOST_WAIT);
  }
}

function take(message: Message): void {
  if (message.id !== undefined) last = message.id;
  if (message.event === PLACE) return;
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
