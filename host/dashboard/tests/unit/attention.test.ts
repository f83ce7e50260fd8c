import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { attend, isAnew } from "../../src/live/attention.js";

class Page extends EventTarget {
  constructor(public hidden: boolean) {
    super();
  }
  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

function attended(hidden: boolean): { page: Page; told: boolean[]; end: () => void } {
  const page = new Page(hidden);
  const told: boolean[] = [];
  return { page, told, end: attend(page, 5_000, (isAwake) => told.push(isAwake)) };
}

test("a page sleeps once nobody has looked for a while, and wakes at once", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  try {
    const { page, told, end } = attended(false);
    page.turn(true);
    mock.timers.tick(4_999);
    assert.deepEqual(told, [true]);
    page.turn(false);
    mock.timers.tick(10_000);
    assert.deepEqual(told, [true, true], "whoever comes back in time finds it awake");
    page.turn(true);
    mock.timers.tick(5_000);
    page.turn(false);
    assert.deepEqual(told, [true, true, false, true]);
    page.turn(true);
    end();
    mock.timers.tick(5_000);
    page.turn(false);
    assert.equal(told.length, 4, "nothing is told behind the end");
  } finally {
    mock.timers.reset();
  }
});

test("a page that is opened out of sight begins asleep", () => {
  const { page, told, end } = attended(true);
  assert.deepEqual(told, [false]);
  page.turn(false);
  assert.deepEqual(told, [false, true]);
  end();
});

test("after a short sleep one goes on, and else begins anew", () => {
  assert.ok(!isAnew(10_000, "42"));
  assert.ok(isAnew(10_000, undefined), "nothing is known to go on from");
  assert.ok(isAnew(3_600_000, "42"));
});
