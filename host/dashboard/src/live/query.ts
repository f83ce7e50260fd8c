// Something that a page asks the server for, and asks for again when events say that it changed. Answers that come too
// late are dropped, a failure leaves what was there, and a burst of events is one request.
import { useEffect, useMemo, useRef } from "preact/hooks";
import { effect, signal } from "@preact/signals";
import type { Signal } from "@preact/signals";
import { listen, resyncs } from "./feed.js";
import type { FeedEvent } from "./feed.js";

export interface Query<T> {
  data: Signal<T | undefined>;
  error: Signal<unknown>;
  loading: Signal<boolean>;
  refresh: () => void;
  /** Puts in what is known without asking: the answer of a change. */
  set: (data: T) => void;
}

export interface Live {
  /** Which events mean that it may have changed. */
  on?: (event: FeedEvent) => boolean;
  /** The least time between two requests, in milliseconds. */
  pace?: number;
  /** It changes with time alone: how often it is asked for again. */
  every?: number;
}

/**
 * Asks when it is first used, whenever `key` changes, and when `live` says so. Of another key nothing is known until its
 * answer is there; with a null key nothing is asked, and nothing known.
 */
export function useQuery<T>(key: string | null, fetcher: (signal: AbortSignal) => Promise<T>, live: Live = {}): Query<T> {
  const latest = useRef({ fetcher, live });
  latest.current = { fetcher, live };
  const query = useMemo(() => new Asking<T>(latest), [key]);
  useEffect(() => (key === null ? undefined : query.begin()), [query]);
  return query;
}

class Asking<T> implements Query<T> {
  readonly data = signal<T | undefined>(undefined);
  readonly error = signal<unknown>(undefined);
  readonly loading = signal(true);
  #latest: { current: { fetcher: (signal: AbortSignal) => Promise<T>; live: Live } };
  #isOn = false;
  #running: AbortController | undefined;
  #again = false;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(latest: { current: { fetcher: (signal: AbortSignal) => Promise<T>; live: Live } }) {
    this.#latest = latest;
  }

  begin(): () => void {
    this.#isOn = true;
    this.#ask();
    const stopListening = listen((events) => {
      const { on } = this.#latest.current.live;
      if (on && events.some(on)) this.refresh();
    });
    let first = true;
    const stopResync = effect(() => {
      void resyncs.value;
      if (!first) this.refresh();
      first = false;
    });
    const { every } = this.#latest.current.live;
    const tick = (): void => {
      if (!document.hidden) this.refresh();
    };
    const ticker = every ? setInterval(tick, every) : undefined;
    // A page that was hidden is not left as it was until the next turn.
    if (every) document.addEventListener("visibilitychange", tick);
    return () => {
      this.#isOn = false;
      stopListening();
      stopResync();
      clearInterval(ticker);
      document.removeEventListener("visibilitychange", tick);
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#running?.abort();
      this.#running = undefined;
    };
  }

  refresh = (): void => {
    if (!this.#isOn || this.#timer !== undefined) return;
    const pace = this.#latest.current.live.pace ?? 500;
    const wait = Math.max(0, this.#asked + pace - Date.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#running) this.#again = true;
      else this.#ask();
    }, wait);
  };

  set = (data: T): void => {
    this.data.value = data;
    this.error.value = undefined;
  };

  #ask(): void {
    this.#running?.abort();
    const own = new AbortController();
    this.#running = own;
    this.#asked = Date.now();
    this.loading.value = true;
    this.#latest.current.fetcher(own.signal).then(
      (data) => {
        if (own.signal.aborted) return;
        this.data.value = data;
        this.error.value = undefined;
        this.#done(own);
      },
      (error: unknown) => {
        if (own.signal.aborted) return;
        this.error.value = error;
        this.#done(own);
      },
    );
  }

  #done(own: AbortController): void {
    if (this.#running === own) this.#running = undefined;
    this.loading.value = false;
    if (this.#again) {
      this.#again = false;
      this.refresh();
    }
  }
}

/** Is told of events while a component is there. */
export function useFeed(listener: (events: FeedEvent[]) => void): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => listen((events) => latest.current(events)), []);
}
