// All batches, the newest first, by how they stand and by words of their titles.
import { get } from "../api/client.js";
import type { Batch, List } from "../api/types.js";
import { place, setQuery } from "../app/router.js";
import { count } from "../format/number.js";
import { oneLine, shortId } from "../format/text.js";
import { Ago, Chip, Empty, Loading, Page, Panel, Trouble } from "../ui/basics.js";
import { Segmented } from "../ui/field.js";
import { ShowMore, useGrowing } from "../ui/more.js";
import { Search } from "../ui/search.js";
import { BatchBar, BatchCounts, endedOf } from "./parts.js";

type Which = "all" | "running" | "paused" | "done" | "stopped";

const WHICH: [Which, string][] = [["all", "All"], ["running", "Running"], ["paused", "Paused"], ["done", "Done"], ["stopped", "Stopped"]];

export default function BatchesPage() {
  const asked = place.value.query.get("state");
  const which = WHICH.find(([key]) => key === asked)?.[0] ?? "all";
  const q = place.value.query.get("q") ?? "";
  const state = which === "all" ? undefined : which;
  const list = useGrowing(`batches ${which} ${q}`, (page, signal) => get<List<Batch>>("/batches", { state, q, ...page }, signal), {
    on: (event) => event.type === "batch-update" || (event.job !== undefined && event.type !== "progress" && Boolean(event.job.batch_id)),
    pace: 1_000,
  });
  const { query } = list;
  const items = query.data.value?.items;
  const isFiltered = which !== "all" || q !== "";
  return (
    <Page title="Batches" wide>
      <div class="filters">
        <Segmented label="State" value={which} options={WHICH} onChange={(next) => setQuery({ state: next === "all" ? undefined : next }, "replace")} />
        <Search label="Words in the title" placeholder="words in the title" value={q} onChange={(next) => setQuery({ q: next }, "replace")} />
      </div>
      <Trouble error={query.error.value} retry={query.refresh} />
      {!items && !query.error.value && <Loading />}
      {items?.length === 0 && (isFiltered ? <NoneFits isMore={query.data.value?.isMore ?? false} /> : <None />)}
      {items && items.length > 0 && (
        <Panel>
          <ul class="cards-list">
            {items.map((batch) => (
              <Row key={batch.id} batch={batch} />
            ))}
          </ul>
        </Panel>
      )}
      <ShowMore list={list} />
    </Page>
  );
}

function None() {
  return (
    <Empty title="No batches yet" icon="batches" command="runner batch submit items.jsonl --title 'January'">
      A batch is many jobs submitted, watched and controlled as one.
    </Empty>
  );
}

function NoneFits({ isMore }: { isMore: boolean }) {
  return (
    <Empty title={isMore ? "No batch fits so far" : "No batch fits"} icon="search">
      {isMore ? "The server looked through many and stopped; it looks further if you like." : <a href="/batches">See all batches</a>}
    </Empty>
  );
}

function Row({ batch }: { batch: Batch }) {
  return (
    <li>
      <div class="card-line">
        <a class="title" href={`/batches/${batch.id}`}>
          {oneLine(batch.title ?? "") || `Batch ${shortId(batch.id)}`}
        </a>
        <Chip tone={batch.state === "paused" ? "info" : batch.state === "stopped" ? "bad" : batch.state === "done" ? "good" : "plain"}>{batch.state}</Chip>
        <span class="faint">
          {count(endedOf(batch))} of {count(batch.counts.total)}
          {batch.open && ", more may come"}
        </span>
        <span class="push faint">
          {batch.created_by && `${oneLine(batch.created_by)} · `}
          <Ago at={batch.created_at} />
        </span>
      </div>
      <BatchBar batch={batch} />
      <BatchCounts batch={batch} />
    </li>
  );
}
