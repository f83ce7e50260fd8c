import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../src/api/json.js";
import type { Attempt, Job, Limit, LogLine } from "../../src/api/types.js";
import { changesOf, isWaiting, writtenOf } from "../../src/job/changes.js";
import { heldOf } from "../../src/job/guard.js";
import { isUnmeasured, limitOf, outlook } from "../../src/job/outlook.js";
import { stays } from "../../src/job/timeline.js";
import { RateMeter } from "../../src/job/rate.js";
import { asText, merged, shownLines, stamp, wrapped } from "../../src/job/log.js";
import { parseCsv, separatorOf } from "../../src/job/csv.js";
import { kindOf } from "../../src/job/kind.js";

const job = (part: Partial<Job>): Job => ({ id: "x", state: "completed", attempt: 1, after: [], created_at: "2026-01-01T00:00:00.000Z", ...part }) as Job;
const at = (second: number): string => new Date(Date.parse("2026-01-01T00:00:00Z") + second * 1_000).toISOString();

test("the path of a job is that of its events", () => {
  const turns = [
    { seq: 1, state: "pending", attempt: 0, at: at(0) },
    { seq: 2, state: "running", attempt: 1, at: at(1) },
    { seq: 3, state: "running", attempt: 1, at: at(2) },
    { seq: 4, state: "completed", attempt: 1, at: at(5) },
  ] as const;
  const found = stays(job({ finished_at: at(5) }), [], [...turns]);
  assert.deepEqual(found.map((one) => one.state), ["pending", "running", "completed"]);
  assert.equal((found[1]?.to ?? 0) - (found[1]?.from ?? 0), 4_000);
  assert.equal(found[2]?.to, undefined);
});

test("without events its attempts tell it", () => {
  const attempts = [
    { attempt: 1, started_at: at(1), ended_at: at(2), error: { code: "transient", message: "x" } },
    { attempt: 2, started_at: at(10), ended_at: at(12), error: null },
  ] as unknown as Attempt[];
  assert.deepEqual(stays(job({ attempt: 2, finished_at: at(12) }), attempts, []).map((one) => one.state), ["pending", "running", "retrying", "running", "completed"]);
});

test("rate and time left follow the last half minute", () => {
  const meter = new RateMeter();
  assert.equal(meter.rate(), undefined);
  for (let second = 0; second <= 60; second += 1) meter.add(second * 1_000, second < 30 ? 0 : (second - 30) * 10);
  assert.equal(meter.rate(), 10);
  assert.equal(meter.eta(400), 10_000);
  assert.equal(meter.eta(null), undefined);
  meter.add(61_000, 5);
  assert.equal(meter.rate(), undefined, "a new attempt begins again");
});

test("progress of more units than a number holds has a rate too", () => {
  const big = (digits: string): number => parse(digits) as number;
  const meter = new RateMeter();
  meter.add(0, big("10000000000000001"));
  meter.add(10_000, big("20000000000000001"));
  assert.equal(meter.rate(), 1e15);
  assert.equal(meter.eta(big("30000000000000001")), 10_000);
});

const line = (number: number, message: string, level: LogLine["level"] = "info"): LogLine => ({ number, at_ms: number, level, message });

test("lines of a log are in order and each is there once", () => {
  const all = merged(merged([line(0, "a"), line(1, "b")], [line(3, "d")]), [line(2, "c"), line(3, "d")]);
  assert.deepEqual(all.map((one) => one.number), [0, 1, 2, 3]);
});

test("a log is shown by level and search, with each line of a message", () => {
  const lines = [line(0, "one\ntwo"), line(1, "\u001b[31mbad\u001b[0m", "error"), { ...line(2, "x", "debug"), fields: { key: "needle" } }];
  assert.deepEqual(shownLines(lines, "trace", "").map((one) => one.text), ["one", "two", "bad", "x"]);
  assert.deepEqual(shownLines(lines, "warn", "").map((one) => one.text), ["bad"]);
  assert.deepEqual(shownLines(lines, "trace", "NEEDLE").map((one) => one.text), ["x"]);
  assert.match(asText(lines, 0), /^1970-01-01T00:00:00\.000Z INFO {2}one/);
});

