// Failures that are the same one: how often, since when, in which versions, and what is done about them.
import { useState } from "preact/hooks";
import { get, path, post } from "../api/client.js";
import type { ErrorGroup, List, Plugins } from "../api/types.js";
import { place, setQuery } from "../app/router.js";
import { may } from "../app/session.js";
import { useQuery } from "../live/query.js";
import { count, plural, short } from "../format/number.js";
import { moment } from "../format/time.js";
import { cut, oneLine, plain, shortId } from "../format/text.js";
import { CODES, MEANING } from "../jobs/codes.js";
import { writeFilter } from "../jobs/filter.js";
import { Ago, Button, Chip, Empty, Facts, Loading, Page, Panel, Prose, Trouble } from "../ui/basics.js";
import { confirm } from "../ui/dialog.js";
import { Spark } from "../ui/drawings.js";
import { Segmented } from "../ui/field.js";
import { ShowMore, useGrowing } from "../ui/more.js";
import { Search } from "../ui/search.js";
import { patternText } from "../ui/spans.js";
import { toast } from "../ui/toast.js";

type Which = "open" | "muted" | "resolved";

/** As many as the overview looks at: what it leads to is there. */
const FIRST = 200;

export default function ErrorsPage() {
  const { query: asked } = place.value;
  const which = (asked.get("state") as Which | null) ?? "open";
  const [processor, code, q] = ["processor", "code", "q"].map((name) => asked.get(name) ?? "") as [string, string, string];
  const list = useGrowing(`errors ${which} ${processor} ${code} ${q}`, (page, signal) => get<List<ErrorGroup>>("/errors", { state: which, processor, code, q, ...page }, signal), { on: (event) => event.type === "job-failed" || event.job?.state === "retrying", pace: 1_500, every: 120_000 }, FIRST);
  const { query } = list;
  const items = query.data.value?.items;
  const opened = asked.get("open");
  const isFiltered = processor !== "" || code !== "" || q !== "";
  return (
    <Page title="Errors" wide actions={<Segmented label="State" value={which} options={[["open", "Open"], ["muted", "Muted"], ["resolved", "Resolved"]]} onChange={(next) => setQuery({ state: next === "open" ? undefined : next, open: undefined })} />}>
      <Filters processor={processor} code={code} q={q} />
      <Trouble error={query.error.value} retry={query.refresh} />
      {!items && !query.error.value && <Loading />}
      {items?.length === 0 && isFiltered && (
        <Empty title="No error fits" icon="search">
          <a href={which === "open" ? "/errors" : `/errors?state=${encodeURIComponent(which)}`}>See all that are {which}</a>
        </Empty>
      )}
      {items?.length === 0 && !isFiltered && (
        <Empty title={which === "open" ? "Nothing fails" : `Nothing is ${which}`} icon="check" command="runner errors list">
          {which === "open" ? "Jobs that fail for the same reason are one error here, as they come." : "An open error is muted or resolved from here, or from a terminal."}
        </Empty>
      )}
      {items && items.length > 0 && (
        <Panel>
          <ul class="error-list">
            {items.map((one) => (
              <Group key={one.id} group={one} isOpen={one.id === opened} onOpen={() => setQuery({ open: one.id === opened ? undefined : one.id }, "replace")} refresh={query.refresh} />
            ))}
          </ul>
        </Panel>
      )}
      <ShowMore list={list} />
    </Page>
  );
}

function Filters({ processor, code, q }: { processor: string; code: string; q: string }) {
  const plugins = useQuery("plugins", (signal) => get<Plugins>("/plugins", {}, signal));
  const names = (plugins.data.value?.items ?? []).flatMap((one) => (one.name ? [one.name] : []));
  const change = (name: string) => (value: string) => setQuery({ [name]: value, open: undefined }, "replace");
  return (
    <div class="filters">
      <Choice label="Processor" none="all processors" value={processor} options={[...new Set(names)].sort()} onChange={change("processor")} />
      <Choice label="Code" none="all codes" value={code} options={CODES} onChange={change("code")} />
      <Search label="Words in the message" placeholder="words in the message" value={q} onChange={change("q")} />
    </div>
  );
}

