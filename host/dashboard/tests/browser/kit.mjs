// What the tests in a browser stand on: a server of the real program with a folder of its own, its API, and Chromium. Nothing
// waits for a time: all wait until something is so.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const root = new URL("../../../../", import.meta.url).pathname;
export const program = process.env.RUNNER_BIN ?? `${root}target/debug/runner`;
const guests = process.env.RUNNER_GUESTS ?? `${root}target/plugins/wasm32-wasip2/guest/examples`;

/** The bytes of a test guest, by the name of its example. */
export function guest(name) {
  const path = join(guests, `${name}.wasm`);
  if (!existsSync(path)) throw new Error(`${path} is missing: \`cargo build --package runner-components\` makes the test guests`);
  return path;
}

/** Asks until it is so. */
export async function until(what, check, most = 30_000) {
  const end = Date.now() + most;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > end) throw new Error(`it was not so after ${most} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
}

export class Server {
  #process;
  #said = "";

  constructor(listen = "127.0.0.1:0") {
    if (!existsSync(program)) throw new Error(`${program} is missing: build it with \`make build\`, or name one as RUNNER_BIN`);
    this.dir = mkdtempSync(join(tmpdir(), "runner-dashboard-"));
    this.listen = listen;
  }

  async start(flags = []) {
    rmSync(join(this.dir, "server"), { force: true });
    this.#process = spawn(program, ["serve", "--data-dir", this.dir, "--listen", this.listen, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
    const hear = (chunk) => (this.#said = (this.#said + chunk).slice(-20_000));
    this.#process.stdout.on("data", hear);
    this.#process.stderr.on("data", hear);
    const child = this.#process;
    await until("the server listens", () => {
      if (child.exitCode !== null) throw new Error(`the server ended: ${this.#said}`);
      return existsSync(join(this.dir, "server")) && readFileSync(join(this.dir, "server"), "utf8").trim();
    });
    this.url = readFileSync(join(this.dir, "server"), "utf8").trim();
    // The same address, should it be started again.
    this.listen = new URL(this.url).host;
    this.token = readFileSync(join(this.dir, "token"), "utf8").trim();
    await until("it is ready", () => fetch(`${this.url}/readyz`).then((answer) => answer.ok, () => false));
    return this;
  }

  /** Ends it, by a signal if that is said, and waits until it is gone. */
  async stop(signal = "SIGTERM") {
    const child = this.#process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    await gone;
  }

  async end() {
    await this.stop("SIGKILL");
    rmSync(this.dir, { recursive: true, force: true });
  }

  async api(method, path, body, token = this.token) {
    const isBytes = body instanceof Uint8Array;
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body === undefined ? {} : { "Content-Type": isBytes ? "application/wasm" : "application/json" }) },
      ...(body === undefined ? {} : { body: isBytes ? body : JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  get = (path) => this.api("GET", path);
  post = (path, body) => this.api("POST", path, body);

  install(name) {
    return this.api("POST", "/plugins", new Uint8Array(readFileSync(guest(name))));
  }

  /** Waits until the plugins that come with the program are there. */
  async plugins(...names) {
    await until(`the plugins ${names} are there`, async () => {
      const { items } = await this.get("/plugins");
      return names.every((name) => items.some((one) => one.name === name && one.active));
    }, 120_000);
  }

  async token_of(role, name = role) {
    return (await this.post("/tokens", { name, role })).token;
  }

  job = (id) => this.get(`/jobs/${id}`);

  waitFor(id, state) {
    return until(`job ${id} is ${state}`, async () => {
      const job = await this.job(id);
      return job.state === state && job;
    });
  }
}

let browser;

export async function openBrowser() {
  const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
  if (!executablePath) throw new Error("Chromium is missing: `apt-get install chromium`, or name one as CHROMIUM");
  browser ??= await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  return browser;
}

export async function closeBrowser() {
  await browser?.close();
  browser = undefined;
}

/** A page that is signed in. It fails the test that looks at `page.problems` if a script broke or the policy was violated. */
export async function signedIn(server, options = {}, token = server.token) {
  const context = await (await openBrowser()).newContext({ viewport: { width: 1360, height: 900 }, ...options });
  // A machine that does much else beside is slow, and not wrong.
  context.setDefaultTimeout(90_000);
  const page = await context.newPage();
  page.problems = [];
  page.on("pageerror", (error) => page.problems.push(String(error)));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !/Failed to load resource|net::ERR_/.test(text)) page.problems.push(text);
  });
  await page.goto(`${server.page ?? server.url}/`);
  await page
    .getByLabel("Token")
    .fill(token)
    .catch(async (error) => {
      throw new Error(`there is no door: ${await page.locator("body").textContent()} ${page.problems.join(" ")}`, { cause: error });
    });
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator("nav#nav").waitFor({ state: "attached" });
  return page;
}

export async function visit(server, page, path) {
  await page.goto(`${server.page ?? server.url}${path}`);
  await page.locator("main h1").first().waitFor();
}

/** Drops files on something of the page, as a hand would: `make` is run in the page and gives them. */
export async function drop(page, selector, make, given) {
  const handle = await page.evaluateHandle(
    async ([source, data]) => {
      const files = await new Function("data", `return (${source})(data)`)(data);
      const transfer = new DataTransfer();
      for (const file of files) transfer.items.add(file);
      return transfer;
    },
    [String(make), given],
  );
  for (const type of ["dragenter", "dragover", "drop"]) await page.dispatchEvent(selector, type, { dataTransfer: handle });
}

/** A server, and what is to be done when the tests of a file are over. */
export async function withServer(setup) {
  const server = await new Server().start();
  const { devPage } = await import("../../tools/devpage.mjs");
  const front = await devPage(server);
  try {
    await setup?.(server);
  } catch (error) {
    await server.end();
    throw error;
  }
  return {
    server,
    end: async () => {
      await closeBrowser();
      front?.end();
      await server.end();
    },
  };
}
