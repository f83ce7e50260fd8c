import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import type { Job, JobState } from "../../src/api/types.js";
import { JobStream } from "../../src/job/stream.js";
import { resyncs } from "../../src/live/feed.js";

class Page extends EventTarget {
  hidden = false;
  turn(hidden: boolean): void {
    this.hidden = hidden;
    this.dispatchEvent(new Event("visibilitychange"));
  }
}

/** A connection as the server has it. */
interface Held {
  last: string | undefined;
  isOpen: boolean;
  say: (text: string) => void;
}

let page: Page;
let held: Held[];
let stream: JobStream;
let changes: number;

beforeEach(() => {
  page = new Page();
  held = [];
  changes = 0;
  Object.assign(globalThis, { document: page });
  globalThis.fetch = (async (_: string, ask: RequestInit) => {
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const writer = writable.getWriter();
    const one: Held = { last: new Headers(ask.headers).get("Last-Event-ID") ?? undefined, isOpen: true, say: (text) => void writer.write(new TextEncoder().encode(text)).catch(() => undefined) };
    ask.signal?.addEventListener("abort", () => {
      one.isOpen = false;
      writer.abort(ask.signal?.reason).catch(() => undefined);
    });
    held.push(one);
    return new Response(readable);
  }) as typeof fetch;
  mock.timers.enable({ apis: ["setTimeout"] });
});
afterEach(() => {
  stream.stop();
  mock.timers.reset();
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const begin = async (): Promise<void> => {
  stream = new JobStream("x", () => (changes += 1));
  await settled();
};
const pass = async (milliseconds: number): Promise<void> => {
  mock.timers.tick(milliseconds);
  await settled();
};
const turn = (seq: number, state: JobState): string => `id: ${seq}\nevent: job-update\ndata: {"seq":${seq},"type":"job-update","at":"2026-01-01T00:00:00Z","job":{"id":"x","state":"${state}","attempt":1}}\n\n`;
const open = (): number => held.filter((one) => one.isOpen).length;

test("a job that has ended is told of once, and its connection let go", async () => {
  await begin();
  held[0]?.say(`${turn(1, "pending")}${turn(2, "running")}${turn(3, "completed")}`);
  await settled();
  assert.deepEqual(stream.turns.value.map((one) => one.state), ["pending", "running", "completed"]);
  await pass(2_000);
  assert.equal(open(), 1, "lines of its log may come still");
  await pass(2_000);
  assert.equal(open(), 0);
  assert.equal(stream.turns.value.length, 3);
  assert.equal(stream.missed.value, 0);
});

test("it is listened to again once it goes on", async () => {
  await begin();
  held[0]?.say(turn(7, "failed"));
  await settled();
  await pass(4_000);
  stream.seen({ state: "failed" } as Job);
  await settled();
  assert.equal(open(), 0);
  stream.seen({ state: "pending" } as Job);
  await settled();
  assert.deepEqual([open(), held[1]?.last, stream.missed.value], [1, "7", 1]);
  held[1]?.say(turn(9, "running"));
  await pass(30_000);
  assert.deepEqual(stream.turns.value.map((one) => one.state), ["failed", "running"]);
  assert.equal(open(), 1, "of one that runs it hears as long as it does");
});

test("after something was missed it is looked for once more", async () => {
  await begin();
  held[0]?.say(turn(7, "completed"));
  await settled();
  await pass(4_000);
  resyncs.value += 1;
  await settled();
  assert.deepEqual([open(), held[1]?.last], [1, "7"]);
  await pass(4_000);
  assert.equal(open(), 0);
});

test("of a job whose events are not kept any more it waits a while, and no longer", async () => {
  await begin();
  stream.seen({ state: "completed" } as Job);
  await pass(9_000);
  assert.equal(open(), 1);
  await pass(2_000);
  assert.equal(open(), 0);
});

test("nothing is held while nobody looks, and what was missed is asked for then", async () => {
  await begin();
  held[0]?.say(`id: 40\n\n${turn(41, "running")}:\nid: 50\n\n`);
  await settled();
  page.turn(true);
  await pass(2_500);
  assert.equal(open(), 0);
  const before = changes;
  page.turn(false);
  await settled();
  assert.deepEqual([open(), held[1]?.last, stream.missed.value, changes - before], [1, "50", 1, 1]);
});

test("a page that is opened out of sight waits until somebody looks", async () => {
  page.hidden = true;
  await begin();
  assert.equal(held.length, 0);
  page.turn(false);
  await settled();
  assert.deepEqual([open(), held[0]?.last, stream.missed.value], [1, undefined, 1]);
});
