import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../src/api/json.js";
import type { Point, Queue, Series } from "../../src/api/types.js";
import { short } from "../../src/format/number.js";
import { failureShare, filled, perMinute, values } from "../../src/overview/series.js";
import { problemsOf } from "../../src/overview/problems.js";
import type { Distribution } from "../../src/api/types.js";
import { attemptsOf, boxOf, boxText } from "../../src/plugins/boxes.js";
import { problemOf } from "../../src/plugins/inspect.js";
import { typed } from "../../src/plugins/typed.js";
import { isWithin, match } from "../../src/app/match.js";
import { narrowed, isPossible } from "../../src/jobs/verbs.js";
import { inWords, nextTimes } from "../../src/schedules/words.js";
import { KINDS, watchText, wrongIn } from "../../src/settings/watches.js";
import type { WatchField } from "../../src/settings/watches.js";

const point = (at: string, completed: number, failed: number): Point => ({ at, completed, failed, duration_ms: { p50: 10 } }) as unknown as Point;
const START = Date.parse("2026-01-01T00:00:00Z");

test("spans without attempts are there as nothing", () => {
  const series: Series = { span_ms: 60_000, items: [point("2026-01-01T00:01:00Z", 3, 1)] };
  const line = filled(series, START, START + 180_000);
  assert.equal(line.times.length, 4);
  assert.deepEqual(perMinute(line, START + 600_000, (one) => one.completed), [0, 3, 0, 0]);
  assert.deepEqual(values(line, (one) => one.duration_ms.p50), [null, 10, null, null]);
  assert.deepEqual(failureShare(line), [null, 25, null, null]);
});

test("queues that do not go on are named", () => {
  const queue = (name: string, part: object): Queue => ({ name, paused: false, jobs: { pending: 5, running: 0 }, ...part }) as unknown as Queue;
  const found = problemsOf([queue("a", { paused: true }), queue("b", { oldest_ready_at: new Date(START - 120_000).toISOString() }), queue("c", { jobs: { pending: 0, running: 0 }, paused: true }), queue("d", { concurrency: 0 })], START);
  assert.deepEqual(found.map((one) => one.queue), ["a", "b", "d"]);
  assert.equal(problemsOf([queue("e", {})], START).length, 0);
});

test("what a version used is a box, and nothing if nothing was counted", () => {
  const spread = parse('{"least": 1, "p25": 2, "p50": 3, "p75": 4, "p95": 5, "most": 10000000000000001, "mean": 3.5}') as Distribution;
  const box = boxOf(spread);
  assert.deepEqual(box, { least: 1, p25: 2, p50: 3, p75: 4, p95: 5, most: 1e16 });
  assert.equal(box && boxText("Fuel", box, short), "Fuel: half of the attempts between 2 and 4, p50 3, p95 5, from 1 to 10 P");
  assert.equal(boxOf({ least: null, p25: null, p50: null, p75: null, p95: null, most: null, mean: null }), undefined);
  assert.equal(attemptsOf({ completed: 5, failed: 4, cancelled: 3, retrying: 2, interrupted: 1 }), 15);
});

test("a limit is typed as the server reads it", () => {
  assert.deepEqual([300_000, 90_000, 1_500, 604_800_000, 0].map((value) => typed("timeout_ms", value)), ["5m", "90s", "1500ms", "7d", "0ms"]);
  assert.deepEqual([268_435_456, 1_536, 1_000, 0].map((value) => typed("memory_bytes", value)), ["256MiB", "1536", "1000", "0"]);
  assert.deepEqual([500e9, 1_234, 0].map((value) => typed("fuel", value)), ["500G", "1234", "0"]);
  assert.equal(typed("http_requests", 10_000), "10000");
  assert.equal(typed("fuel", parse("10000000000000001") as number), "10000000000000001");
});

test("a file that is no component is told from one", () => {
  const bytes = (...more: number[]): Uint8Array => new Uint8Array([0, 0x61, 0x73, 0x6d, ...more]);
  assert.equal(problemOf(bytes(0x0d, 0, 1, 0)), undefined);
  assert.match(problemOf(bytes(1, 0, 0, 0)) ?? "", /no component/);
  assert.match(problemOf(new Uint8Array([1, 2])) ?? "", /no WebAssembly/);
});

test("paths are matched part by part", () => {
  assert.deepEqual(match("/jobs/:id", "/jobs/a%2Fb"), { id: "a/b" });
  assert.deepEqual(match("/", "/"), {});
  assert.equal(match("/jobs/:id", "/jobs"), null);
  assert.equal(match("/jobs/:id", "/jobs/%"), null);
});

test("a link to a part of the page at hand is told from one to another page", () => {
  const here = new URL("http://host/jobs?q=x");
  const within = (to: string): boolean => isWithin(new URL(to, here), here);
  assert.deepEqual(["#main", "/jobs?q=x#main", "/jobs?q=x", "/jobs#main", "/queues#main"].map(within), [true, true, false, false, false]);
});

test("a verb takes the states that it can be done to", () => {
  assert.deepEqual(narrowed("retry", { filter: { state: "failed,running", queue: "q" } }), { filter: { state: "failed", queue: "q" } });
  assert.deepEqual(narrowed("retry", { filter: {} }), { filter: {} });
  assert.ok(isPossible("delete", "failed") && !isPossible("delete", "running") && isPossible("cancel", undefined));
});

test("rules are said in words and have next times", () => {
  assert.equal(inWords("0 8 * * 1-5"), "At 08:00, Monday through Friday");
  const next = nextTimes("0 0 29 2 *", "UTC", 2);
  assert.ok("times" in next && next.times.every((time) => time.getUTCMonth() === 1 && time.getUTCDate() === 29));
  assert.ok("problem" in nextTimes("nonsense", "UTC"));
  assert.ok("problem" in nextTimes("0 8 * * *", "Nowhere/Land"));
});

test("each kind of alert is said in words", () => {
  for (const { kind, fields } of KINDS) {
    const watch = Object.fromEntries(fields.filter((one) => !one.optional).map((one) => [one.name, 60_000]));
    assert.doesNotMatch(watchText({ kind, ...watch }), /\?|undefined|NaN/, kind);
  }
});

test("what is written into a new alert is looked at before it is sent", () => {
  const field = (kind: string, name: string): WatchField => KINDS.find((one) => one.kind === kind)?.fields.find((one) => one.name === name) as WatchField;
  for (const { fields } of KINDS) for (const one of fields) assert.equal(wrongIn(one, one.initial ?? ""), undefined, one.name);
  const least = field("failed_jobs", "at_least");
  assert.equal(wrongIn(least, "1"), undefined);
  for (const text of ["", "0", "-1", "1.5", "1e3", "many"]) assert.ok(wrongIn(least, text), text);
  assert.equal(wrongIn(field("backlog", "above"), "0"), undefined);
  const percent = field("cpu", "above_percent");
  assert.deepEqual(["1", "99", "0", "100", "2.5"].map((text) => wrongIn(percent, text) === undefined), [true, true, false, false, false]);
  assert.equal(wrongIn(field("failure_rate", "at_least_percent"), "100"), undefined);
  const within = field("failed_jobs", "within_ms");
  assert.deepEqual(["1m", "7d", "5", "30s", "8d", "soon"].map((text) => wrongIn(within, text) === undefined), [true, true, false, false, false, false]);
  assert.equal(wrongIn(field("backlog", "queue"), ""), undefined);
});
