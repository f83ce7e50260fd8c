// The inputs and outputs of a job: each with what it is, a preview, and a download.
import { useState } from "preact/hooks";
import { path } from "../api/client.js";
import type { Input, Job, Output } from "../api/types.js";
import { bytes } from "../format/number.js";
import { shortDigest } from "../format/text.js";
import { Button, ButtonLink, Chip, Copy } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { kindOf } from "./kind.js";
import { Preview } from "./preview.js";

export function Files({ job }: { job: Job }) {
  if (job.inputs.length === 0 && job.outputs.length === 0) return <p class="faint pad">It has no inputs, and made no outputs.</p>;
  return (
    <div class="files">
      {job.outputs.length > 0 && <h2 class="sub">Outputs</h2>}
      {job.outputs.map((output, place) => (
        <File key={`o${output.name}`} job={job} file={output} which="outputs" isOpen={place === 0 && job.outputs.length === 1} />
      ))}
      {job.inputs.length > 0 && <h2 class="sub">Inputs</h2>}
      {job.inputs.map((input) => (
        <File key={`i${input.name}`} job={job} file={input} which="inputs" isOpen={false} />
      ))}
    </div>
  );
}

function File({ job, file, which, isOpen }: { job: Job; file: Output | Input; which: "inputs" | "outputs"; isOpen: boolean }) {
  const [open, setOpen] = useState(isOpen);
  const at = `${path`/jobs/${job.id}`}/${which}/${encodeURIComponent(file.name)}`;
  const kind = kindOf(file.media_type, file.name);
  const size = file.size_bytes;
  const isThere = size !== null && size !== undefined;
  return (
    <section class="file">
      <header>
        <Icon name="file" />
        <strong>{file.name}</strong>
        <span class="faint">{file.media_type}</span>
        {isThere && <span>{bytes(size)}</span>}
        {"partial" in file && file.partial && (
          <Chip tone="warn" title="Its attempt did not succeed: for people to look at">
            partial
          </Chip>
        )}
        {file.digest && (
          <span class="faint digest" title={file.digest}>
            <code>{shortDigest(file.digest)}</code>
            <Copy text={file.digest} label="Copy the digest" />
          </span>
        )}
        <span class="actions">
          {isThere && kind && (
            <Button small expanded={open} onClick={() => setOpen(!open)}>
              {open ? "Hide" : "Preview"}
            </Button>
          )}
          {isThere && (
            <ButtonLink small icon="download" href={`/api/v1${at}`} download>
              Download
            </ButtonLink>
          )}
          {!isThere && <span class="faint">made when it begins</span>}
        </span>
      </header>
      {open && kind && isThere && <Preview at={at} kind={kind} size={size} name={file.name} />}
    </section>
  );
}
