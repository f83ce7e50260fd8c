// The commands that would submit what the form holds: of `runner`, and of curl. Pure.
import { stringify } from "../api/json.js";
import { idsOf, jobOf, limitsOf, metadataOf, tagsOf } from "./draft.js";
import type { DelayOf, Draft } from "./draft.js";

/** A word of a shell's command line. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

/** The flags of limits that have their own; others are given as `--limit NAME=VALUE`. */
const LIMITS: Record<string, string> = { fuel: "--fuel", memory_bytes: "--memory", timeout_ms: "--timeout" };

/** The command that submits the same. */
export function command(draft: Draft): string {
  const words = ["runner", "submit", quoted(draft.processor || "PROCESSOR")];
  const flag = (name: string, value: string): void => {
    // What begins with a dash would be taken for a flag.
    if (value) words.push(...(value.startsWith("-") ? [quoted(`${name}=${value}`)] : [name, quoted(value)]));
  };
  const params = stringify(draft.params);
  if (params !== "{}") flag("--params", params);
  let piped: string | undefined;
  for (const [name, source] of Object.entries(draft.inputs)) {
    if (source.kind === "file") flag("-i", `${name}=${pathOf(source.file.name)}`);
    else if (source.kind === "blob") flag("-i", `${name}=blob:${source.digest}`);
    else if (piped === undefined) {
      piped = source.text;
      flag("-i", `${name}=-`);
    } else {
      // There is one standard input; a further text is a file that the shell makes of it.
      words.push("-i", `${quoted(`${name}=`)}<(printf %s ${quoted(source.text)})`);
    }
  }
  flag("--queue", draft.queue);
  flag("--limit-key", draft.limitKey);
  flag("--priority", draft.priority);
  flag("--delay", draft.delay);
  flag("--at", draft.runAt ? new Date(draft.runAt).toISOString() : "");
  flag("--expires", draft.expiresIn);
  flag("--max-attempts", draft.maxAttempts);
  flag("--backoff", backoff(draft));
  const after = idsOf(draft.after);
  for (const id of after) flag("--after", id);
  if (after.length > 0) flag("--on-failure", draft.onFailure);
  if (draft.uniqueKey) {
    flag("--unique", draft.uniqueKey);
    flag("--unique-scope", draft.uniqueScope);
    flag("--unique-for", draft.uniqueFor);
    flag("--on-duplicate", draft.onDuplicate);
  }
  for (const [name, text] of limitsOf(draft)) {
    const own = LIMITS[name];
    flag(own ?? "--limit", own ? text.trim() : `${name}=${text.trim()}`);
  }
  flag("--title", draft.title);
  flag("--description", draft.description);
  for (const tag of tagsOf(draft.tags)) flag("--tag", tag);
  const metadata = metadataOf(draft);
  if (metadata !== undefined) flag("--metadata", stringify(metadata));
  const line = words.join(" ");
  return piped === undefined ? line : `printf %s ${quoted(piped)} | ${line}`;
}

function backoff({ growth, firstWait, longestWait }: Draft): string {
  const numbers = [firstWait && `base=${firstWait}`, longestWait && `cap=${longestWait}`].filter(Boolean);
  return growth || numbers.length > 0 ? [growth || "exponential", ...numbers].join(",") : "";
}

/** A file whose name would be taken for something else is named by its folder too. */
const pathOf = (name: string): string => (/^(-$|blob:|job:|stats:)/.test(name) ? `./${name}` : name);

/** The request that does. */
export function curl(draft: Draft, origin: string, delayOf: DelayOf): string {
  const job = stringify(jobOf(draft, delayOf));
  const files = Object.entries(draft.inputs).flatMap(([name, source]) => (source.kind === "file" ? [[name, source.file.name] as const] : []));
  const head = `curl -H "Authorization: Bearer $RUNNER_TOKEN" ${quoted(`${origin}/api/v1/jobs`)}`;
  if (files.length === 0) return `${head} --json ${quoted(job)}`;
  // To -F, a semicolon ends what is sent.
  const first = job.includes(";") ? `--form-string ${quoted(`job=${job}`)}` : `-F ${quoted(`job=${job};type=application/json`)}`;
  const parts = files.map(([name, file]) => `-F ${quoted(`${name}=@${/[;,"]/.test(file) ? `"${file.replace(/["\\]/g, "\\$&")}"` : file}`)}`);
  return [head, first, ...parts].join(" ");
}
