// The job that a schedule starts, as a form made of what its processor says it takes.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { get, path } from "../api/client.js";
import { isObject } from "../api/json.js";
import type { FieldError, Plugin, Plugins } from "../api/types.js";
import { useQuery } from "../live/query.js";
import { plain } from "../format/text.js";
import { Loading } from "../ui/basics.js";
import { SelectField } from "../ui/field.js";
import { initial, shapeOf } from "../submit/schema.js";
import { JsonField, ObjectFields } from "../submit/schemaform.js";
import { besideOf, withParams, withProcessor } from "./target.js";
import type { JobInTarget } from "./target.js";

const AT = "/target/job";

export function JobForm({ target, job, errors, onChange }: { target: string; job: JobInTarget; errors: FieldError[]; onChange: (target: string) => void }) {
  const { processor, params } = job;
  const plugins = useQuery("plugins", (signal) => get<Plugins>("/plugins", {}, signal));
  const plugin = useQuery(processor || null, (signal) => get<Plugin>(path`/plugins/${processor}`, {}, signal));
  const names = (plugins.data.value?.items ?? []).filter((one) => one.active).flatMap((one) => (one.name ? [one.name] : []));
  const descriptor = processor && plugin.data.value?.name === processor ? plugin.data.value.descriptor : undefined;
  const shape = useMemo(() => (descriptor ? shapeOf(descriptor.params_schema) : undefined), [descriptor]);
  // What must be there is there from the start, once another processor was chosen; what is kept is left as it is.
  const chosen = useRef("");
  const [round, setRound] = useState(0);
  useEffect(() => {
    if (!shape || chosen.current !== processor) return;
    chosen.current = "";
    const first = initial(shape, true);
    if (isObject(first) && Object.keys(first).length > 0) {
      onChange(withParams(target, first));
      // Fields keep what is written in them, and so begin anew.
      setRound(round + 1);
    }
  }, [shape]);
  const choose = (name: string): void => {
    chosen.current = name;
    onChange(withProcessor(target, name));
  };
  const change = (next: JobInTarget["params"] | undefined): void => onChange(withParams(target, next ?? {}));
  const isAway = plugin.error.value !== undefined;
  const about = errors.find((one) => one.path === `${AT}/processor`)?.message;
  const beside = besideOf(target);
  const ports = (descriptor?.inputs ?? []).filter((port) => port.required && !beside.includes("inputs")).map((port) => port.name);
  return (
    <>
      <SelectField
        label="Processor"
        value={processor}
        options={[["", "choose …"], ...[...new Set([...names, ...(processor ? [processor] : [])])].sort().map((name): [string, string] => [name, name])]}
        onInput={choose}
        help={descriptor ? plain(descriptor.summary) : undefined}
        error={about ?? (isAway && processor ? (plugin.error.value as Error).message : undefined)}
      />
      {processor && !descriptor && !isAway && <Loading rows={2} />}
      {processor && (descriptor || isAway) && (
        <div class="fields" key={`${processor} ${round}`}>
          {shape?.kind === "object" ? (
            <ObjectFields shape={shape} at={`${AT}/params`} value={params} errors={errors} onChange={change} />
          ) : (
            <JsonField label="Params" help={undefined} optional={false} error={errors.find((one) => one.path.startsWith(`${AT}/params`))?.message} lines={6} value={params} onChange={change} />
          )}
        </div>
      )}
      {ports.length > 0 && <p class="help">{`It wants ${plain(ports.join(" and "))} as input, which the JSON says.`}</p>}
      {beside.length > 0 && <p class="help">{`Kept as the JSON has it: ${plain(beside.join(", "))}.`}</p>}
    </>
  );
}
