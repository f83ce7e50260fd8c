// The browser's side of runner: submit jobs, watch them, show one as a bar.
//
//   import { Runner } from "https://runner.example/client/runner.js";
//   const runner = new Runner({ token });
//   const job = await runner.submit("data-conversion", { params: { to: "jsonl" }, inputs: { data: file } });
//   for await (const now of runner.watch(job.id)) console.log(now.state, now.progress);
//
//   <runner-job-progress job="01a2…" token="…"></runner-job-progress>
//
// A page is given a token that may do no more than the page: for one job, `POST /api/v1/jobs/{id}/watch-token` makes one that
// reads that job and nothing else. It has no dependency, and runs in Node.js too, but for the element.

/** The states that a job does not leave by itself. */
const ENDED = new Set(["completed", "failed", "cancelled"]);

/** How long to wait before the next attempt to connect, in milliseconds: doubled each time up to the most. */
const FIRST_WAIT = 500;
const MOST_WAIT = 15_000;

/** A stream that says nothing for so long is taken for dead: the server sends a comment every 15 seconds. */
const SILENCE = 45_000;

/** What a server answered that is no success: `status`, `code` and `errors` are those of its problem document (RFC 9457). */
export class RunnerError extends Error {
  constructor(status, problem) {
    super(problem.detail ?? problem.title ?? `the server answered ${status}`);
    this.name = "RunnerError";
    this.status = status;
    this.code = problem.code;
    this.errors = problem.errors ?? [];
  }
}

/** A server, as one token sees it. */
export class Runner {
  #server;
  #token;

  /**
   * @param {object} options
   * @param {string} [options.server] where the server is; where this module came from unless it is said
   * @param {string} options.token
   */
  constructor({ server, token }) {
    const own = new URL(import.meta.url);
    this.#server = server ?? (own.protocol.startsWith("http") ? own.origin : undefined);
    if (!this.#server) throw new TypeError("say where the server is: new Runner({ server, token })");
    this.#server = this.#server.replace(/\/+$/, "");
    this.#token = token;
  }

  /**
   * Submits a job and gives it back as the server keeps it. It is on disk then.
   *
   * @param {string} processor
   * @param {object} [job] `params`, `queue`, `priority`, `tags` and all else that `POST /jobs` takes. `inputs` are files, blobs
   *   or strings by name. With a `key`, sent again it makes no second job.
   */
  async submit(processor, { inputs = {}, key, ...job } = {}) {
    const form = new FormData();
    form.append("job", new Blob([JSON.stringify({ processor, ...job })], { type: "application/json" }));
    for (const [name, input] of Object.entries(inputs)) {
      form.append(name, typeof input === "string" ? new Blob([input]) : input, name);
    }
    const headers = key === undefined ? {} : { "Idempotency-Key": key };
    const answer = await this.#ask("/jobs", { method: "POST", body: form, headers });
    return answer.json();
  }

  /** A job as it is now. */
  async job(id) {
    const answer = await this.#ask(`/jobs/${encodeURIComponent(id)}`);
    return answer.json();
  }

  /**
   * A job as it is now and whenever it changes, up to its end. It goes on over lost connections and restarts of the server.
   *
   * @param {string} id
   * @param {object} [options]
   * @param {AbortSignal} [options.signal] ends it
   * @param {(connected: boolean) => void} [options.onConnection] is told when the connection comes and goes
   */
  async *watch(id, options = {}) {
    let job = await this.job(id);
    yield job;
    if (ENDED.has(job.state)) return;
    for await (const event of this.#events(`/jobs/${encodeURIComponent(id)}/events`, options)) {
      // Something was missed, and of the job itself nothing is.
      const next = event.type === "resync" ? await this.job(id) : applied(job, event);
      if (next === job) continue;
      job = next;
      yield job;
      if (ENDED.has(job.state)) return;
    }
  }

  /**
   * Everything that happens from now on, as the server tells it: `{ seq, type, at, job }`, and `progress` and `log`. An event
   * `{ type: "resync", seq, reason }` says that there were events that are not told: fetch anew what the page shows.
   *
   * @param {object} [options]
   * @param {object} [options.filter] what is wanted, all of it: `job`, `queue`, `batch`, `processor` and `type`, each a text or a
   *   list of texts of which one is enough
   * @param {AbortSignal} [options.signal] ends it
   * @param {(connected: boolean) => void} [options.onConnection] is told when the connection comes and goes
   * @param {(resync: {seq: number, reason: string}) => void} [options.onResync] is called with a `resync`, which is no event then
   */
  async *watchAll({ filter = {}, onResync, ...options } = {}) {
    const query = new URLSearchParams();
    for (const [name, wanted] of Object.entries(filter)) query.set(name, [wanted].flat().join(","));
    for await (const event of this.#events(`/events?${query}`, options)) {
      if (event.type === "resync" && onResync) onResync(event);
      else yield event;
    }
  }

  async *#events(path, { signal, onConnection = () => {} } = {}) {
    let last;
    let wait = FIRST_WAIT;
    while (!signal?.aborted) {
      const quiet = new Silence(signal);
      try {
        const headers = last === undefined ? {} : { "Last-Event-ID": last };
        const answer = await this.#ask(path, { headers, signal: quiet.signal });
        onConnection(true);
        wait = FIRST_WAIT;
        for await (const event of parsed(answer.body, quiet)) {
          // What came with the number was used before the next is asked for.
          if (event.data !== undefined) yield event.data;
          last = event.id ?? last;
        }
      } catch (error) {
        // What the server refuses it will refuse again; all else may pass.
        if (error instanceof RunnerError && error.status < 500 && error.status !== 429) throw error;
      } finally {
        quiet.end();
      }
      onConnection(false);
      if (signal?.aborted) return;
      await pause(wait, signal);
      wait = Math.min(wait * 2, MOST_WAIT);
    }
  }

