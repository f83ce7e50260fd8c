import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, stringify } from "../../src/api/json.js";
import type { Json } from "../../src/api/json.js";
import type { Job } from "../../src/api/types.js";
import { amountText, parseAmount } from "../../src/submit/amounts.js";
import { EMPTY, errorAt, jobOf, misread } from "../../src/submit/draft.js";
import { draftLike } from "../../src/submit/like.js";
import { command, curl, quoted } from "../../src/submit/lines.js";
import { parseDuration } from "../../src/format/time.js";

const sent = (part: object): string => stringify(jobOf({ ...EMPTY, processor: "echo", ...part }, parseDuration));
const flags = (part: object): string => command({ ...EMPTY, processor: "echo", ...part }).replace("runner submit echo ", "");

test("only what was said is sent, and every digit of it", () => {
  const params = parse('{"id":12345678901234567890}') as Json;
  assert.equal(sent({ params, delay: "2m", priority: "high", tags: "a, b,,a", uniqueKey: "k" }), '{"processor":"echo","params":{"id":12345678901234567890},"priority":"high","delay_ms":120000,"unique":{"key":"k"},"tags":["a","b"]}');
});

test("what few jobs need is sent as the API has it", () => {
  const unique = { uniqueKey: "k", uniqueScope: "queue", uniqueFor: "1h", onDuplicate: "replace" };
  assert.equal(sent(unique), '{"processor":"echo","params":{},"unique":{"key":"k","scope":"queue","window_ms":3600000,"mode":"replace"}}');
  assert.equal(sent({ firstWait: "5s", longestWait: "1h" }), '{"processor":"echo","params":{},"backoff":{"base_ms":5000,"cap_ms":3600000}}');
  assert.equal(sent({ after: "a b, c", onFailure: "run", expiresIn: "2h" }), '{"processor":"echo","params":{},"expires_in_ms":7200000,"after":["a","b","c"],"on_failure":"run"}');
  assert.equal(sent({ onFailure: "run", uniqueScope: "queue" }), '{"processor":"echo","params":{}}', "what belongs to nothing is left out");
  assert.equal(sent({ limits: { fuel: "5G", timeout_ms: "30s", memory_bytes: "64MiB", http_requests: "" } }), '{"processor":"echo","params":{},"limits":{"fuel":5000000000,"timeout_ms":30000,"memory_bytes":67108864}}');
  assert.equal(sent({ limitKey: "acme", description: "d", metadata: [1] }), '{"processor":"echo","params":{},"limit_key":"acme","description":"d","metadata":[1]}');
});

test("what cannot be read is said at its field", () => {
  const wrong = { ...EMPTY, delay: "soon", longestWait: "10", limits: { fuel: "lots", output_bytes: "1 B", http_requests: "2.5" }, onDuplicate: "reject" };
  const errors = misread(wrong, parseDuration);
  assert.deepEqual(errors.map((one) => one.path), ["/delay_ms", "/backoff/cap_ms", "/limits/fuel", "/limits/http_requests", "/unique/key"]);
  assert.equal(errorAt(errors, "/backoff"), "write 90s, 10m or 2h");
  assert.equal(errorAt(errors, "/back"), undefined);
  assert.deepEqual(misread(EMPTY, parseDuration), []);
});

test("limits are read as the command line reads them, and written so that they are read the same", () => {
  const read = (name: string, ...texts: string[]): unknown[] => texts.map((text) => parseAmount(name, text));
  assert.deepEqual(read("fuel", "5_000_000", "2.5G", "10m", "1T", "007"), [5_000_000, 2.5e9, 1e7, 1e12, 7]);
  assert.deepEqual(read("memory_bytes", "64MiB", "1.5 gb", "1048576", "10k", "2Ki", "7b"), [67_108_864, 1.5e9, 1_048_576, 10_000, 2_048, 7]);
  for (const [name, wrong] of [["fuel", "5X"], ["fuel", "-1"], ["memory_bytes", "lots"], ["http_requests", "5k"], ["timeout_ms", "30"], ["timeout_ms", ""]] as const) assert.equal(parseAmount(name, wrong), undefined, wrong);
  assert.equal(stringify(parseAmount("fuel", "12345678901234567")), "12345678901234567");
  for (const [name, value, text] of [["fuel", 1e9, "1G"], ["fuel", 1_234_567, "1234567"], ["memory_bytes", 268_435_456, "256MiB"], ["timeout_ms", 90_000, "90s"], ["timeout_ms", 1_500, "1500ms"], ["http_requests", 1_000, "1000"], ["fuel", 0, "0"]] as const) {
    assert.equal(amountText(name, value), text);
    assert.equal(parseAmount(name, text), value);
  }
});

