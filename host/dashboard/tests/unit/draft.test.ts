import assert from "node:assert/strict";
import { test } from "node:test";
import { parse, stringify } from "../../src/api/json.js";
import type { Json } from "../../src/api/json.js";
import { EMPTY, command, curl, jobOf, quoted } from "../../src/submit/draft.js";
import { parseDuration } from "../../src/format/time.js";

test("only what was said is sent, and every digit of it", () => {
  const draft = { ...EMPTY, processor: "echo", params: parse('{"id":12345678901234567890}') as Json, delay: "2m", priority: "high", tags: "a, b,,a", uniqueKey: "k" };
  assert.equal(stringify(jobOf(draft, parseDuration)), '{"processor":"echo","params":{"id":12345678901234567890},"priority":"high","delay_ms":120000,"unique":{"key":"k"},"tags":["a","b"]}');
});

test("a shell reads the command as it is meant", () => {
  assert.equal(quoted("it's $HOME"), "'it'\\''s $HOME'");
  const draft = { ...EMPTY, processor: "data-conversion", params: { to: "csv" }, inputs: { data: { kind: "text", text: "a\n1\n" } as const }, title: "It's", queue: "imports" };
  assert.equal(command(draft), `printf %s 'a\n1\n' | runner submit data-conversion --params '{"to":"csv"}' -i data=- --queue imports --title 'It'\\''s'`);
});

test("files go as parts", () => {
  const file = new File(["x"], "my data.csv");
  const draft = { ...EMPTY, processor: "echo", inputs: { text: { kind: "file", file } as const } };
  assert.match(curl(draft, "http://h", parseDuration), /-F 'job=\{"processor":"echo","params":\{\}\};type=application\/json' -F 'text=@my data\.csv'$/);
  assert.match(command(draft), /-i 'text=my data\.csv'$/);
});
