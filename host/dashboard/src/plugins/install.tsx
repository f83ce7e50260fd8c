// A plugin dropped on the page: what it is, then what the server's check says, then that it is there and what it wants.
import { useEffect, useState } from "preact/hooks";
import { signal } from "@preact/signals";
import { ask, get } from "../api/client.js";
import type { GrantsOfPlugin, PluginChecked, PluginVersion } from "../api/types.js";
import { path } from "../api/client.js";
import { go } from "../app/router.js";
import { bytes } from "../format/number.js";
import { duration } from "../format/time.js";
import { plain, shortDigest } from "../format/text.js";
import { Button, Facts, Trouble } from "../ui/basics.js";
import { Dialog } from "../ui/dialog.js";
import { Icon } from "../ui/icons.js";
import { FindingsOf } from "./findings.js";
import { inspect } from "./inspect.js";
import type { Findings } from "./inspect.js";
import { Wants } from "./wants.js";

const offered = signal<File | null>(null);

export function offer(file: File | undefined): void {
  if (file) offered.value = file;
}

/** Takes files that are dropped anywhere on the page, and shows that it does. */
export function DropZone({ isAllowed, onInstalled }: { isAllowed: boolean; onInstalled: () => void }) {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (!isAllowed) return undefined;
    let depth = 0;
    const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") ?? false;
    const enter = (event: DragEvent): void => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth += 1;
      setOver(true);
    };
    const leave = (): void => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const over = (event: DragEvent): void => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent): void => {
      depth = 0;
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      offer(event.dataTransfer?.files[0]);
    };
    addEventListener("dragenter", enter);
    addEventListener("dragleave", leave);
    addEventListener("dragover", over);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("dragenter", enter);
      removeEventListener("dragleave", leave);
      removeEventListener("dragover", over);
      removeEventListener("drop", drop);
    };
  }, [isAllowed]);
  const file = offered.value;
  return (
    <>
      {isOver && (
        <div class="drop-veil" aria-hidden="true">
          <Icon name="plugins" size={40} />
          <p>Drop the .wasm file to install it</p>
        </div>
      )}
      {file && <Install key={file.name + file.lastModified} file={file} onClose={() => (offered.value = null)} onInstalled={onInstalled} />}
    </>
  );
}

/** Looked at here, checked by the server, agreed to, there. */
type Step =
  | { kind: "looking" }
  | { kind: "refused"; findings: Findings }
  | { kind: "checking"; findings: Findings }
  | { kind: "asking"; checked: PluginChecked }
  | { kind: "installing"; checked: PluginChecked }
  | { kind: "done"; version: PluginVersion; grants: GrantsOfPlugin | undefined };

const bytesOf = (file: File): { method: "POST"; body: File; headers: Record<string, string> } => ({ method: "POST", body: file, headers: { "Content-Type": "application/wasm" } });

function Install({ file, onClose, onInstalled }: { file: File; onClose: () => void; onInstalled: () => void }) {
  const [step, setStep] = useState<Step>({ kind: "looking" });
  const [error, setError] = useState<unknown>();
  useEffect(() => {
    const look = async (): Promise<void> => {
      const findings = await inspect(file);
      setStep({ kind: findings.problem ? "refused" : "checking", findings });
      if (findings.problem) return;
      setStep({ kind: "asking", checked: await ask<PluginChecked>("/plugins", { ...bytesOf(file), query: { validate_only: true } }) });
    };
    look().catch(setError);
  }, []);
  const install = async (): Promise<void> => {
    if (step.kind !== "asking") return;
    setStep({ kind: "installing", checked: step.checked });
    setError(undefined);
    try {
      const version = await ask<PluginVersion>("/plugins", bytesOf(file));
      const grants = version.name ? await get<GrantsOfPlugin>(`${path`/plugins/${version.name}`}/grants`) : undefined;
      setStep({ kind: "done", version, grants });
      onInstalled();
    } catch (problem) {
      setError(problem);
      setStep({ kind: "asking", checked: step.checked });
    }
  };
  const checked = step.kind === "asking" || step.kind === "installing" ? step.checked : undefined;
  return (
    <Dialog
      title={step.kind === "done" ? `${step.version.name ?? "It"} is installed` : "Install a plugin"}
      onClose={onClose}
      footer={
        step.kind === "done" ? (
          <>
            <Button onClick={onClose}>Close</Button>
            <Button
              tone="primary"
              onClick={() => {
                onClose();
                go(`/plugins/${encodeURIComponent(step.version.name ?? "")}`);
              }}
            >
              Show it
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>Back</Button>
            <Button tone="primary" busy={step.kind === "installing"} disabled={!checked || checked.name_taken} onClick={install}>
              {step.kind === "checking" ? "Checking …" : checked ? `Install ${checked.name} ${plain(checked.version)}` : "Install"}
            </Button>
          </>
        )
      }
    >
      {(step.kind === "checking" || step.kind === "refused") && (
        <>
          <Facts
            items={[
              ["File", plain(step.findings.name)],
              ["Size", bytes(step.findings.size)],
              ["Digest", step.findings.digest && <code title={step.findings.digest}>{shortDigest(step.findings.digest)}</code>],
            ]}
          />
          {step.findings.problem && <p class="error">{`This cannot be a plugin: ${step.findings.problem}.`}</p>}
          {step.kind === "checking" && !error && (
            <p class="all-good" role="status">
              <span class="spinner" aria-hidden="true" /> The server compiles it within limits, and looks at what it imports, exports and says of itself …
            </p>
          )}
        </>
      )}
      {checked && <FindingsOf checked={checked} />}
      {step.kind === "looking" && !error && <p>Looking at it …</p>}
      {step.kind === "done" && (
        <>
          <Facts
            items={[
              ["Name", step.version.name ?? ""],
              ["Version", plain(step.version.version ?? "")],
              ["Says of itself", plain(step.version.summary ?? "")],
              ["Compiled in", step.version.compile_ms !== null && step.version.compile_ms !== undefined && duration(step.version.compile_ms)],
            ]}
          />
          {step.grants && step.version.name && <Wants plugin={step.version.name} grants={step.grants} onChange={(grants) => setStep({ ...step, grants })} />}
        </>
      )}
      <Trouble error={error} />
    </Dialog>
  );
}
