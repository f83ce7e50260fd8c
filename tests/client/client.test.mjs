// The browser's module against a real server, which RUNNER_SERVER and RUNNER_TOKEN name; RUNNER_CLIENT is the module's file.
import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import test from "node:test";
import { pathToFileURL } from "node:url";

const server = process.env.RUNNER_SERVER;
const token = process.env.RUNNER_TOKEN;
const { Runner, RunnerError, duration, shown } = await import(pathToFileURL(process.env.RUNNER_CLIENT));

/** A way to the server that cuts each connection when it is told to. */
async function shaky() {
  const open = new Set();
  const { hostname, port } = new URL(server);
  const listener = net.createServer((from) => {
    const to = net.connect(Number(port), hostname);
    for (const end of [from, to]) {
      open.add(end);
      end.on("error", () => {});
      end.on("close", () => {
        from.destroy();
        to.destroy();
        open.delete(end);
      });
    }
    from.pipe(to).pipe(from);
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${listener.address().port}`,
    cut: () => open.forEach((end) => end.destroy()),
    end: () => {
      listener.close();
      open.forEach((end) => end.destroy());
    },
  };
}

test("a job is submitted with a file and watched to its end", async () => {
  const runner = new Runner({ server, token });
  const input = new Blob(["id,zip\n1,00123\n"]);
  const params = { from: "csv", to: "jsonl" };
  const job = await runner.submit("data-conversion", { params, inputs: { data: input }, tags: ["browser"] });
  assert.deepEqual(job.tags, ["browser"]);
  const states = [];
  for await (const now of runner.watch(job.id)) states.push(now.state);
  assert.equal(states.at(-1), "completed");
  const done = await runner.job(job.id);
  assert.equal(done.result.rows_written, 1);
});

test("what is sent again with its key makes no second job", async () => {
  const runner = new Runner({ server, token });
  const one = await runner.submit("noop", { key: "once" });
  const again = await runner.submit("noop", { key: "once" });
  assert.equal(one.id, again.id);
});

test("a refusal says what is wrong, by field", async () => {
  const runner = new Runner({ server, token });
  const refused = runner.submit("count", { params: { to: "far" } });
  await assert.rejects(refused, (error) => {
    assert.ok(error instanceof RunnerError);
    assert.equal(error.status, 422);
    assert.equal(error.code, "invalid_params");
    assert.match(JSON.stringify(error.errors), /\/to/);
    return true;
  });
  await assert.rejects(new Runner({ server, token: "none" }).job("x"), { status: 401, code: "unauthorized" });
});

test("watching goes on over connections that are lost", async (t) => {
  const way = await shaky();
  t.after(way.end);
  const runner = new Runner({ server: way.url, token });
  const direct = new Runner({ server, token });
  const job = await direct.submit("noop", { delay_ms: 3_600_000 });
  const told = [];
  const states = [];
  const watching = (async () => {
    for await (const now of runner.watch(job.id, { onConnection: (is) => told.push(is) })) states.push(now.state);
  })();
  const until = async (what) => {
    while (!what()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await until(() => told.at(-1) === true);
  way.cut();
  await until(() => told.includes(false));
  // It happens while nobody listens.
  const promoted = await fetch(`${server}/api/v1/jobs/${job.id}/promote`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}` },
  });
  assert.equal(promoted.status, 200);
  await watching;
  assert.equal(states[0], "scheduled");
  assert.equal(states.at(-1), "completed");
});

test("whoever watches everything hears of every job, and stops when told", async () => {
  const runner = new Runner({ server, token });
  const stop = new AbortController();
  let job;
  const onConnection = async (is) => {
    if (is) job = await runner.submit("noop");
  };
  for await (const event of runner.watchAll({ signal: stop.signal, onConnection })) {
    if (event.type === "job-completed" && event.job.id === job?.id) stop.abort();
  }
  assert.ok(stop.signal.aborted);
});

test("whoever asks for some events hears of no others", async () => {
  const runner = new Runner({ server, token });
  const stop = new AbortController();
  const filter = { queue: "browser", type: ["job-completed", "job-failed"] };
  let wanted;
  const onConnection = async (is) => {
    if (!is) return;
    await runner.submit("noop");
    wanted = await runner.submit("noop", { queue: "browser" });
  };
  const heard = [];
  for await (const event of runner.watchAll({ filter, signal: stop.signal, onConnection })) {
    heard.push(event);
    stop.abort();
  }
  assert.deepEqual(heard.map((event) => [event.type, event.job.id]), [["job-completed", wanted.id]]);
  const wrong = runner.watchAll({ filter: { type: "job-done" } });
  await assert.rejects(wrong.next(), { status: 422, code: "invalid" });
});

/** A server that answers each request for a stream with the next of these texts, and tells what it was asked. */
async function scripted(...texts) {
  const asked = [];
  const listener = http.createServer((request, answer) => {
    asked.push({ url: request.url, last: request.headers["last-event-id"] });
    const text = texts[asked.length - 1];
    answer.writeHead(text === undefined ? 404 : 200, { "Content-Type": "text/event-stream" });
    answer.end(text);
  });
  await new Promise((resolve) => listener.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${listener.address().port}`, asked, end: () => listener.close() };
}

test("a number without an event is where it goes on, and a resync is told apart", async (t) => {
  const resync = { type: "resync", seq: 7, reason: "pruned" };
  const way = await scripted(
    ":\nid: 3\n\n",
    `id: 7\nevent: resync\ndata: ${JSON.stringify(resync)}\n\nid: 8\nevent: alert\ndata: {"type":"alert"}\n\n`,
  );
  t.after(way.end);
  const runner = new Runner({ server: way.url, token: "any" });
  const told = [];
  const heard = [];
  const all = async () => {
    for await (const event of runner.watchAll({ onResync: (event) => told.push(event) })) heard.push(event);
  };
  await assert.rejects(all(), { status: 404 });
  assert.deepEqual(told, [resync]);
  assert.deepEqual(heard, [{ type: "alert" }]);
  assert.deepEqual(way.asked.map((one) => one.last), [undefined, "3", "8"]);
});

test("the server hands the module out to pages of any origin", async () => {
  const answer = await fetch(`${server}/client/runner.js`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^text\/javascript/);
  assert.equal(answer.headers.get("access-control-allow-origin"), "*");
  assert.match(await answer.text(), /class Runner /);
  const again = await fetch(`${server}/client/runner.js`, { headers: { "If-None-Match": answer.headers.get("etag") } });
  assert.equal(again.status, 304);
});

test("a bar says how far a job is, for how long it runs, and why it failed", () => {
  const at = (seconds) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
  const job = { processor: "copy", state: "running", created_at: at(0), started_at: at(5) };
  const half = { ...job, progress: { done: 3, total: 6, percent: 50, message: "<b>rows</b>" } };
  const now = Date.parse(at(70));
  assert.deepEqual(shown(half, now), {
    value: 50,
    state: "copy: running",
    message: "<b>rows</b>",
    figures: "3 of 6, 1 min 05 s",
  });
  assert.equal(shown(job, now).value, undefined);
  const failed = { ...half, state: "failed", finished_at: at(8), error: { message: "no disk" } };
  assert.equal(shown(failed, now).message, "no disk");
  assert.equal(shown(failed, now).figures, "3 of 6, 3 s");
  assert.equal(shown({ ...failed, progress: null }, now).value, 0);
  assert.equal(duration(3_723_000), "1 h 02 min");
});