/** One of some, or what the URL says beside them: a processor may be gone while its errors are there. */
function Choice({ label, none, value, options, onChange }: { label: string; none: string; value: string; options: string[]; onChange: (value: string) => void }) {
  const all = value === "" || options.includes(value) ? options : [...options, value];
  return (
    <select aria-label={label} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      <option value="">{none}</option>
      {all.map((one) => (
        <option key={one} value={one}>
          {plain(one)}
        </option>
      ))}
    </select>
  );
}

function Group({ group, isOpen, onOpen, refresh }: { group: ErrorGroup; isOpen: boolean; onOpen: () => void; refresh: () => void }) {
  const [busy, setBusy] = useState(false);
  const verb = (name: "mute" | "resolve" | "open") => async () => {
    await post(`${path`/errors/${group.id}`}/${name}`);
    toast({ mute: "Muted: it is counted, and nobody is told", resolve: "Resolved; it comes back if it happens again", open: "Open again" }[name]);
    refresh();
  };
  const retry = (latest: boolean): void =>
    confirm({
      title: "Run all of them again?",
      body: (
        <>
          All jobs that failed so and are kept run again, up to {plural(group.count, "job")}
          {latest ? ", on the version of the plugin that is active now." : ", on the version that each was submitted for."}
        </>
      ),
      yes: "Retry all",
      act: async () => {
        setBusy(true);
        try {
          const { retried, unfit } = await post<{ retried: number; unfit?: number }>(`${path`/errors/${group.id}`}/retry`, { latest });
          toast(`${plural(retried, "job")} run again${unfit ? `, ${count(unfit)} do not fit the new version` : ""}`, "good", { href: `/jobs?q=processor:${group.processor}`, text: "Watch them" });
          refresh();
        } finally {
          setBusy(false);
        }
      },
    });
  const cameBack = group.reopened > 0;
  return (
    <li class={isOpen ? "open" : ""}>
      <div class="error-line">
        <button type="button" class="toggle" aria-expanded={isOpen} onClick={onOpen}>
          <span class="caret" aria-hidden="true" />
          <span class="error-what">
            <b><Prose text={cut(oneLine(patternText(group.pattern)), 200)} /></b>
            <small class="faint">
              {group.processor} · <code>{group.code}</code> · last <Ago at={group.last_at} />
            </small>
          </span>
        </button>
        {cameBack && (
          <Chip tone="warn" title={`It came back ${plural(group.reopened, "time")} after it was resolved`}>
            came back
          </Chip>
        )}
        <Failures group={group} />
        <b class="number" title={count(group.count)}>
          {short(group.count)}
        </b>
      </div>
      {isOpen && (
        <div class="error-more">
          <Facts
            items={[
              ["Means", MEANING[group.code]],
              ["First seen", `${moment(group.first_at)}${group.first_version ? `, version ${oneLine(group.first_version)}` : ""}`],
              ["Last seen", `${moment(group.last_at)}${group.last_version ? `, version ${oneLine(group.last_version)}` : ""}`],
              ["Example", <a href={`/jobs/${group.example.job_id}`}>{shortId(group.example.job_id)}</a>],
            ]}
          />
          <pre tabIndex={0}><Prose text={group.example.message} /></pre>
          <div class="row">
            {may.operate && (
              <>
                <Button icon="retry" tone="primary" busy={busy} onClick={() => retry(false)}>
                  Retry all
                </Button>
                <Button icon="plugins" busy={busy} onClick={() => retry(true)}>
                  Retry on the newest version
                </Button>
                {group.state !== "resolved" && (
                  <Button icon="check" onClick={verb("resolve")}>
                    Resolve
                  </Button>
                )}
                {group.state === "open" && (
                  <Button icon="bell" onClick={verb("mute")}>
                    Mute
                  </Button>
                )}
                {group.state !== "open" && <Button onClick={verb("open")}>Open again</Button>}
              </>
            )}
            <a class="button ghost" href={`/jobs?${new URLSearchParams({ q: writeFilter({ terms: { state: "failed", group: group.id }, text: "" }) })}`}>
              <span>Show such jobs</span>
            </a>
          </div>
        </div>
      )}
    </li>
  );
}

/** How often it came in each hour of the last day. */
function Failures({ group }: { group: ErrorGroup }) {
  const hours = group.last_hours;
  const sum = hours.reduce((all, one) => all + one, 0);
  return <Spark values={hours} tone="bad" width={80} label={`${plural(sum, "time")} in the last day, at most ${short(Math.max(0, ...hours))} an hour`} />;
}
