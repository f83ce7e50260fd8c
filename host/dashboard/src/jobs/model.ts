// The rows of a list of jobs: pages of it as far as they were asked for, kept up to date by events. What is new waits while
// rows must not move, and rows that do not fit any more stay until the list is asked for anew.
import { signal } from "@preact/signals";
import { get } from "../api/client.js";
import type { Job, List } from "../api/types.js";
import type { FeedEvent } from "../live/feed.js";
import { apiFilter, fits } from "./filter.js";
import type { Filter } from "./filter.js";

const PAGE = 100;
/** More new jobs than that are a list to be asked for anew. */
const MOST_FRESH = 500;

export class JobRows {
  readonly rows = signal<Job[]>([]);
  /** How many new ones wait to be shown. */
  readonly waiting = signal(0);
  readonly error = signal<unknown>(undefined);
  readonly loading = signal(true);
  readonly isEnd = signal(false);
  /** The server looked at as many as it may without finding more; the next page goes on. */
  readonly isCutShort = signal(false);

  #filter: Filter;
  /** What a new job must fit beside the filter, to be of this list. */
  #within: Filter["terms"];
  /** Which list beyond what the filter says, as `/batches/x/items`. */
  #at: string;
  #places = new Map<string, number>();
  #fresh = new Map<string, Job>();
  #tooMany = false;
  #token: string | undefined;
  #running: AbortController | undefined;
  #held = false;

  constructor(filter: Filter, at = "/jobs", within: Filter["terms"] = {}) {
    this.#filter = filter;
    this.#within = within;
    this.#at = at;
  }

  async load(): Promise<void> {
    this.#token = undefined;
    this.isEnd.value = false;
    await this.#ask(true);
  }

  more = (): void => {
    if (this.loading.value || this.isEnd.value || this.error.value) return;
    void this.#ask(false);
  };

  stop(): void {
    this.#running?.abort();
  }

  async #ask(isFirst: boolean): Promise<void> {
    this.#running?.abort();
    const own = new AbortController();
    this.#running = own;
    this.loading.value = true;
    this.error.value = undefined;
    try {
      const query = { ...apiFilter(this.#filter), page_size: PAGE, page_token: this.#token };
      const page = await get<List<Job>>(this.#at, query, own.signal);
      if (isFirst) {
        this.#fresh.clear();
        this.#tooMany = false;
        this.waiting.value = 0;
        this.#put(page.items);
      } else this.#put([...this.rows.value, ...page.items.filter((job) => !this.#places.has(job.id))]);
      this.#token = page.next_page_token ?? undefined;
      this.isEnd.value = this.#token === undefined;
      this.isCutShort.value = page.bound_reached ?? false;
      this.loading.value = false;
    } catch (error) {
      if (own.signal.aborted) return;
      this.error.value = error;
      this.loading.value = false;
    }
  }

  #put(rows: Job[]): void {
    this.rows.value = rows;
    this.#places = new Map(rows.map((job, place) => [job.id, place]));
  }

  /** While it is held, nothing new is shown. */
  hold(held: boolean): void {
    this.#held = held;
    if (!held) this.show();
  }

  /** Shows what is new. */
  show(): void {
    if (this.#tooMany) {
      void this.load();
      return;
    }
    if (this.#fresh.size === 0) return;
    const fresh = [...this.#fresh.values()].filter((job) => !this.#places.has(job.id)).reverse();
    this.#fresh.clear();
    this.waiting.value = 0;
    // Ids begin with the time: the newest is the highest.
    fresh.sort((a, b) => (a.id < b.id ? 1 : -1));
    this.#put([...fresh, ...this.rows.value]);
  }

  take(events: FeedEvent[]): void {
    let rows: Job[] | undefined;
    for (const event of events) {
      const told = event.job;
      if (!told || event.type === "log") continue;
      const place = this.#places.get(told.id);
      if (place !== undefined) {
        const before = (rows ?? this.rows.value)[place];
        if (!before) continue;
        rows ??= [...this.rows.value];
        rows[place] = applied(before, event);
      } else if (this.#fresh.has(told.id)) {
        this.#fresh.set(told.id, applied(this.#fresh.get(told.id) as Job, event));
      } else if (event.type !== "progress" && "created_at" in told && this.#isNew(told as Job) && fits({ ...this.#filter, terms: { ...this.#filter.terms, ...this.#within } }, told)) {
        if (this.#fresh.size >= MOST_FRESH) this.#tooMany = true;
        else this.#fresh.set(told.id, told as Job);
      }
    }
    if (rows) this.rows.value = rows;
    if (!this.#held) this.show();
    else if (this.waiting.value !== this.#fresh.size) this.waiting.value = this.#fresh.size;
  }

  /** Newer than what is shown; an older one that fits only now has its place further down. */
  #isNew(job: Job): boolean {
    const newest = this.rows.value[0];
    return !newest || job.id > newest.id;
  }

  /** Puts in a job as an answer told it. */
  patch(job: Job): void {
    const place = this.#places.get(job.id);
    if (place === undefined) return;
    const rows = [...this.rows.value];
    rows[place] = job;
    this.rows.value = rows;
  }
}

/** A job with an event put into it. An event has the job as it is now, one that was deleted its state alone. */
export function applied(job: Job, event: FeedEvent): Job {
  if (event.type === "progress") return event.job?.progress ? { ...job, progress: event.job.progress } : job;
  if (event.type === "log") return job;
  return { ...job, ...event.job };
}
