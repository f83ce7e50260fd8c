// How much jobs may ask for, who says so, and where.
import type { Limit } from "../api/types.js";
import { bytes, count, fuel } from "../format/number.js";
import { length } from "../format/time.js";
import { plain } from "../format/text.js";
import { Ago } from "../ui/basics.js";
import { Editable } from "../ui/editable.js";
import { typed } from "./typed.js";

const MEANS: Record<Limit["name"], string> = {
  fuel: "Fuel",
  timeout_ms: "Time",
  memory_bytes: "Memory",
  params_bytes: "Params",
  result_bytes: "Result",
  checkpoint_bytes: "Checkpoint",
  input_bytes: "Inputs",
  output_bytes: "Outputs",
  log_bytes: "Log",
  cache_bytes: "What jobs keep for each other",
  http_requests: "HTTP requests",
  http_bytes: "Bytes by HTTP",
  http_concurrency: "HTTP requests at once",
};

export function limitText(name: Limit["name"], value: number): string {
  if (name === "fuel") return fuel(value);
  if (name.endsWith("_ms")) return length(value);
  return name.endsWith("_bytes") ? bytes(value) : count(value);
}

interface Props {
  limits: Limit[];
  isAllowed: boolean;
  onSave: (limit: Limit, value: string | null) => Promise<void>;
}

export function LimitTable({ limits, isAllowed, onSave }: Props) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Limits">
      <table>
        <thead>
          <tr>
            <th scope="col">Limit</th>
            <th scope="col">A job may ask for</th>
            <th scope="col">Has unless it asks</th>
            <th scope="col">Said by</th>
          </tr>
        </thead>
        <tbody>
          {limits.map((one) => (
            <tr key={one.name}>
              <th scope="row">
                {MEANS[one.name]} <code class="faint">{one.name}</code>
              </th>
              <td>
                <Editable value={typed(one.name, one.ceiling)} shown={limitText(one.name, one.ceiling)} label={MEANS[one.name]} placeholder="512MiB, 10m, 5G, or nothing" isAllowed={isAllowed && one.set_by !== "file"} onSave={(value) => onSave(one, value === "" ? null : value)} />
              </td>
              <td class="nowrap">{limitText(one.name, one.unasked)}</td>
              <td>
                <Said limit={one} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Said({ limit }: { limit: Limit }) {
  if (limit.set_by === "file") {
    return (
      <span>
        the file <code>{`${plain(limit.file ?? "")}${limit.line ? `:${limit.line}` : ""}`}</code>
      </span>
    );
  }
  if (limit.set_at) {
    return (
      <span>
        {plain(limit.by ?? "somebody")}, <Ago at={limit.set_at} />
      </span>
    );
  }
  return <span class="faint">{limit.set_by.replace(/_/g, " ")}</span>;
}