test("a line says how far into its attempt it was written, or by the clock", () => {
  const began = Date.parse("2026-01-01T00:00:00Z");
  assert.equal(stamp(63_120, began, false), "+1:03.120");
  assert.match(stamp(63_120, began, true), /^\d\d:\d\d:03\.120$/);
  assert.equal(stamp(began + 3_120, 0, false).slice(-6), "03.120", "of one that says the moment itself");
  assert.match(asText([line(0, "a"), { ...line(1, "b"), at_ms: began + 7 }], began), /^2026-01-01T00:00:00\.000Z INFO {2}a\n2026-01-01T00:00:00\.007Z INFO {2}b\n$/);
});

test("what is too long for a row goes on below, and none of it is lost", () => {
  const rows = (message: string, fields?: object): string[][] => wrapped(shownLines([{ ...line(0, message), fields: fields ?? null } as LogLine], "trace", ""), 20).map((one) => [one.isFirst ? "*" : "", one.text, one.fields]);
  assert.deepEqual(rows("short", { a: 1 }), [["*", "short", "a=1"]]);
  assert.deepEqual(rows(`${"x".repeat(45)}`), [["*", "x".repeat(20), ""], ["", "x".repeat(20), ""], ["", "xxxxx", ""]]);
  assert.deepEqual(rows("x".repeat(30), { a: 1 }), [["*", "x".repeat(20), ""], ["", "x".repeat(10), "a=1"]], "fields stand behind the end if there is room");
  assert.deepEqual(rows("x".repeat(18), { a: "y".repeat(20) }), [["*", "x".repeat(18), ""], ["", "", `a=${"y".repeat(17)}`], ["", "", "yyy"]]);
  assert.deepEqual(rows("語".repeat(11)).map(([, text]) => text), ["語".repeat(10), "語"], "wide characters take two columns");
  assert.deepEqual(rows("a\tb\tc\td").map(([, text]) => text), ["a\tb\tc", "\td"]);
});

test("tables are read as RFC 4180 says", () => {
  assert.deepEqual(parseCsv('a,b\r\n"x, ""y""\nz",2\r\n,\n'), [["a", "b"], ['x, "y"\nz', "2"], ["", ""]]);
  assert.equal(separatorOf("a\tb\tc\n1,2"), "\t");
  assert.equal(parseCsv("1\n2\n3\n", ",", 2).length, 2);
});

test("what is not safe to be shown is not", () => {
  assert.equal(kindOf("text/html; charset=utf-8", "report"), "html");
  assert.equal(kindOf("application/x-ndjson", "data"), "lines");
  assert.equal(kindOf("application/octet-stream", "data.bin"), null);
  assert.equal(kindOf("application/javascript", "x"), null);
});

test("of a job only what was changed is sent, and what was emptied is taken away", () => {
  const one = job({ state: "scheduled", title: "T", description: null, tags: ["a", "b"], priority: 5, max_attempts: 3, scheduled_at: at(3_600), expires_at: at(7_200) });
  const before = writtenOf(one, Date.parse(at(0)));
  assert.deepEqual(changesOf(before, { ...before }), {});
  assert.deepEqual(changesOf(before, { ...before, title: "", description: "D", tags: "b,c", runAt: "" }), { title: null, description: "D", tags: ["b", "c"], run_at: null });
  assert.deepEqual(changesOf(before, { ...before, priority: "9", maxAttempts: "1", expiresAt: "2026-02-01T10:00" }), { priority: 9, max_attempts: 1, expires_at: new Date("2026-02-01T10:00").toISOString() });
  assert.throws(() => changesOf(before, { ...before, priority: "" }), /no whole number/);
  assert.equal(new Date(before.runAt).toISOString(), at(3_600));
  assert.equal(writtenOf(one, Date.parse(at(3_601))).runAt, "", "a moment that came is none to wait for");
});

