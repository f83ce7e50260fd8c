// Serves dist/ for people who work on the page, and hands /api on to a server: RUNNER=http://127.0.0.1:7070 node dev.mjs
// It answers with the headers that the server would, so that what the policy forbids is seen at once.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer, request } from "node:http";
import { extname, join, normalize } from "node:path";

const dist = new URL("./dist/", import.meta.url).pathname;
const target = new URL(process.env.RUNNER ?? "http://127.0.0.1:7070");
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" };
const page = "default-src 'self'; img-src 'self' data: blob:; frame-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'";
const frame = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

const server = createServer((incoming, answer) => {
  const path = new URL(incoming.url, "http://page").pathname;
  if (/^\/(api|metrics|client|healthz|readyz)/.test(path)) return forward(incoming, answer);
  let file = join(dist, normalize(path));
  if (!file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) file = join(dist, "index.html");
  answer.setHeader("Content-Type", types[extname(file)] ?? "application/octet-stream");
  answer.setHeader("Cache-Control", "no-cache");
  answer.setHeader("Content-Security-Policy", file.endsWith("frame.html") ? frame : page);
  answer.setHeader("X-Content-Type-Options", "nosniff");
  createReadStream(file).pipe(answer);
});

// The server lets cookies change something only from its own page: `Sec-Fetch-Site` says so as the browser sent it.
function forward(incoming, answer) {
  const headers = { ...incoming.headers, host: target.host };
  if (headers.origin) headers.origin = target.origin;
  const sent = request({ host: target.hostname, port: target.port, method: incoming.method, path: incoming.url, headers }, (got) => {
    answer.writeHead(got.statusCode, got.headers);
    got.pipe(answer);
    got.on("aborted", () => answer.destroy());
    got.on("error", () => answer.destroy());
    answer.on("close", () => got.destroy());
  });
  sent.on("error", () => (answer.headersSent ? answer.destroy() : answer.writeHead(502).end()));
  incoming.pipe(sent);
}

server.listen(Number(process.env.PORT ?? 0), "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}/`));
