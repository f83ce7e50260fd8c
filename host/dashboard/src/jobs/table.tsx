// A list of jobs with its keys, its selection and what can be done to it. Nothing in it moves while somebody points at it,
// has it selected, or looks elsewhere.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { effect } from "@preact/signals";
import { useShortcuts } from "../app/keyboard.js";
import { go } from "../app/router.js";
import { may } from "../app/session.js";
import type { Job } from "../api/types.js";
import { resyncs } from "../live/feed.js";
import { useFeed } from "../live/query.js";
import { count, plural } from "../format/number.js";
import { cut, oneLine } from "../format/text.js";
import { Button, Empty, Loading, Trouble } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { Virtual } from "../ui/virtual.js";
import { apiFilter } from "./filter.js";
import type { Filter } from "./filter.js";
import { BulkDialogs, askBulk } from "./bulk.js";
import { whatWaits } from "./drift.js";
import { JobRows } from "./model.js";
import { Row } from "./row.js";
import { VERBS, isPossible } from "./verbs.js";
import type { Verb, Which } from "./verbs.js";

interface Props {
  filter: Filter;
  /** What is filtered, as text: another text is another list. */
  text: string;
  at?: string;
  /** What all of the list have beside what the filter says: the batch that they are of. */
  within?: { batch: string };
  empty: preact.ComponentChildren;
  /** Where to put how one gets at the jobs that are loaded. */
  shown?: { current: () => readonly Job[] };
}

const narrow = matchMedia("(max-width: 760px)");
/** Rows have one height, whatever is in them; the stylesheet says the same. */
const HEIGHT = { wide: 64, narrow: 110 };

