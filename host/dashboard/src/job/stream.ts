// The stream of one job, while its page is open: the states that it went through, its progress and its log as it is
// written. The feed of all pages carries no logs of jobs that nobody looks at. It is a connection of its own, so it is let
// go while nobody looks, and once the job has ended and all of it was told; then the feed says whether it goes on.
import { signal } from "@preact/signals";
import { Problem, path, send } from "../api/client.js";
import { parse } from "../api/json.js";
import { PLACE, messages } from "../api/stream.js";
import type { Message } from "../api/stream.js";
import type { Job, JobState, LogLine, Progress } from "../api/types.js";
import { ENDED } from "../api/types.js";
import { attend } from "../live/attention.js";
import { listen, resyncs } from "../live/feed.js";
import type { FeedEvent } from "../live/feed.js";
import { patience } from "./patience.js";
import type { Turn } from "./timeline.js";
import { RateMeter } from "./rate.js";

/** A page that nobody looks at for so long lets go of it. */
const ASLEEP_AFTER = 2_000;

export class JobStream {
  readonly turns = signal<Turn[]>([]);
  readonly progress = signal<Progress | undefined>(undefined);
  /** Rises when something was missed: lines of the log are not told again. */
  readonly missed = signal(0);
  readonly meter = new RateMeter();
  #id: string;
  #onChange: () => void;
  #state: JobState | undefined;
  #own: AbortController | undefined;
  /** That of the connection which is open. */
  #open: AbortSignal | undefined;
  #isAwake = false;
  /** The job has ended, and nothing more is told of it. */
  #isOver = false;
  #isBehind = false;
  /** The progress is what it was before something was missed. */
  #isStale = false;
  #last: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #logs = new Set<(attempt: number, lines: LogLine[]) => void>();
  #ends: (() => void)[];

  /** `onChange` is told when the job is another one than it was. */
  constructor(id: string, onChange: () => void) {
    this.#id = id;
    this.#onChange = onChange;
    this.#ends = [
      attend(document, ASLEEP_AFTER, (isAwake) => {
        this.#isAwake = isAwake;
        if (isAwake) this.#hold();
        else this.#letGo();
      }),
      listen((events) => {
        if (this.#isOver && events.some((event) => event.job?.id === id)) this.#again();
      }),
      resyncs.subscribe(() => this.#again()),
    ];
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.#letGo();
  }

  onLog(listener: (attempt: number, lines: LogLine[]) => void): () => void {
    this.#logs.add(listener);
    return () => this.#logs.delete(listener);
  }

  /** Is told how the job stands whenever it was asked for. */
  seen(job: Job): void {
    this.#state = job.state;
    if (this.#isStale) this.progress.value = undefined;
    this.#isStale = false;
    if (ENDED.has(job.state)) this.#endSoon();
    else this.#again();
  }

  #hold(): void {
    if (this.#own || this.#isOver || !this.#isAwake) return;
    this.#own = new AbortController();
    void this.#run(this.#own.signal);
  }

  #letGo(): void {
    clearTimeout(this.#timer);
    this.#own?.abort();
    this.#own = undefined;
    this.#open = undefined;
    this.#isBehind = true;
  }

  #again(): void {
    this.#isOver = false;
    this.#hold();
    this.#endSoon();
  }

  /** Lets go if nothing more comes of a job that has ended. */
  #endSoon(): void {
    clearTimeout(this.#timer);
    const wait = patience(this.#state, this.turns.peek());
    if (wait === undefined || !this.#open) return;
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#letGo();
    }, wait);
  }

  async #run(signal: AbortSignal): Promise<void> {
    let wait = 500;
    while (!signal.aborted) {
      const one = new AbortController();
      const end = (): void => one.abort();
      signal.addEventListener("abort", end, { once: true });
      try {
        const headers = { Accept: "text/event-stream", ...(this.#last === undefined ? {} : { "Last-Event-ID": this.#last }) };
        const answer = await send(`${path`/jobs/${this.#id}`}/events`, { headers, signal: one.signal });
        if (signal.aborted) return;
        wait = 500;
        this.#open = signal;
        if (this.#isBehind) this.#miss();
        this.#isBehind = false;
        this.#endSoon();
        for await (const batch of messages(answer.body as ReadableStream<Uint8Array>)) this.#hear(batch);
      } catch (error) {
        if (signal.aborted) return;
        // It may be gone.
        if (error instanceof Problem && !error.isPassing) return this.#onChange();
      } finally {
        one.abort();
        signal.removeEventListener("abort", end);
        if (this.#open === signal) this.#open = undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, 10_000);
      this.#isBehind = true;
    }
  }

  #hear(batch: Message[]): void {
    const turns: Turn[] = [];
    for (const message of batch) {
      if (message.id !== undefined) this.#last = message.id;
      if (message.event === PLACE) continue;
      if (message.event === "resync") this.#miss();
      else this.#take(parse(message.data) as FeedEvent, turns);
    }
    if (turns.length > 0) {
      this.turns.value = [...this.turns.value, ...turns];
      this.#state = turns.at(-1)?.state;
      this.#onChange();
    }
    this.#endSoon();
  }

  #miss(): void {
    this.missed.value += 1;
    this.#isStale = true;
    this.#onChange();
  }

  #take(event: FeedEvent, turns: Turn[]): void {
    const job = event.job;
    if (!job) return;
    if (event.type === "progress" && job.progress) {
      this.progress.value = job.progress;
      this.#isStale = false;
      this.meter.add(Date.now(), job.progress.done);
    } else if (event.type === "log" && event.lines) {
      for (const listener of this.#logs) listener(job.attempt ?? 0, event.lines);
    } else if (event.seq !== undefined && event.at && job.state) {
      turns.push({ seq: event.seq, state: job.state, attempt: job.attempt ?? 0, at: event.at });
    }
  }
}