  async #ask(path, { headers = {}, ...options } = {}) {
    const answer = await fetch(`${this.#server}/api/v1${path}`, {
      ...options,
      headers: { ...headers, Authorization: `Bearer ${this.#token}` },
    });
    if (answer.ok) return answer;
    throw new RunnerError(answer.status, await answer.json().catch(() => ({})));
  }
}

/** A job with an event put into it; the same one if the event does not change it. */
function applied(job, event) {
  if (event.type === "progress") return { ...job, progress: event.job.progress };
  // An event has the job as it is now and its state then; one that was deleted has the state alone.
  return event.job && event.type !== "log" ? { ...job, ...event.job } : job;
}

/** Ends a request that nothing is heard of, or that somebody ends. */
class Silence {
  #ended = new AbortController();
  #timer;
  #outer;
  #abort = () => this.#ended.abort();

  constructor(outer) {
    this.#outer = outer;
    outer?.addEventListener("abort", this.#abort);
    this.heard();
  }

  get signal() {
    return this.#ended.signal;
  }

  heard() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#abort, SILENCE);
  }

  end() {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener("abort", this.#abort);
    this.#ended.abort();
  }
}

/**
 * The events of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html), their data as JSON. One that has a
 * number alone tells how far the stream has come.
 */
async function* parsed(body, quiet) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let id;
  let data = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    quiet.heard();
    const lines = (rest + value).split(/\r\n|\n|\r/);
    rest = lines.pop();
    for (const line of lines) {
      if (line === "") {
        if (data.length > 0) yield { id, data: JSON.parse(data.join("\n")) };
        else if (id !== undefined) yield { id };
        data = [];
        id = undefined;
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "data") data.push(value);
      if (field === "id") id = value;
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done, { once: true });
    function done() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
  });
}

