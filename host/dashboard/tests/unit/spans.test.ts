import assert from "node:assert/strict";
import { test } from "node:test";
import { patternText, spans } from "../../src/ui/spans.js";

test("words between backticks are code, and nothing else is", () => {
  assert.deepEqual(spans("burnt all of it (limit `fuel`)"), [
    { text: "burnt all of it (limit ", isCode: false },
    { text: "fuel", isCode: true },
    { text: ")", isCode: false },
  ]);
  assert.deepEqual(spans("`auto` is 4"), [
    { text: "auto", isCode: true },
    { text: " is 4", isCode: false },
  ]);
});

test("a lone backtick is itself", () => {
  for (const text of ["it's 5` long", "a `b\nc` d", "``"]) assert.deepEqual(spans(text), [{ text, isCode: false }]);
  assert.deepEqual(spans(""), []);
});

test("what differs within a group of errors is left out", () => {
  assert.equal(patternText("it burnt all its fuel, # billion"), "it burnt all its fuel, … billion");
  assert.equal(patternText("issue ## of #"), "issue … of …");
});
