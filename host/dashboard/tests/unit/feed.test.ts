import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { connection, resyncs, start, stop } from "../../src/live/feed.js";

class Page extends EventTarget {
  hidden = false;
  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

let page: Page;
let asked: (string | undefined)[];
let open: number;

/** A server that says of each stream at once how far it is. */
beforeEach(() => {
  page = new Page();
  asked = [];
  open = 0;
  Object.assign(globalThis, { document: page });
  globalThis.fetch = (async (_: string, ask: RequestInit) => {
    asked.push(new Headers(ask.headers).get("Last-Event-ID") ?? undefined);
    open += 1;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(":\nid: 42\n\n"));
        ask.signal?.addEventListener("abort", () => {
          open -= 1;
          controller.error(ask.signal?.reason);
        });
      },
    });
    return new Response(body);
  }) as typeof fetch;
  mock.timers.enable({ apis: ["setTimeout", "Date"] });
});
afterEach(() => {
  stop();
  mock.timers.reset();
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const pass = async (milliseconds: number): Promise<void> => {
  mock.timers.tick(milliseconds);
  await settled();
};

test("out of sight the connection is let go, and taken up where it was", async () => {
  const before = resyncs.value;
  start();
  await settled();
  assert.deepEqual([connection.value, open], ["open", 1]);
  page.turn(true);
  await pass(4_000);
  assert.equal(open, 1);
  await pass(2_000);
  assert.deepEqual([connection.value, open], ["asleep", 0]);
  page.turn(false);
  assert.equal(connection.value, "connecting");
  await settled();
  assert.deepEqual([connection.value, open], ["open", 1]);
  assert.deepEqual(asked, [undefined, "42"]);
  assert.equal(resyncs.value, before, "what happened meanwhile is told");
});

test("after a long sleep all is asked for anew, and nothing told of what happened", async () => {
  const before = resyncs.value;
  start();
  await settled();
  page.turn(true);
  await pass(5_000);
  await pass(3_600_000);
  page.turn(false);
  await settled();
  assert.deepEqual(asked, [undefined, undefined]);
  assert.equal(resyncs.value, before + 1);
});

test("a page that is opened out of sight asks once somebody looks", async () => {
  const before = resyncs.value;
  page.hidden = true;
  start();
  await settled();
  assert.deepEqual([connection.value, asked.length], ["asleep", 0]);
  page.turn(false);
  await settled();
  assert.deepEqual([connection.value, open, resyncs.value], ["open", 1, before + 1]);
});
