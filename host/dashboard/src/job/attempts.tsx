// Each attempt: where it ran, how it ended, and what it used of what it might.
import type { Attempt, Job, Limit } from "../api/types.js";
import { bytes, count, fuel } from "../format/number.js";
import { duration, length, moment } from "../format/time.js";
import { plain, shortDigest } from "../format/text.js";
import { Chip, Copy, now } from "../ui/basics.js";
import { Against } from "../ui/drawings.js";

export function Attempts({ job, attempts, limits }: { job: Job; attempts: Attempt[]; limits: Limit[] }) {
  if (attempts.length === 0) return <p class="faint pad">It was not tried yet.</p>;
  return (
    <ol class="attempts">
      {[...attempts].reverse().map((attempt) => (
        <One key={attempt.attempt} attempt={attempt} job={job} limits={limits} isOnly={attempts.length === 1} />
      ))}
    </ol>
  );
}

function One({ attempt, job, limits, isOnly }: { attempt: Attempt; job: Job; limits: Limit[]; isOnly: boolean }) {
  const { usage, error } = attempt;
  const runs = !attempt.ended_at;
  const wall = runs ? now.value - Date.parse(attempt.started_at) : usage.wall_ms;
  const outcome = runs ? job.state : error ? "failed" : "completed";
  const limit = (name: Limit["name"]): number | undefined => limits.find((one) => one.name === name)?.unasked;
  const of = (used: string, most: number | undefined, format: (value: number) => string): string => (most === undefined ? used : `${used} of ${format(most)}`);
  return (
    <li class={`attempt s-${outcome}`}>
      <header>
        <span class="dot" aria-hidden="true" />
        <strong>{isOnly && attempt.attempt === 1 ? "Attempt" : `Attempt ${attempt.attempt}`}</strong>
        <span>
          {runs ? (job.state === "paused" ? "frozen" : "runs") : error ? <code>{error.code}</code> : "completed"} on {attempt.node}
        </span>
        <span class="faint">
          {moment(attempt.started_at)}
          {attempt.plugin_digest && attempt.plugin_digest !== job.plugin?.digest && <> · plugin {shortDigest(attempt.plugin_digest)}</>}
        </span>
      </header>
      {error && (
        <div class="error-text">
          <p>{plain(error.message)}</p>
          {error.detail && (
            <details open={isOnly && error.detail.length < 2_000}>
              <summary>Backtrace and details</summary>
              <div class="code-block">
                <Copy text={error.detail} />
                <pre tabIndex={0}>{plain(error.detail)}</pre>
              </div>
            </details>
          )}
        </div>
      )}
      <div class="usage">
        {!runs && <Against label="Fuel" used={usage.fuel} limit={limit("fuel")} text={`${usage.fuel_exact ? "" : "about "}${of(fuel(usage.fuel), limit("fuel"), fuel)}`} />}
        {!runs && <Against label="Memory" used={usage.peak_memory_bytes} limit={limit("memory_bytes")} text={of(bytes(usage.peak_memory_bytes), limit("memory_bytes"), bytes)} />}
        {/* While it is frozen, no time is counted. */}
        {!(runs && job.state === "paused") && <Against label="Time" used={wall} limit={limit("timeout_ms")} text={of(duration(wall), limit("timeout_ms"), length)} />}
        {usage.http_requests > 0 && <Against label="HTTP" used={usage.http_requests} limit={limit("http_requests")} text={of(count(usage.http_requests), limit("http_requests"), count)} />}
      </div>
      {!runs && (
        <p class="facts-line">
          <Chip>waited {duration(usage.queue_ms)}</Chip>
          {usage.frozen_ms > 0 && <Chip tone="info">frozen {duration(usage.frozen_ms)}</Chip>}
          {usage.input_bytes > 0 && <Chip>{bytes(usage.input_bytes)} in</Chip>}
          {usage.output_bytes > 0 && <Chip>{bytes(usage.output_bytes)} out</Chip>}
          {usage.log_bytes > 0 && <Chip>{bytes(usage.log_bytes)} of log</Chip>}
          {usage.http_bytes > 0 && <Chip>{bytes(usage.http_bytes)} by HTTP</Chip>}
        </p>
      )}
    </li>
  );
}