export function JobTable({ filter, text, at = "/jobs", within, empty, shown }: Props) {
  const model = useMemo(() => new JobRows(filter, at, within), [text, at]);
  if (shown) shown.current = () => model.rows.peek();
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [isAll, setAll] = useState(false);
  const [activeId, setActive] = useState<string>();
  const [isNarrow, setNarrow] = useState(narrow.matches);
  const anchor = useRef<string | undefined>(undefined);
  const hover = useRef(false);
  const table = useRef<HTMLDivElement>(null);

  const rows = model.rows.value;
  const active = model.placeOf(activeId);
  // What a misspelt filter matches is not what somebody means. What is selected waits until it is written out.
  const canSelect = may.changeJobs && filter.problems.length === 0;
  const isEmpty = rows.length === 0;
  // What has the focus by the keyboard must not go from under it.
  const isIn = (): boolean => (hover.current && !isEmpty) || active >= 0 || Boolean(table.current?.querySelector(":focus-visible"));
  const held = (): boolean => isIn() || !document.hasFocus() || scrollY > 80 || selected.size > 0 || isAll;
  const heldNow = useRef(held);
  heldNow.current = held;
  const settle = (): void => model.hold(heldNow.current());

  useEffect(() => {
    setSelected(new Set());
    setAll(false);
    setActive(undefined);
    void model.load();
    let first = true;
    const stop = effect(() => {
      void resyncs.value;
      if (!first) void model.renew();
      first = false;
    });
    return () => {
      stop();
      model.stop();
    };
  }, [model]);
  useEffect(() => {
    const events = ["focus", "blur", "scroll"] as const;
    events.forEach((name) => addEventListener(name, settle, { passive: true }));
    const size = (): void => setNarrow(narrow.matches);
    narrow.addEventListener("change", size);
    return () => {
      events.forEach((name) => removeEventListener(name, settle));
      narrow.removeEventListener("change", size);
    };
  }, [model]);
  useEffect(settle, [selected, isAll, active]);
  // What is selected stays so while it is in the list.
  const version = model.version.value;
  useEffect(() => setSelected((before) => kept(before, model)), [version]);
  useFeed((events) => {
    settle();
    model.take(events);
  });

  const select = (index: number, range: boolean): void => {
    const next = new Set(selected);
    const isOn = !next.has(rows[index]?.id ?? "");
    const other = range ? model.placeOf(anchor.current) : -1;
    const [from, to] = other >= 0 ? [Math.min(other, index), Math.max(other, index)] : [index, index];
    for (const job of rows.slice(from, to + 1)) isOn ? next.add(job.id) : next.delete(job.id);
    anchor.current = rows[index]?.id;
    setAll(false);
    setSelected(next);
  };
  const clear = (): void => {
    setSelected(new Set());
    setAll(false);
  };
  // That jobs are deleted, no event says.
  const begun = (verb: Verb) => (): void => {
    clear();
    if (verb === "delete") model.doubt();
  };
  const move = (step: number): void => {
    const next = Math.max(0, Math.min(rows.length - 1, active + step));
    setActive(rows[next]?.id);
    table.current?.focus({ preventScroll: true });
  };
  const showNew = (): void => {
    scrollTo(0, 0);
    setActive(undefined);
    void model.show();
  };
  useShortcuts([
    { keys: "j", what: "next job", act: () => move(1) },
    { keys: "k", what: "job before", act: () => move(-1) },
    { keys: "Enter", what: "open", act: () => rows[active] && go(`/jobs/${rows[active].id}`) },
    { keys: "Escape", what: canSelect ? "select none" : "point at none", act: () => (clear(), setActive(undefined)) },
    { keys: ".", what: "show what is new", act: showNew },
    ...(canSelect
      ? [
          { keys: "x", what: "select or not", act: () => active >= 0 && select(active, false) },
          { keys: "X", what: "select all that match", act: () => (setSelected(new Set(rows.map((job) => job.id))), setAll(true)) },
        ]
      : []),
  ]);

  const which: Which = isAll ? { filter: { ...apiFilter(filter), ...within } } : { ids: [...selected] };
  const states = isAll ? filter.terms.state : rows.filter((job) => selected.has(job.id)).map((job) => job.state).join(",");
  const isFirstLoad = model.loading.value && isEmpty;
  const waits = model.waiting.value + model.gone.value > 0 ? whatWaits(model.waiting.value, model.gone.value) : "";
  return (
    <div class="job-list" onPointerEnter={(event) => ((hover.current = event.pointerType === "mouse"), settle())} onPointerLeave={() => ((hover.current = false), settle())}>
      <Trouble error={model.error.value} retry={() => model.renew()} />
      {waits && (
        <button type="button" class="fresh" title="Bring the list up to date" onClick={showNew}>
          <Icon name="submit" size={14} />
          {waits}
        </button>
      )}
      {isFirstLoad && <Loading rows={8} />}
      {!isFirstLoad && isEmpty && !model.error.value && (model.isEnd.value ? empty : <More model={model} />)}
      {!isEmpty && (
        <div
          ref={table}
          class="job-table"
          role="table"
          aria-label="Jobs"
          aria-rowcount={model.isEnd.value ? rows.length + 1 : -1}
          tabIndex={-1}
          onFocusIn={settle}
          onFocusOut={settle}
        >
          <div role="rowgroup">
            <div class="job-row head" role="row" aria-rowindex={1}>
              <span class="cell select" role="columnheader">
                {canSelect && <input type="checkbox" aria-label="Select all that are shown" checked={selected.size > 0 && rows.every((job) => selected.has(job.id))} onClick={(event) => (event.currentTarget.checked ? setSelected(new Set(rows.map((job) => job.id))) : clear())} />}
              </span>
              <span class="cell status" role="columnheader">State</span>
              <span class="cell what" role="columnheader">Job</span>
              <span class="cell how" role="columnheader">Progress or error</span>
              <span class="cell tries" role="columnheader">Failed</span>
              <span class="cell took" role="columnheader">Took</span>
              <span class="cell when" role="columnheader">When</span>
            </div>
          </div>
          <Virtual
            count={rows.length}
            rowHeight={isNarrow ? HEIGHT.narrow : HEIGHT.wide}
            show={active}
            onNearEnd={model.more}
            row={(index) => {
              const job = rows[index];
              return job && <Row key={job.id} job={job} index={index} selected={isAll || selected.has(job.id)} active={index === active} selectable={canSelect} onSelect={select} />;
            }}
          />
        </div>
      )}
      {!isEmpty && <More model={model} />}
      {canSelect && (isAll || selected.size > 0) && (
        <div class="bulk-bar" role="toolbar" aria-label="What to do to them">
          <strong>{isAll ? "All that match" : plural(selected.size, "job")}</strong>
          {!isAll && !model.isEnd.value && (
            <Button small tone="ghost" onClick={() => setAll(true)}>
              All that match
            </Button>
          )}
          <span class="verbs">
            {VERBS.filter((one) => isPossible(one.verb, states)).map((one) => (
              <Button key={one.verb} small icon={one.icon} tone={one.isDanger ? "danger" : "plain"} onClick={() => askBulk(one.verb, which, begun(one.verb))}>
                {one.label}
              </Button>
            ))}
          </span>
          <Button small tone="ghost" icon="close" label="Select none" onClick={clear} />
        </div>
      )}
      <BulkDialogs />
    </div>
  );
}

/** Of what is selected, what is in the list still. */
function kept(selected: ReadonlySet<string>, model: JobRows): ReadonlySet<string> {
  const found = [...selected].filter((id) => model.placeOf(id) >= 0);
  return found.length === selected.size ? selected : new Set(found);
}

/** What is beyond the last row. */
function More({ model }: { model: JobRows }) {
  const rows = model.rows.value.length;
  if (model.loading.value) return <p class="list-end faint">Loading …</p>;
  if (model.isEnd.value) return rows > 20 ? <p class="list-end faint">{`That is all: ${count(rows)} jobs`}</p> : null;
  if (model.isCutShort.value) {
    return (
      <p class="list-end">
        The server looked through many jobs and stopped. <Button small onClick={model.more}>Look further</Button>
      </p>
    );
  }
  return (
    <p class="list-end">
      <Button small onClick={model.more}>
        More
      </Button>
    </p>
  );
}

/** Why there are none, and what to do about it: `sought` is the filter, if there is one. */
export function NoJobs({ sought, onClear }: { sought: string; onClear: () => void }) {
  if (sought) {
    return (
      <Empty title="No job fits this filter" icon="search">
        Looked for <code>{cut(oneLine(sought), 200)}</code>
        <Button small onClick={onClear}>
          Clear the filter
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title="No jobs yet" icon="jobs" command="printf 'id,zip\n1,00123\n' | runner submit data-conversion -p from=csv -p to=jsonl -i -">
      {may.submit ? <a href="/submit">Submit one here</a> : "They appear here as soon as somebody submits one"}, or from a terminal:
    </Empty>
  );
}
