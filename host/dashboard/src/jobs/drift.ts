// How a list of jobs and the truth come apart while events come in: which rows fit no more, and which jobs would be in it by
// now. It keeps little, whatever happens: beyond a measure it only knows that something is amiss. Pure.
import type { Job } from "../api/types.js";
import { count, plural } from "../format/number.js";

/** More that came to fit than that are not kept. */
const MOST = 500;

export class Drift {
  /** Newer than all rows: they can be put before them as they are. */
  #fresh = new Map<string, Job>();
  /** Those whose place is among the rows; where, only the server knows. */
  #older = new Set<string>();
  /** Rows that fit no more. */
  #gone = new Set<string>();
  #isUnsure = false;

  /** How many would be in it. */
  get come(): number {
    return this.#fresh.size + this.#older.size;
  }

  /** How many rows fit no more. */
  get gone(): number {
    return this.#gone.size;
  }

  /** Whether only the server can say what the list is. */
  get isAmiss(): boolean {
    return this.#isUnsure || this.#older.size > 0 || this.#gone.size > 0;
  }

  /** A row was told of. */
  row(id: string, isFit: boolean): void {
    if (isFit) this.#gone.delete(id);
    else this.#gone.add(id);
  }

  /** A job was told of that is newer than all rows. */
  newer(job: Job, isFit: boolean): void {
    if (!isFit) this.#fresh.delete(job.id);
    else if (this.#fresh.has(job.id) || this.come < MOST) this.#fresh.set(job.id, job);
    else this.#isUnsure = true;
  }

  /** A job was told of that is no row, and older than the newest. */
  older(id: string, isFit: boolean): void {
    if (!isFit) this.#older.delete(id);
    else if (this.#older.has(id) || this.come < MOST) this.#older.add(id);
    else this.#isUnsure = true;
  }

  fresh(id: string): Job | undefined {
    return this.#fresh.get(id);
  }

  /** Something happened of which there are no events. */
  doubt(): void {
    this.#isUnsure = true;
  }

  /** Gives away those that are newer than all rows, the newest first. */
  takeFresh(): Job[] {
    const fresh = [...this.#fresh.values()];
    this.#fresh.clear();
    // Ids begin with the time: the newest is the highest.
    return fresh.sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  clear(): void {
    this.#fresh.clear();
    this.#older.clear();
    this.#gone.clear();
    this.#isUnsure = false;
  }
}

/** What waits to be shown, in words: `3 new jobs, 12 gone`. */
export function whatWaits(come: number, gone: number): string {
  const news = come >= MOST ? `${count(MOST)} or more new jobs` : plural(come, "new job");
  if (gone === 0) return news;
  return come === 0 ? `${plural(gone, "job")} gone` : `${news}, ${count(gone)} gone`;
}
