// All batches, the newest first.
import { useState } from "preact/hooks";
import { get } from "../api/client.js";
import type { Batch, List } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { count } from "../format/number.js";
import { oneLine, shortId } from "../format/text.js";
import { Ago, Button, Chip, Empty, Loading, Page, Panel, Trouble } from "../ui/basics.js";
import { BatchBar, BatchCounts, endedOf } from "./parts.js";

export default function BatchesPage() {
  const [most, setMost] = useState(50);
  const query = useQuery("batches", (signal) => get<List<Batch>>("/batches", { page_size: most }, signal), {
    on: (event) => event.type === "batch-update" || (event.job !== undefined && event.type !== "progress" && Boolean(event.job.batch_id)),
    pace: 1_000,
  });
  const items = query.data.value?.items;
  return (
    <Page title="Batches" wide>
      <Trouble error={query.error.value} retry={query.refresh} />
      {!items && !query.error.value && <Loading />}
      {items?.length === 0 && (
        <Empty title="No batches yet" icon="batches" command="runner batch submit items.jsonl --title 'January'">
          A batch is many jobs submitted, watched and controlled as one.
        </Empty>
      )}
      {items && items.length > 0 && (
        <Panel>
          <ul class="cards-list">
            {items.map((batch) => (
              <li key={batch.id}>
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
            ))}
          </ul>
          {query.data.value?.next_page_token && most < 500 && (
            <p class="list-end">
              <Button small onClick={() => (setMost(Math.min(500, most * 3)), query.refresh())}>
                More
              </Button>
            </p>
          )}
        </Panel>
      )}
    </Page>
  );
}