test("a shell reads the command as it is meant", () => {
  assert.equal(quoted("it's $HOME"), "'it'\\''s $HOME'");
  const draft = { ...EMPTY, processor: "data-conversion", params: { to: "csv" }, inputs: { data: { kind: "text", text: "a\n1\n" } as const }, title: "It's", queue: "imports" };
  assert.equal(command(draft), `printf %s 'a\n1\n' | runner submit data-conversion --params '{"to":"csv"}' -i data=- --queue imports --title 'It'\\''s'`);
  assert.equal(flags({ title: "-x y", tags: "-a" }), "'--title=-x y' --tag=-a");
});

test("every option has its flag", () => {
  assert.equal(flags({ uniqueKey: "k", uniqueScope: "global", uniqueFor: "1h", onDuplicate: "reject" }), "--unique k --unique-scope global --unique-for 1h --on-duplicate reject");
  assert.equal(flags({ growth: "linear", firstWait: "5s" }), "--backoff linear,base=5s");
  assert.equal(flags({ longestWait: "1h" }), "--backoff exponential,cap=1h");
  assert.equal(flags({ expiresIn: "2h", after: "a, b", onFailure: "skip" }), "--expires 2h --after a --after b --on-failure skip");
  assert.equal(flags({ limits: { fuel: "5G", memory_bytes: "64MiB", timeout_ms: "30s", http_requests: "7" } }), "--fuel 5G --memory 64MiB --timeout 30s --limit http_requests=7");
  assert.equal(flags({ limitKey: "acme", description: "two words", metadata: { a: 1 }, retryOf: "id" }), `--limit-key acme --description 'two words' --metadata '{"a":1,"retry_of":"id"}'`);
});

test("one text is piped, the others are files of the shell's", () => {
  const text = (words: string) => ({ kind: "text", text: words }) as const;
  assert.equal(command({ ...EMPTY, processor: "echo", inputs: { a: text("1"), b: text("it's"), c: text("") } }), "printf %s 1 | runner submit echo -i a=- -i b=<(printf %s 'it'\\''s') -i c=<(printf %s '')");
});

test("files go as parts", () => {
  const file = new File(["x"], "my data.csv");
  const draft = { ...EMPTY, processor: "echo", inputs: { text: { kind: "file", file } as const } };
  assert.match(curl(draft, "http://h", parseDuration), /-F 'job=\{"processor":"echo","params":\{\}\};type=application\/json' -F 'text=@my data\.csv'$/);
  assert.match(command(draft), /-i 'text=my data\.csv'$/);
  const odd = { ...EMPTY, processor: "echo", description: "a; b", inputs: { text: { kind: "file", file: new File(["x"], 'job:1;"2') } as const } };
  assert.match(curl(odd, "http://h", parseDuration), /--form-string 'job=\{"processor":"echo","params":\{\},"description":"a; b"\}' -F 'text=@"job:1;\\"2"'$/);
  assert.match(command(odd), /-i 'text=\.\/job:1;"2' /);
});

const before = {
  id: "019a", processor: "echo", queue: "echo", limit_key: "acme", priority: 8, max_attempts: 3, params: { say: "x" }, title: "T", description: "D", tags: ["a", "b"],
  metadata: { order: 7, retry_of: "older" }, limits: { fuel: 1e9, output_bytes: 1_024 }, expires_at: "2026-01-01T00:00:00Z", after: ["other"],
  inputs: [{ name: "data", digest: "sha256:1", media_type: "text/csv" }, { name: "later", digest: null, media_type: "text/csv" }],
} as unknown as Job;

test("a job like another has all of it but its moments", () => {
  const again = jobOf(draftLike(before, false), parseDuration);
  assert.deepEqual(again, {
    processor: "echo", params: { say: "x" }, limit_key: "acme", priority: 8, limits: { fuel: 1e9, output_bytes: 1_024 }, title: "T", description: "D", tags: ["a", "b"],
    metadata: { order: 7 }, inputs: { data: { blob: "sha256:1", media_type: "text/csv" } },
  });
});

test("a retry says of which, over whatever is kept with it", () => {
  const kept = (metadata: unknown): unknown => jobOf(draftLike({ ...before, metadata }, true), parseDuration).metadata;
  assert.deepEqual(kept(before.metadata), { order: 7, retry_of: "019a" });
  assert.deepEqual(kept(null), { retry_of: "019a" });
  assert.deepEqual(kept("words"), { metadata: "words", retry_of: "019a" });
});