/** A time as people say it: `4 s`, `2 min 05 s`, `1 h 02 min`. */
export function duration(milliseconds) {
  const seconds = Math.floor(milliseconds / 1000);
  const two = (number) => String(number).padStart(2, "0");
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} min`;
}

const STYLE = `
  :host { display: block; font: 0.875rem/1.4 system-ui, sans-serif; color: inherit; }
  .line { display: flex; gap: 0.75em; justify-content: space-between; flex-wrap: wrap; }
  .message { overflow-wrap: anywhere; }
  progress { inline-size: 100%; block-size: 0.6em; accent-color: var(--runner-bar, #2563eb); }
  :host([data-state="completed"]) progress { accent-color: var(--runner-done, #15803d); }
  :host([data-state="failed"]) progress, :host([data-state="cancelled"]) progress { accent-color: var(--runner-failed, #b91c1c); }
  .lost { opacity: 0.7; }
`;

/**
 * What the element says of a job: `value` of the bar (none while nothing is known of the end), and three texts.
 * Everything in it that comes from a job is text and is never markup.
 */
export function shown(job, now = Date.now()) {
  const { done, total, message, percent } = job.progress ?? {};
  const began = job.started_at ?? job.created_at;
  const ended = job.finished_at ? Date.parse(job.finished_at) : now;
  const items = done !== undefined && done !== null && total ? `${done} of ${total}` : "";
  const isDone = job.state === "completed";
  // What ended without having said how far it was does not look as if it went on.
  const unknown = job.finished_at ? 0 : undefined;
  return {
    value: isDone ? 100 : (percent ?? (total ? (100 * done) / total : unknown)),
    state: [job.title ?? job.processor, job.state].filter(Boolean).join(": "),
    message: job.error?.message ?? message ?? "",
    figures: [items, began ? duration(Math.max(0, ended - Date.parse(began))) : ""].filter(Boolean).join(", "),
  };
}

function defineElement() {
  class JobProgress extends HTMLElement {
    static observedAttributes = ["job", "token", "server"];
    #ended;
    #timer;
    #job;
    #parts;

    connectedCallback() {
      if (!this.#parts) this.#build();
      this.#start();
    }

    disconnectedCallback() {
      this.#stop();
    }

    attributeChangedCallback(_name, before, after) {
      if (this.isConnected && this.#parts && before !== after) this.#start();
    }

    #build() {
      const root = this.attachShadow({ mode: "open" });
      const make = (name, within, part) => {
        const element = document.createElement(name);
        element.className = part;
        element.part = part;
        within.append(element);
        return element;
      };
      const style = document.createElement("style");
      style.textContent = STYLE;
      root.append(style);
      const head = make("div", root, "line");
      const state = make("span", head, "state");
      const figures = make("span", head, "figures");
      const bar = make("progress", root, "bar");
      bar.max = 100;
      const message = make("div", root, "message");
      message.setAttribute("role", "status");
      const lost = make("div", root, "lost");
      this.#parts = { state, figures, bar, message, lost };
    }

    async #start() {
      this.#stop();
      const id = this.getAttribute("job");
      if (!id) return;
      const ended = new AbortController();
      this.#ended = ended;
      // The duration goes on also while nothing is told.
      this.#timer = setInterval(() => this.#draw(), 1000);
      try {
        const server = this.getAttribute("server") ?? undefined;
        const runner = new Runner({ server, token: this.getAttribute("token") ?? "" });
        const onConnection = (connected) => {
          this.#parts.lost.textContent = connected ? "" : "The connection is lost; trying again …";
        };
        for await (const job of runner.watch(id, { signal: ended.signal, onConnection })) {
          if (ended.signal.aborted) return;
          this.#job = job;
          this.#draw();
        }
        this.#parts.lost.textContent = "";
        this.dispatchEvent(new CustomEvent("end", { detail: this.#job }));
      } catch (error) {
        if (!ended.signal.aborted) this.#parts.lost.textContent = error.message;
      } finally {
        if (this.#ended === ended) this.#stop();
      }
    }

    #stop() {
      this.#ended?.abort();
      this.#ended = undefined;
      clearInterval(this.#timer);
    }

    #draw() {
      if (!this.#job) return;
      const { value, state, message, figures } = shown(this.#job);
      this.dataset.state = this.#job.state;
      this.#parts.state.textContent = state;
      this.#parts.figures.textContent = figures;
      this.#parts.message.textContent = message;
      if (value === undefined) this.#parts.bar.removeAttribute("value");
      else this.#parts.bar.value = value;
      this.#parts.bar.setAttribute("aria-label", state);
    }
  }
  customElements.define("runner-job-progress", JobProgress);
}

if (globalThis.customElements && !customElements.get("runner-job-progress")) defineElement();
