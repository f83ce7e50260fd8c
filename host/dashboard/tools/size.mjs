// Says how large the first load is, gzipped: the page, the stylesheet, and all scripts that are loaded before a page is
// chosen, with the largest page beside them. It fails over 100 KB.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const dist = new URL("../dist/", import.meta.url).pathname;
const outputs = JSON.parse(readFileSync(new URL("../.cache/meta.json", import.meta.url), "utf8"));
const size = (path) => gzipSync(readFileSync(path.startsWith("/") ? path : new URL(`../${path}`, import.meta.url).pathname)).length;

function reached(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const one of outputs[path]?.imports ?? []) if (one.kind === "import-statement") reached(one.path, seen);
  return seen;
}

const main = Object.keys(outputs).find((path) => outputs[path].entryPoint?.endsWith("main.tsx"));
const style = Object.keys(outputs).find((path) => outputs[path].entryPoint?.endsWith("index.css"));
const shared = reached(main);
const sum = (paths) => [...paths].reduce((all, path) => all + size(path), 0);
const base = sum(shared) + size(style) + size(`${dist}index.html`);
const pages = Object.entries(outputs)
  .filter(([path, output]) => output.entryPoint && path !== main && path.endsWith(".js"))
  .map(([path, output]) => [output.entryPoint, base + sum([...reached(path)].filter((one) => !shared.has(one)))])
  .sort((a, b) => b[1] - a[1]);

console.log(`shared: ${(base / 1024).toFixed(1)} KiB gzipped`);
for (const [page, bytes] of pages) console.log(`${(bytes / 1024).toFixed(1).padStart(7)} KiB  ${page}`);
const worst = pages[0]?.[1] ?? base;
if (worst > 100_000) {
  console.error(`the first load of ${pages[0][0]} is ${worst} bytes gzipped, which is over 100 KB`);
  process.exit(1);
}
