// Each attempt: where it ran, how it ended, and what it used of what it might.
import { useEffect } from "preact/hooks";
import type { Attempt, Job, Limit } from "../api/types.js";
import { bytes, count, fuel } from "../format/number.js";
import { duration, length, moment } from "../format/time.js";
import { plain, shortDigest } from "../format/text.js";
import { Chip, Copy, now } from "../ui/basics.js";
import { Against } from "../ui/drawings.js";
import { isUnmeasured, limitOf } from "./outlook.js";

export function Attempts({ job, attempts, limits, refresh }: { job: Job; attempts: Attempt[]; limits: Limit[]; refresh: () => void }) {
  // What it used so far is told by no event. It is asked for as long as somebody looks.
  useEffect(() => {
    if (job.state !== "running") return undefined;
    const timer = setInterval(() => !document.hidden && refresh(), 1_000);
    return () => clearInterval(timer);
  }, [job.state]);
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
  // While it is frozen, no time is counted; resumed, it stands so until a slot is free.
  const isFrozen = runs && (job.state === "paused" || job.state === "pending");
  const wall = runs && !isFrozen ? Math.max(0, now.value - Date.parse(attempt.started_at) - usage.frozen_ms) : usage.wall_ms;
  const outcome = runs ? job.state : error ? "failed" : "completed";
  const limit = (name: Limit["name"]): number | undefined => limitOf(job, limits, name);
  const of = (used: string, most: number | undefined, format: (value: number) => string): string => (most === undefined ? used : `${used} of ${format(most)}`);
  const soFar = runs ? " so far" : "";
  // Of an attempt that began just now nothing is known yet.
  const isMeasured = !runs || usage.fuel > 0 || usage.peak_memory_bytes > 0;
  return (
    <li class={`attempt s-${outcome}`}>
      <header>
        <span class="dot" aria-hidden="true" />
        <strong>{isOnly && attempt.attempt === 1 ? "Attempt" : `Attempt ${attempt.attempt}`}</strong>
        <span>
          {runs ? (isFrozen ? "frozen" : "runs") : error ? <code>{error.code}</code> : "completed"} on {attempt.node}
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
      {isUnmeasured(attempt) ? (
        <p class="faint">What it used is not known: the server ended.</p>
      ) : (
        <div class="usage">
          {isMeasured && <Against label={`Fuel${soFar}`} used={usage.fuel} limit={limit("fuel")} text={`${usage.fuel_exact ? "" : "about "}${of(fuel(usage.fuel), limit("fuel"), fuel)}`} />}
          {isMeasured && <Against label={`Memory${soFar}`} used={usage.peak_memory_bytes} limit={limit("memory_bytes")} text={of(bytes(usage.peak_memory_bytes), limit("memory_bytes"), bytes)} />}
          {!(isFrozen && wall === 0) && <Against label="Time" used={wall} limit={limit("timeout_ms")} text={of(duration(wall), limit("timeout_ms"), length)} />}
          {usage.http_requests > 0 && <Against label={`HTTP${soFar}`} used={usage.http_requests} limit={limit("http_requests")} text={of(count(usage.http_requests), limit("http_requests"), count)} />}
        </div>
      )}
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