test("what a job runs by is changed while it waits, and is not frozen", () => {
  const waits = (part: Partial<Job>): boolean => isWaiting(job(part));
  assert.deepEqual((["blocked", "scheduled", "pending", "retrying", "paused", "running", "completed", "failed"] as const).map((state) => waits({ state })), [true, true, true, true, true, false, false, false]);
  assert.equal(waits({ state: "paused", resumes: "frozen" }), false);
  assert.equal(waits({ state: "paused", resumes: "checkpoint" }), true);
});

test("what was before a pause is none of the rate", () => {
  const meter = new RateMeter();
  meter.add(0, 0);
  meter.add(1_000, 10);
  meter.clear();
  assert.equal(meter.rate(), undefined);
  meter.add(20_000, 10);
  meter.add(21_000, 20);
  assert.equal(meter.rate(), 10);
});

test("a job that cannot end within its limits is told where it ends", () => {
  const course = { share: 0.25, elapsed: 30_000, eta: 90_000, timeout: undefined, fuel: 0, fuelLimit: undefined };
  assert.equal(outlook(course), undefined, "without limits");
  assert.equal(outlook({ ...course, timeout: 120_000 }), undefined, "in time");
  assert.equal(outlook({ ...course, timeout: 118_000 }), undefined, "it is close, which is no warning");
  assert.deepEqual(outlook({ ...course, timeout: 60_000 }), { limit: "time", percent: 50 });
  assert.deepEqual(outlook({ ...course, timeout: 20_000 }), { limit: "time", percent: 25 }, "never less than is done");
  assert.deepEqual(outlook({ ...course, fuel: 500, fuelLimit: 1_000 }), { limit: "fuel", percent: 50 });
  assert.deepEqual(outlook({ ...course, timeout: 60_000, fuel: 500, fuelLimit: 600 }), { limit: "fuel", percent: 30 }, "the first that it meets");
  assert.equal(outlook({ ...course, eta: undefined, timeout: 60_000 }), undefined, "nothing is known yet");
  assert.equal(outlook({ ...course, share: 0.01, timeout: 60_000 }), undefined, "it has hardly begun");
  assert.equal(outlook({ ...course, share: Number.NaN, timeout: 60_000 }), undefined, "its total is not known");
});

test("the limit that a job lowers comes before that of its plugin", () => {
  const limits = [{ name: "fuel", unasked: 100 }] as unknown as Limit[];
  assert.equal(limitOf({ limits: { fuel: 7 } } as unknown as Job, limits, "fuel"), 7);
  assert.equal(limitOf({ limits: null } as unknown as Job, limits, "fuel"), 100);
  assert.equal(limitOf({ limits: null } as unknown as Job, limits, "timeout_ms"), undefined);
});

test("zeros of an attempt that was cut off are no measure", () => {
  const usage = { fuel: 0, fuel_exact: false, peak_memory_bytes: 0, wall_ms: 0 };
  const one = { ended_at: at(1), error: { code: "interrupted" }, usage };
  assert.equal(isUnmeasured(one), true);
  assert.equal(isUnmeasured({ ...one, ended_at: null }), false);
  assert.equal(isUnmeasured({ ...one, error: { code: "invalid_params" } }), false);
  assert.equal(isUnmeasured({ ...one, usage: { ...usage, wall_ms: 5 } }), false);
});

test("a button that came just now is held, and one that stays is not", () => {
  assert.deepEqual(heldOf(["cancel", "pause"], [], ["cancel", "resume"]), ["resume"]);
  assert.deepEqual(heldOf([], [], ["retry"]), ["retry"]);
  assert.deepEqual(heldOf(["cancel", "pause", "promote"], [], ["cancel", "pause"]), []);
  assert.deepEqual(heldOf(["cancel", "resume"], ["resume"], ["cancel", "resume"]), ["resume"], "until its time is over");
  assert.deepEqual(heldOf(["cancel", "resume"], ["resume"], ["cancel", "pause"]), ["pause"]);
});
