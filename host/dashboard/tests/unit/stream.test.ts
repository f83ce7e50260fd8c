import assert from "node:assert/strict";
import { test } from "node:test";
import { PLACE, Parser } from "../../src/api/stream.js";

const TEXT = 'id: 4\nevent: job-created\ndata: {"a":1}\n\n: a comment\n\nevent: log\ndata: one\ndata: two\n\ndata:x\n\n';
const WANTED = [
  { id: "4", event: "job-created", data: '{"a":1}' },
  { id: undefined, event: "log", data: "one\ntwo" },
  { id: undefined, event: "message", data: "x" },
];

test("events are whole wherever the pieces are cut, and however lines end", () => {
  for (const text of [TEXT, TEXT.replace(/\n/g, "\r\n"), TEXT.replace(/\n/g, "\r")]) {
    for (let cut = 0; cut <= text.length; cut += 1) {
      const parser = new Parser();
      const found = [...parser.push(text.slice(0, cut)), ...parser.push(text.slice(cut)), ...parser.push("\n")];
      assert.deepEqual(found, WANTED, `cut at ${cut}`);
    }
  }
});

test("a number without an event says how far one is", () => {
  const parser = new Parser();
  assert.deepEqual(parser.push(":\nid: 42\n\n:\n\n"), [{ id: "42", event: PLACE, data: "" }]);
  assert.deepEqual(parser.push("data: x\n\n"), [{ id: undefined, event: "message", data: "x" }], "it is not the number of what follows");
});
