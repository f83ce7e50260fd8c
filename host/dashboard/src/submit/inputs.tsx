// The inputs that a processor takes: dropped, chosen, or written.
import { useRef, useState } from "preact/hooks";
import type { FieldError, Port } from "../api/types.js";
import { bytes } from "../format/number.js";
import { plain, shortDigest } from "../format/text.js";
import { Button } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import type { Source } from "./draft.js";

interface Props {
  ports: Port[];
  inputs: Record<string, Source>;
  errors: FieldError[];
  onChange: (inputs: Record<string, Source>) => void;
}

export function Inputs({ ports, inputs, errors, onChange }: Props) {
  const set = (name: string, source: Source | undefined): void => {
    const { [name]: _, ...rest } = inputs;
    onChange(source ? { ...rest, [name]: source } : rest);
  };
  return (
    <div class="inputs">
      {ports.map((port) => (
        <One key={port.name} port={port} source={inputs[port.name]} error={errors.find((one) => one.path === `/inputs/${port.name}`)?.message} onChange={(source) => set(port.name, source)} />
      ))}
    </div>
  );
}

function One({ port, source, error, onChange }: { port: Port; source: Source | undefined; error: string | undefined; onChange: (source: Source | undefined) => void }) {
  const [isOver, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null | undefined): void => {
    const first = files?.[0];
    if (first) onChange({ kind: "file", file: first });
  };
  const accept = port.media_types.filter((type) => /^[\w.+-]+\/[\w.+*-]+$/.test(type)).join(",");
  return (
    <div
      class={`drop${isOver ? " over" : ""}${error ? " wrong" : ""}`}
      onDragOver={(event) => (event.preventDefault(), setOver(true))}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <div class="drop-head">
        <strong>{port.name}</strong>
        {!port.required && <span class="faint">optional</span>}
        <span class="faint">{plain(port.summary)}</span>
      </div>
      <input ref={file} type="file" class="visually-hidden" aria-label={`A file for ${port.name}`} {...(accept ? { accept } : {})} onChange={(event) => take(event.currentTarget.files)} />
      {source?.kind === "text" ? (
        <textarea class="code" rows={5} aria-label={`Text of ${port.name}`} value={source.text} onInput={(event) => onChange({ kind: "text", text: event.currentTarget.value })} />
      ) : (
        <div class="drop-body">
          <Icon name={source ? "file" : "upload"} size={20} />
          {source?.kind === "file" && (
            <span>
              <b>{plain(source.file.name)}</b> {bytes(source.file.size)}
            </span>
          )}
          {source?.kind === "blob" && (
            <span>
              the same bytes as before <code>{shortDigest(source.digest)}</code>
            </span>
          )}
          {!source && <span>Drop a file here</span>}
        </div>
      )}
      <div class="drop-actions">
        <Button small onClick={() => file.current?.click()}>
          {source?.kind === "file" ? "Another file" : "Choose a file"}
        </Button>
        {source?.kind !== "text" && (
          <Button small onClick={() => onChange({ kind: "text", text: "" })}>
            Write text
          </Button>
        )}
        {source && (
          <Button small tone="ghost" onClick={() => onChange(undefined)}>
            Take out
          </Button>
        )}
      </div>
      {port.media_types.length > 0 && <p class="help">{plain(port.media_types.join(", "))}</p>}
      {error && <p class="error">{plain(error)}</p>}
    </div>
  );
}
