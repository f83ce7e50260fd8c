import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../src/api/json.js";
import { bytes, count, percent, plural, short } from "../../src/format/number.js";
import { ago, duration, inZone, length, parseDuration } from "../../src/format/time.js";
import { oneLine, plain } from "../../src/format/text.js";

test("numbers are short and never lie about all or nothing", () => {
  assert.deepEqual([0, 7, 999, 1000, 1250, 12_345, 500e9].map(short), ["0", "7", "999", "1 k", "1.3 k", "12.3 k", "500 G"]);
  assert.deepEqual([0, 1023, 1024, 1536, 268_435_456].map(bytes), ["0 B", "1023 B", "1 KiB", "1.5 KiB", "256 MiB"]);
  assert.deepEqual([0, 0.0001, 0.5, 0.9999, 1].map(percent), ["0 %", "< 0.1 %", "50 %", "> 99.9 %", "100 %"]);
  assert.equal(plural(1, "job"), "1 job");
  assert.equal(plural(1200, "job"), "1,200 jobs");
});

test("numbers that no number holds are said as well", () => {
  const [most, size] = parse("[10000000000000001, 18446744073709551615]") as [number, number];
  assert.equal(short(most), "10 P");
  assert.equal(bytes(size), "16384 PiB");
  assert.equal(count(most), "10,000,000,000,000,001");
  assert.equal(percent(parse("0.12345678901234567890") as number), "12.3 %");
});

test("durations are said in two units", () => {
  assert.deepEqual([0, 45, 1200, 12_000, 125_000, 3_720_000, 90_000_000].map(duration), ["0 ms", "45 ms", "1.2 s", "12 s", "2 min 05 s", "1 h 02 min", "1 d 1 h"]);
  assert.deepEqual([300_000, 3_600_000, 86_400_000, 90_000, 10_000].map(length), ["5 min", "1 h", "1 d", "1 min 30 s", "10 s"]);
  assert.equal(ago(1_000, 61_000), "1 min ago");
  assert.equal(ago(61_000, 1_000), "in 1 min");
});

test("durations are read as they are written", () => {
  assert.equal(parseDuration("90s"), 90_000);
  assert.equal(parseDuration("1h 30m"), 5_400_000);
  assert.equal(parseDuration("250ms"), 250);
  for (const wrong of ["", "soon", "10", "5 x", "-1s"]) assert.equal(parseDuration(wrong), undefined, wrong);
});

test("a moment is shown in its zone", () => {
  assert.equal(inZone("2026-07-01T06:00:00Z", "Europe/Vienna"), "Wed 2026-07-01 08:00 UTC+2");
  assert.equal(inZone("2026-07-01T06:00:00Z", "UTC"), "Wed 2026-07-01 06:00 UTC");
});

test("what a terminal would obey does not reach a reader", () => {
  const words = "\u001b[2J\u001b]0;gone\u0007\u009b31mred\u0008\u007f\r\u202eend";
  const shown = plain(words);
  assert.doesNotMatch(shown, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  assert.match(shown, /^red/);
  assert.match(shown, /⟨U\+202E⟩end$/);
  assert.equal(plain("\u001b[1;31merror\u001b[0m: no\r\nnext\tcolumn"), "error: no\nnext\tcolumn");
  assert.equal(plain("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\"), "link");
  assert.equal(oneLine(" a\n\n b\tc "), "a b c");
});
