// What the server's check of a plugin found: what it is, what it would come beside, and what it asks for beyond that.
import type { Descriptor, PluginChecked } from "../api/types.js";
import { bytes } from "../format/number.js";
import { duration } from "../format/time.js";
import { plain, shortDigest } from "../format/text.js";
import { Chip, Facts } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { wantText } from "./wants.js";

type WantSaid = Descriptor["wants"][number];

const key = (want: WantSaid): string => JSON.stringify(want);
const text = (want: WantSaid): string => wantText("cache" in want ? { cache_bytes: want.cache } : want);

export function FindingsOf({ checked }: { checked: PluginChecked }) {
  const { descriptor, replaces } = checked;
  const before = new Set((replaces?.descriptor?.wants ?? []).map(key));
  return (
    <div class="wants">
      <p class="all-good">
        <Icon name="check" /> All that it imports, exports and says of itself is in order.
      </p>
      <Facts
        items={[
          ["Name", checked.name],
          ["Version", replaces ? `${plain(checked.version)}, after ${plain(replaces.version ?? "?")}` : `${plain(checked.version)}, new here`],
          ["Says of itself", plain(descriptor.summary)],
          ["Size", bytes(checked.size_bytes)],
          ["Digest", <code title={checked.digest}>{shortDigest(checked.digest)}</code>],
          ["Compiled in", duration(checked.compile_ms)],
          ["Takes", plain(descriptor.inputs.map((port) => port.name).join(", ")) || "no inputs"],
          ["Makes", plain(descriptor.outputs.map((port) => port.name).join(", ")) || "no outputs"],
          ["Goes on from checkpoints", descriptor.resumable ? "yes" : "no"],
        ]}
      />
      {replaces?.digest === checked.digest && <p>The server has these bytes already, and they run.</p>}
      {checked.name_taken && (
        <p class="error">
          {`The name ${checked.name} belongs to the plugin from elsewhere (${plain(replaces?.source ?? "?")}): this one would be kept, and not run. To let it have the name: `}
          <code>{`runner plugin activate ${checked.name}@${checked.digest}`}</code>
        </p>
      )}
      <h2 class="sub">It will ask for</h2>
      {descriptor.wants.length === 0 ? (
        <p class="faint">nothing beyond its inputs</p>
      ) : (
        <ul class="plain-list">
          {descriptor.wants.map((want) => (
            <li key={key(want)}>
              <Icon name="shield" />
              <span>{text(want)}</span>
              {replaces && !before.has(key(want)) && <Chip tone="warn">new in this version</Chip>}
            </li>
          ))}
        </ul>
      )}
      <p class="help">It may reach nothing of that until somebody grants it.</p>
    </div>
  );
}
