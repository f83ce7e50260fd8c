// The log of an attempt: by level, searched, followed while it is written, downloaded.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get, path } from "../api/client.js";
import type { Attempt, Job, Level, LogLine, LogPage } from "../api/types.js";
import { ENDED } from "../api/types.js";
import { count, plural } from "../format/number.js";
import { Button, Trouble } from "../ui/basics.js";
import { useKept } from "./kept.js";
import { asText, LEVELS, merged, shownLines } from "./log.js";
import { Lines } from "./loglines.js";
import type { JobStream } from "./stream.js";

const PAGE = 5_000;
/** The last lines may come behind the end of the job. */
const AFTER_END = 3_000;

export function LogView({ job, attempts, stream }: { job: Job; attempts: Attempt[]; stream: JobStream }) {
  const newest = Math.max(1, job.attempt);
  const [chosen, setChosen] = useState<number | null>(null);
  const attempt = chosen ?? newest;
  const [lines, setLines] = useState<LogLine[]>([]);
  const [dropped, setDropped] = useState(0);
  const [level, setLevel] = useState<Level>("trace");
  const [search, setSearch] = useState("");
  const [follow, setFollow] = useState(true);
  const [isClock, setClock] = useKept("log-clock");
  const [isWrapped, setWrapped] = useKept("log-wrap");
  const [error, setError] = useState<unknown>();

  const shownAttempt = useRef(0);
  const missed = stream.missed.value;

  useEffect(() => {
    const own = new AbortController();
    // Of the same attempt, lines that were missed come between those that are there.
    if (shownAttempt.current !== attempt) {
      setLines([]);
      setDropped(0);
    }
    shownAttempt.current = attempt;
    setError(undefined);
    const load = async (): Promise<void> => {
      let from: number | undefined;
      do {
        const page: LogPage = await get(`${path`/jobs/${job.id}`}/logs`, { attempt, from, page_size: PAGE }, own.signal);
        setDropped(page.dropped);
        setLines((have) => merged(have, page.items));
        from = page.next_from ?? undefined;
      } while (from !== undefined);
    };
    load().catch((problem: unknown) => !own.signal.aborted && setError(problem));
    let waiting: LogLine[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = stream.onLog((of, more) => {
      if (of !== attempt) return;
      waiting.push(...more);
      timer ??= setTimeout(() => {
        timer = undefined;
        const now = waiting;
        waiting = [];
        setLines((have) => merged(have, now));
      }, 100);
    });
    return () => {
      own.abort();
      stop();
      clearTimeout(timer);
    };
  }, [job.id, attempt, missed]);

  // How many lines were let go is told with the log alone: of a log that was followed it is asked for at the end.
  const isOver = ENDED.has(job.state);
  const wasOpen = useRef(false);
  useEffect(() => {
    if (!isOver) wasOpen.current = true;
    if (!isOver || !wasOpen.current) return undefined;
    wasOpen.current = false;
    const own = new AbortController();
    const timer = setTimeout(() => {
      get<LogPage>(`${path`/jobs/${job.id}`}/logs`, { attempt, page_size: 1 }, own.signal).then(
        (page) => setDropped(page.dropped),
        () => undefined,
      );
    }, AFTER_END);
    return () => {
      clearTimeout(timer);
      own.abort();
    };
  }, [job.id, attempt, isOver]);

  const shown = useMemo(() => shownLines(lines, level, search), [lines, level, search]);
  const started = Date.parse(attempts.find((one) => one.attempt === attempt)?.started_at ?? job.started_at ?? job.created_at);
  const download = (): void => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([asText(lines, started)], { type: "text/plain" }));
    link.download = `${job.processor}-${job.id.slice(-12)}-${attempt}.log`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <div class="log">
      <div class="log-bar">
        {newest > 1 && (
          <select aria-label="Attempt" value={String(attempt)} onChange={(event) => setChosen(Number(event.currentTarget.value) === newest ? null : Number(event.currentTarget.value))}>
            {Array.from({ length: newest }, (_, at) => (
              <option key={at} value={String(at + 1)}>{`Attempt ${at + 1}`}</option>
            ))}
          </select>
        )}
        <select aria-label="Least level" value={level} onChange={(event) => setLevel(event.currentTarget.value as Level)}>
          {LEVELS.map((one) => (
            <option key={one} value={one}>
              {one === "trace" ? "all levels" : one === "error" ? "errors" : `${one} and above`}
            </option>
          ))}
        </select>
        <input type="search" data-search placeholder="Search the log" aria-label="Search the log" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
        <span class="faint" role="status">
          {search || level !== "trace" ? `${count(shown.length)} of ${plural(lines.length, "line")}` : plural(lines.length, "line")}
          {dropped > 0 && `, ${count(dropped)} older ${dropped === 1 ? "one is" : "ones are"} not kept`}
        </span>
        <Button small pressed={isClock} icon="clock" onClick={() => setClock(!isClock)}>
          Clock time
        </Button>
        <Button small pressed={isWrapped} onClick={() => setWrapped(!isWrapped)}>
          Wrap lines
        </Button>
        <Button small pressed={follow} icon="down" onClick={() => setFollow(!follow)}>
          Follow
        </Button>
        <Button small icon="download" label="Download the log" disabled={lines.length === 0} onClick={download} />
      </div>
      <Trouble error={error} />
      {shown.length === 0 ? (
        <p class="faint pad">{lines.length > 0 ? "No line fits." : job.state === "running" ? "It has not said anything yet." : "It said nothing."}</p>
      ) : (
        <Lines lines={shown} started={started} isClock={isClock} isWrapped={isWrapped} follow={follow} onFollow={setFollow} />
      )}
    </div>
  );
}
