import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS, apiFilter, completions, fits, parseFilter, stillFits, wholeId, withTerm, words, writeFilter } from "../../src/jobs/filter.js";

test("qualifiers and free text are told apart", () => {
  const filter = parseFilter('state:failed processor:data-conversion tag:"two words" some text');
  assert.deepEqual(filter.terms, { state: "failed", processor: "data-conversion", tag: "two words" });
  assert.equal(filter.text, "some text");
  assert.deepEqual(filter.problems, []);
});

test("what only looks like a qualifier is text", () => {
  assert.equal(parseFilter("https://example.com nosuch:thing 12:30").text, "https://example.com nosuch:thing 12:30");
});

test("a key that is misspelt is said, and what is far from any is text", () => {
  for (const [written, meant] of [["statee:foo", "state"], ["sate:failed", "state"], ["status:failed", "state"], ["tags:x", "tag"], ["procesor:echo", "processor"]] as const) {
    assert.match(parseFilter(written).problems[0] ?? "", new RegExp(`there is no key ${written.split(":")[0]}: did you mean ${meant}`));
  }
  for (const text of ["https://example.com", "12:30", "nosuch:thing", "to:me", "date:today", "mirror:a", '"statee:foo"']) assert.deepEqual(parseFilter(text).problems, []);
});

test("what is being written changes nothing that is asked", () => {
  const { terms, text, problems } = parseFilter("tag:x state:");
  assert.deepEqual({ terms, text }, { terms: { tag: "x" }, text: "" });
  assert.equal(problems.length, 1);
});

test("a filter that is written is read as the same", () => {
  for (const text of ['tag:"a \\"quoted\\" word" x', "state:failed,paused by:someone", "error:timed_out after:2h before:2026-01-31", ""]) {
    const filter = parseFilter(text);
    assert.deepEqual(parseFilter(writeFilter(filter)), filter);
  }
});

test("states add up, other qualifiers are there once", () => {
  assert.equal(parseFilter("state:failed state:paused").terms.state, "failed,paused");
  assert.match(parseFilter("tag:a tag:b").problems[0] ?? "", /twice/);
});

test("what is wrong is said, and left out of what is asked", () => {
  const filter = parseFilter("state:failed,broken after:soon");
  assert.equal(filter.problems.length, 2);
  assert.deepEqual(apiFilter(filter), { state: "failed" });
});

test("times count from now, or are dates", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  assert.equal(apiFilter(parseFilter("after:2h"), now)["created_from"], "2026-11-29T10:00:00.000Z");
  assert.equal(apiFilter(parseFilter("before:2026-11-29T10:00:00Z"), now)["created_before"], "2026-11-29T10:00:00.000Z");
});

test("a term is changed where others stay", () => {
  assert.equal(withTerm("state:failed tag:x hello", "state", undefined), "tag:x hello");
  assert.equal(withTerm("tag:x", "state", "running"), "state:running tag:x");
});

test("keys and their values are completed where the cursor is", () => {
  const values = (key: string): string[] => (key === "state" ? ["failed", "paused", "pending"] : key === "processor" ? ["echo"] : []);
  assert.deepEqual(completions("sta", 3, values).options.map((one) => one.text), ["state:"]);
  assert.deepEqual(completions("tag:x state:pa", 14, values), { start: 6, end: 14, options: [{ text: "state:paused " }] });
  assert.deepEqual(completions("state:failed,pe", 15, values).options[0]?.text, "state:failed,pending ");
  assert.equal(completions("", 0, values).options.length, KEYS.length);
});

test("a value is found by what it is called too", () => {
  const values = (): string[] => ["0199-a\tJanuary", "0199-b\tJune, late", "0199-c"];
  assert.deepEqual(completions("batch:jan", 9, values).options, [{ text: "batch:0199-a ", help: "January" }]);
  assert.deepEqual(completions("batch:0199-", 11, values).options.map((one) => one.text), ["batch:0199-a ", "batch:0199-b ", "batch:0199-c "]);
  assert.deepEqual(completions("batch:0199-c", 12, values).options, []);
});

test("a whole id among the text is that of a job, unless it stands in quotes", () => {
  const id = "019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11";
  assert.deepEqual(apiFilter(parseFilter(id.toUpperCase())), { id });
  assert.deepEqual(apiFilter(parseFilter(`hello ${id}`)), { id, q: "hello" });
  assert.deepEqual(apiFilter(parseFilter(`"${id}"`)), { q: id });
  assert.deepEqual(apiFilter(parseFilter(`id:019a2c4e ${id}`)), { id: "019a2c4e", q: id });
  // Of another version it is no job's.
  assert.deepEqual(apiFilter(parseFilter("550e8400-e29b-41d4-a716-446655440000")), { q: "550e8400-e29b-41d4-a716-446655440000" });
  for (const text of [id, `"${id}" x`, `hello  ${id}`]) assert.deepEqual(parseFilter(writeFilter(parseFilter(text))), parseFilter(text));
});

test("any text ends in words that cover it", () => {
  for (const text of ['"', 'a"b', "state:", '::"', 'tag:"never ends', "  ", 'x "y" z"']) {
    const found = words(text);
    assert.equal(found.map((one) => text.slice(one.start, one.end)).join("").replace(/\s/g, ""), text.replace(/\s/g, ""));
  }
});

test("jobs that are told of are held against the filter", () => {
  const job = { id: "01a2", state: "failed", processor: "echo", queue: "mail", tags: ["x"], error: { code: "trapped" }, title: "Hello" };
  assert.ok(fits(parseFilter("state:failed,paused error:trapped tag:x hell"), job));
  assert.ok(!fits(parseFilter("queue:other"), job));
  assert.ok(!fits(parseFilter("error:denied"), job));
});

test("the id of a job alone is told from a filter", () => {
  const id = "019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11";
  assert.equal(wholeId(`  ${id.toUpperCase()}\n`), id);
  for (const text of [`id:${id}`, `${id} x`, id.slice(0, -1), `${id}1`, "", "019a2c4e"]) assert.equal(wholeId(text), undefined);
});

test("jobs are held against times and the beginning of an id", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  const job = { id: "019a2c4e-7d1b-7c3a-9f00-2b6c1d9e4f11", created_at: "2026-11-29T11:00:00Z" };
  const is = (text: string): boolean => fits(parseFilter(text), job, now);
  assert.ok(is("after:2h") && !is("after:30m"));
  assert.ok(is("before:30m") && !is("before:2h"));
  assert.ok(is("id:019A2C4E7d1b7") && is("id:019a2c4e-7d") && !is("id:019a2c4f"));
});

test("what was listed goes by its state and its failure, not by what only the server can look through", () => {
  const job = { state: "running", error: null };
  assert.ok(stillFits(parseFilter("state:running,paused some text"), job));
  assert.ok(!stillFits(parseFilter("state:completed"), job));
  assert.ok(!stillFits(parseFilter("error:timed_out"), job));
  // What is no state is not asked for either.
  assert.ok(stillFits(parseFilter("state:runn"), job));
});
