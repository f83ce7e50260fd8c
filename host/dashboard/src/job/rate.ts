// How fast a job goes on and when it will be done, from what it says of its progress. Pure.

interface Sample {
  at: number;
  done: number;
}

/** Looks back so far: long enough to be steady, short enough to notice a change. */
const WINDOW = 30_000;

export class RateMeter {
  #samples: Sample[] = [];

  add(at: number, counted: number): void {
    // Beyond 2^53 it is no number but what keeps its digits.
    const done = Number(counted);
    const last = this.#samples.at(-1);
    // A new attempt may begin again.
    if (last && done < last.done) this.#samples = [];
    this.#samples.push({ at, done });
    while (this.#samples.length > 2 && (this.#samples[0]?.at ?? 0) < at - WINDOW) this.#samples.shift();
  }

  /** Forgets what it saw: the time that a job was held is none of its pace. */
  clear(): void {
    this.#samples = [];
  }

  /** Units a second; undefined while too little is known. */
  rate(): number | undefined {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < 500) return undefined;
    return ((last.done - first.done) * 1_000) / (last.at - first.at);
  }

  /** Milliseconds until all of it is done. */
  eta(total: number | null | undefined): number | undefined {
    const rate = this.rate();
    const last = this.#samples.at(-1);
    if (!rate || !last || total === null || total === undefined) return undefined;
    return (Math.max(0, Number(total) - last.done) / rate) * 1_000;
  }
}
