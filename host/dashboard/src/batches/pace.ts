// How fast a batch goes on and when it will be done. Pure.
import { RateMeter } from "../job/rate.js";

/** So long it has to be looked at before what was seen says more than the time that it has been there. */
const SETTLED = 10_000;

export class BatchMeter {
  #recent = new RateMeter();
  #createdAt: number;
  #since: number | undefined;
  #at = 0;
  #ended = 0;

  constructor(createdAt: number) {
    this.#createdAt = createdAt;
  }

  add(at: number, ended: number): void {
    this.#since ??= at;
    this.#at = at;
    this.#ended = ended;
    this.#recent.add(at, ended);
  }

  /** Items a second: of the last half minute, or from the beginning on while little was seen or nothing ended of late. */
  rate(): number | undefined {
    const recent = this.#at - (this.#since ?? this.#at) >= SETTLED ? this.#recent.rate() : undefined;
    if (recent) return recent;
    const length = this.#at - this.#createdAt;
    return length > 0 && this.#ended > 0 ? (this.#ended * 1_000) / length : undefined;
  }

  /** Milliseconds until all of it has ended. */
  eta(total: number): number | undefined {
    const rate = this.rate();
    return rate === undefined ? undefined : (Math.max(0, total - this.#ended) / rate) * 1_000;
  }
}
