// The rows of a list of jobs: pages of it as far as they were asked for, kept up to date by events. What is new waits while
// rows must not move. When rows fit no more, or older jobs came to fit, the same pages are asked for anew, but not often.
import { signal } from "@preact/signals";
import { get } from "../api/client.js";
import type { Job, List } from "../api/types.js";
import type { FeedEvent } from "../live/feed.js";
import { Drift } from "./drift.js";
import { apiFilter, fits, stillFits } from "./filter.js";
import type { Filter } from "./filter.js";

const PAGE = 100;
/** What the server gives at once, at the most. */
const MOST_AT_ONCE = 500;
/** From when something is amiss until it is asked for anew: others may follow. */
const SOON = 500;
/** The least time from one time that all is asked for anew to the next. */
const PACE = 2_000;

/** What is asked for: the first page, the next one, or all that are there once more. */
type How = "first" | "next" | "anew";

interface Found {
  items: Job[];
  token: string | undefined;
  isCutShort: boolean;
}

export class JobRows {
  readonly rows = signal<Job[]>([]);
  /** How many new ones wait to be shown. */
  readonly waiting = signal(0);
  /** How many rows fit no more, and wait to go. */
  readonly gone = signal(0);
  readonly error = signal<unknown>(undefined);
  readonly loading = signal(true);
  readonly isEnd = signal(false);
  /** The server looked at as many as it may without finding more; the next page goes on. */
  readonly isCutShort = signal(false);
  /** Rises whenever rows were asked for from the first one on: some may be there no more. */
  readonly version = signal(0);

  #filter: Filter;
  /** What a new job must fit to be of this list: the filter, and what all of the list have beside it. */
  #whole: Filter;
  /** Which list beyond what the filter says, as `/batches/x/items`. */
  #at: string;
  #places = new Map<string, number>();
  #drift = new Drift();
  /** How many pages were asked for. */
  #pages = 0;
  #token: string | undefined;
  #running: AbortController | undefined;
  /** What happened while the server was being asked: its answer may be older than that. */
  #since: FeedEvent[] | undefined;
  #held = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Not asked for anew before then. */
  #notBefore = 0;

  constructor(filter: Filter, at = "/jobs", within: Filter["terms"] = {}) {
    this.#filter = filter;
    this.#whole = { ...filter, terms: { ...filter.terms, ...within } };
    this.#at = at;
  }

  load(): Promise<void> {
    return this.#ask("first");
  }

  more = (): void => {
    if (this.loading.value || this.isEnd.value || this.error.value) return;
    void this.#ask("next");
  };

  /** Asks once more for all pages that are there. */
  async renew(): Promise<void> {
    const begin = Date.now();
    await this.#ask(this.#pages === 0 ? "first" : "anew");
    // Whatever takes long is done less often.
    this.#notBefore = Date.now() + Math.max(PACE, 4 * (Date.now() - begin));
  }

  stop(): void {
    this.#running?.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #ask(how: How): Promise<void> {
    this.#running?.abort();
    const own = new AbortController();
    const since: FeedEvent[] = [];
    this.#running = own;
    this.#since = since;
    if (how !== "anew") {
      this.loading.value = true;
      this.error.value = undefined;
    }
    try {
      const pages = how === "anew" ? this.#pages : 1;
      const found = await this.#read(how === "next" ? this.#token : undefined, pages, own.signal);
      if (how === "next") {
        this.#pages += 1;
        this.#put([...this.rows.value, ...found.items.filter((job) => !this.#places.has(job.id))]);
      } else {
        this.#drift.clear();
        this.#pages = found.token === undefined ? Math.max(1, Math.ceil(found.items.length / PAGE)) : pages;
        this.#put(found.items);
        this.version.value += 1;
      }
      this.#token = found.token;
      this.isEnd.value = found.token === undefined;
      this.isCutShort.value = found.isCutShort;
      this.error.value = undefined;
      this.#since = undefined;
      this.take(since);
    } catch (error) {
      if (own.signal.aborted) return;
      this.error.value = error;
    } finally {
      if (this.#running === own) {
        this.#running = undefined;
        this.#since = undefined;
        this.loading.value = false;
      }
    }
  }

