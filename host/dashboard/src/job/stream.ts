// The stream of one job, while its page is open: the states that it went through, its progress and its log as it is
// written. The feed of all pages carries no logs of jobs that nobody looks at.
import { signal } from "@preact/signals";
import { Problem, path, send } from "../api/client.js";
import { parse } from "../api/json.js";
import { messages } from "../api/stream.js";
import type { LogLine, Progress } from "../api/types.js";
import type { FeedEvent } from "../live/feed.js";
import type { Turn } from "./timeline.js";
import { RateMeter } from "./rate.js";

export class JobStream {
  readonly turns = signal<Turn[]>([]);
  readonly progress = signal<Progress | undefined>(undefined);
  /** Rises when something was missed: lines of the log are not told again. */
  readonly missed = signal(0);
  readonly meter = new RateMeter();
  #id: string;
  #onChange: () => void;
  #own = new AbortController();
  #last: string | undefined;
  #logs = new Set<(attempt: number, lines: LogLine[]) => void>();

  /** `onChange` is told when the job is another one than it was. */
  constructor(id: string, onChange: () => void) {
    this.#id = id;
    this.#onChange = onChange;
    void this.#run();
  }

  stop(): void {
    this.#own.abort();
  }

  onLog(listener: (attempt: number, lines: LogLine[]) => void): () => void {
    this.#logs.add(listener);
    return () => this.#logs.delete(listener);
  }

  async #run(): Promise<void> {
    const { signal } = this.#own;
    let wait = 500;
    let wasLost = false;
    while (!signal.aborted) {
      const one = new AbortController();
      const end = (): void => one.abort();
      signal.addEventListener("abort", end, { once: true });
      try {
        const headers = { Accept: "text/event-stream", ...(this.#last === undefined ? {} : { "Last-Event-ID": this.#last }) };
        const answer = await send(`${path`/jobs/${this.#id}`}/events`, { headers, signal: one.signal });
        wait = 500;
        if (wasLost) this.#miss();
        for await (const batch of messages(answer.body as ReadableStream<Uint8Array>)) {
          const turns: Turn[] = [];
          for (const message of batch) {
            if (message.id !== undefined) this.#last = message.id;
            if (message.event === "resync") this.#miss();
            else this.#take(parse(message.data) as FeedEvent, turns);
          }
          if (turns.length > 0) {
            this.turns.value = [...this.turns.value, ...turns];
            this.#onChange();
          }
        }
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof Problem && !error.isPassing) return;
      } finally {
        one.abort();
        signal.removeEventListener("abort", end);
      }
      await new Promise((resolve) => setTimeout(resolve, wait));
      wait = Math.min(wait * 2, 10_000);
      wasLost = true;
    }
  }

  #miss(): void {
    this.missed.value += 1;
    this.#onChange();
  }

  #take(event: FeedEvent, turns: Turn[]): void {
    const job = event.job;
    if (!job) return;
    if (event.type === "progress" && job.progress) {
      this.progress.value = job.progress;
      this.meter.add(Date.now(), job.progress.done);
    } else if (event.type === "log" && event.lines) {
      for (const listener of this.#logs) listener(job.attempt ?? 0, event.lines);
    } else if (event.seq !== undefined && event.at && job.state) {
      turns.push({ seq: event.seq, state: job.state, attempt: job.attempt ?? 0, at: event.at });
    }
  }
}
