// Bundles each of tests/unit/*.test.ts and has node's own runner run them.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";

const root = new URL("../", import.meta.url).pathname;
const out = `${root}.cache/unit`;
rmSync(out, { recursive: true, force: true });
const tests = readdirSync(`${root}tests/unit`).filter((name) => name.endsWith(".test.ts"));
await build({
  entryPoints: tests.map((name) => `${root}tests/unit/${name}`),
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  sourcemap: "inline",
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "warning",
});
const files = tests.map((name) => `${out}/${name.replace(/\.ts$/, ".mjs")}`);
const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...process.argv.slice(2), ...files], { stdio: "inherit" });
process.exit(run.status ?? 1);