  /** So many pages of the list from a place on, in as few requests as one may. */
  async #read(from: string | undefined, pages: number, signal: AbortSignal): Promise<Found> {
    const query = apiFilter(this.#filter);
    const found: Found = { items: [], token: from, isCutShort: false };
    let left = pages;
    do {
      const size = Math.min(MOST_AT_ONCE, pages * PAGE - found.items.length);
      const page = await get<List<Job>>(this.#at, { ...query, page_size: size, page_token: found.token }, signal);
      found.items.push(...page.items);
      found.token = page.next_page_token ?? undefined;
      found.isCutShort = page.bound_reached ?? false;
      left -= 1;
    } while (found.token !== undefined && left > 0 && found.items.length < pages * PAGE);
    return found;
  }

  #put(rows: Job[]): void {
    this.rows.value = rows;
    this.#places = new Map(rows.map((job, place) => [job.id, place]));
  }

  /** Where a job stands in the list; -1 if it is not there. */
  placeOf(id: string | undefined): number {
    return id === undefined ? -1 : (this.#places.get(id) ?? -1);
  }

  /** While it is held, nothing new is shown. */
  hold(held: boolean): void {
    this.#held = held;
    this.#settle();
  }

  /** Brings it up to date at once. */
  async show(): Promise<void> {
    if (this.#drift.isAmiss) return this.renew();
    this.#showFresh();
    this.#tell();
  }

  /** Something happened that there are no events of, as when jobs are deleted. */
  doubt(): void {
    this.#drift.doubt();
    this.#notBefore = Math.max(this.#notBefore, Date.now() + PACE);
    this.#settle();
  }

  #settle(): void {
    if (!this.#held) {
      this.#showFresh();
      if (this.#drift.isAmiss) this.#renewSoon();
    }
    this.#tell();
  }

  #tell(): void {
    this.waiting.value = this.#held ? this.#drift.come : 0;
    this.gone.value = this.#held ? this.#drift.gone : 0;
  }

  #renewSoon(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        if (this.#held || !this.#drift.isAmiss) return;
        if (this.#running || Date.now() < this.#notBefore) this.#renewSoon();
        else void this.renew();
      },
      Math.max(SOON, this.#notBefore - Date.now()),
    );
  }

  #showFresh(): void {
    const fresh = this.#drift.takeFresh().filter((job) => !this.#places.has(job.id));
    if (fresh.length > 0) this.#put([...fresh, ...this.rows.value]);
  }

  take(events: FeedEvent[]): void {
    this.#since?.push(...events);
    let rows: Job[] | undefined;
    for (const event of events) {
      const told = event.job;
      if (!told || event.type === "log") continue;
      const place = this.#places.get(told.id);
      const before = place === undefined ? this.#drift.fresh(told.id) : (rows ?? this.rows.value)[place];
      if (event.type === "progress" && !before) continue;
      const job = before ? applied(before, event) : (told as Job);
      if (place !== undefined) {
        rows ??= [...this.rows.value];
        rows[place] = job;
        if (event.type !== "progress") this.#drift.row(job.id, isThere(event) && stillFits(this.#filter, job));
      } else if (event.type === "progress") {
        this.#drift.newer(job, true);
      } else {
        this.#sort(job, isThere(event) && fits(this.#whole, job));
      }
    }
    if (rows) this.rows.value = rows;
    this.#settle();
  }

  /** A job that is no row: it is newer than all, or has its place among them, or is further down than was asked for. */
  #sort(job: Job, isFit: boolean): void {
    const rows = this.rows.value;
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last || job.id > first.id) this.#drift.newer(job, isFit);
    else if (this.isEnd.value || job.id > last.id) this.#drift.older(job.id, isFit);
  }
}

/** Of a job that was deleted since, an event has its state alone. */
const isThere = (event: FeedEvent): boolean => event.job !== undefined && "created_at" in event.job;

/** A job with an event put into it. An event has the job as it is now, one that was deleted its state alone. */
export function applied(job: Job, event: FeedEvent): Job {
  if (event.type === "progress") return event.job?.progress ? { ...job, progress: event.job.progress } : job;
  if (event.type === "log") return job;
  return { ...job, ...event.job };
}
