// A job while it is put together: what the form holds, what is sent, and the commands that would do the same. Pure.
import { stringify } from "../api/json.js";
import type { Json } from "../api/json.js";
import type { NewJob } from "../api/types.js";

/** Where an input comes from. */
export type Source = { kind: "file"; file: File } | { kind: "text"; text: string } | { kind: "blob"; digest: string; mediaType: string };

export interface Draft {
  processor: string;
  params: Json;
  inputs: Record<string, Source>;
  queue: string;
  priority: string;
  delay: string;
  runAt: string;
  maxAttempts: string;
  uniqueKey: string;
  title: string;
  tags: string;
  retryOf: string;
}

export const EMPTY: Draft = { processor: "", params: {}, inputs: {}, queue: "", priority: "", delay: "", runAt: "", maxAttempts: "", uniqueKey: "", title: "", tags: "", retryOf: "" };

export const tagsOf = (text: string): string[] => [...new Set(text.split(",").map((tag) => tag.trim()).filter(Boolean))];

/** The job as the API takes it. `delayOf` reads how long `delay` is. Files go beside it, as parts. */
export function jobOf(draft: Draft, delayOf: (text: string) => number | undefined, files: "parts" | "left out" = "parts"): NewJob {
  const inputs: NonNullable<NewJob["inputs"]> = {};
  for (const [name, source] of Object.entries(draft.inputs)) {
    if (source.kind === "text") inputs[name] = { text: source.text };
    else if (source.kind === "blob") inputs[name] = { blob: source.digest, media_type: source.mediaType };
    else if (files === "left out") inputs[name] = { text: "" };
  }
  const tags = tagsOf(draft.tags);
  const job: Record<string, unknown> = {
    processor: draft.processor,
    params: draft.params,
    queue: draft.queue || undefined,
    priority: draft.priority ? (/^\d+$/.test(draft.priority) ? Number(draft.priority) : draft.priority) : undefined,
    delay_ms: draft.delay ? delayOf(draft.delay) : undefined,
    run_at: draft.runAt ? new Date(draft.runAt).toISOString() : undefined,
    max_attempts: draft.maxAttempts ? Number(draft.maxAttempts) : undefined,
    unique: draft.uniqueKey ? { key: draft.uniqueKey } : undefined,
    title: draft.title || undefined,
    tags: tags.length > 0 ? tags : undefined,
    metadata: draft.retryOf ? { retry_of: draft.retryOf } : undefined,
    inputs: Object.keys(inputs).length > 0 ? inputs : undefined,
  };
  return Object.fromEntries(Object.entries(job).filter(([, value]) => value !== undefined)) as NewJob;
}

/** A word of a shell's command line. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

/** The command that submits the same. */
export function command(draft: Draft): string {
  const words = ["runner", "submit", draft.processor || "PROCESSOR"];
  const params = stringify(draft.params);
  if (params !== "{}") words.push("--params", params);
  const set = (flag: string, value: string): void => {
    if (value) words.push(flag, value);
  };
  for (const [name, source] of Object.entries(draft.inputs)) {
    if (source.kind === "file") words.push("-i", `${name}=${source.file.name}`);
    else if (source.kind === "blob") words.push("-i", `${name}=blob:${source.digest}`);
    else words.push("-i", `${name}=-`);
  }
  set("--queue", draft.queue);
  set("--priority", draft.priority);
  set("--delay", draft.delay);
  set("--at", draft.runAt ? new Date(draft.runAt).toISOString() : "");
  set("--max-attempts", draft.maxAttempts);
  set("--unique", draft.uniqueKey);
  set("--title", draft.title);
  for (const tag of tagsOf(draft.tags)) words.push("--tag", tag);
  const texts = Object.values(draft.inputs).filter((source) => source.kind === "text");
  const line = words.map(quoted).join(" ");
  return texts.length === 1 && texts[0]?.kind === "text" ? `printf %s ${quoted(texts[0].text)} | ${line}` : line;
}

/** The request that does. */
export function curl(draft: Draft, origin: string, delayOf: (text: string) => number | undefined): string {
  const job = stringify(jobOf(draft, delayOf));
  const files = Object.entries(draft.inputs).filter(([, source]) => source.kind === "file");
  const head = `curl -H "Authorization: Bearer $RUNNER_TOKEN" ${quoted(`${origin}/api/v1/jobs`)}`;
  if (files.length === 0) return `${head} --json ${quoted(job)}`;
  const parts = files.map(([name, source]) => `-F ${quoted(`${name}=@${source.kind === "file" ? source.file.name : ""}`)}`);
  return [head, `-F ${quoted(`job=${job};type=application/json`)}`, ...parts].join(" ");
}
