// What fails most, of late.
import { get } from "../api/client.js";
import type { ErrorGroup, List } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { count, short } from "../format/number.js";
import { cut, oneLine } from "../format/text.js";
import { Ago, Panel, Prose, Trouble } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { patternText } from "../ui/spans.js";
import { lateness, worstOf } from "./problems.js";
import type { Range } from "./series.js";

/** Groups come in the order of their last failure, so that those of the last day are among the first. */
const LOOKED_AT = 200;

export function FailsMost({ range }: { range: Range }) {
  const errors = useQuery("errors open", (signal) => get<List<ErrorGroup>>("/errors", { state: "open", page_size: LOOKED_AT }, signal), { on: (event) => event.type === "job-failed", pace: 3_000, every: 300_000 });
  const { hours, words } = lateness(range);
  const worst = worstOf(errors.data.value?.items ?? [], hours);
  return (
    <Panel
      title={
        <>
          Fails most <small class="faint">{words}</small>
        </>
      }
      actions={<a href="/errors">All errors</a>}
    >
      {!errors.data.value ? (
        <Trouble error={errors.error.value} retry={errors.refresh} />
      ) : worst.length === 0 ? (
        <p class="all-good">
          <Icon name="check" /> Nothing failed {words}.
        </p>
      ) : (
        <ul class="plain-list">
          {worst.map(({ group, times }) => (
            <li key={group.id}>
              <b class="number" title={`${count(times)} ${words}, ${count(group.count)} in all`}>
                {short(times)}
              </b>
              <span>
                <a href={`/errors?open=${encodeURIComponent(group.id)}`}><Prose text={cut(oneLine(patternText(group.pattern)), 110)} /></a>
                <small class="faint">
                  {" "}
                  {group.processor} · {group.code} · <Ago at={group.last_at} />
                </small>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
