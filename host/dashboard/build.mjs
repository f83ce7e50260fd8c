// Bundles the page into dist/: one stylesheet, and a script for each page beside what all share. Names carry hashes of
// what is in them, so that browsers keep them for ever; index.html names the first ones, and frame.html is the frame in
// which strangers' HTML is shown.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";

const dist = new URL("./dist/", import.meta.url).pathname;
const here = (path) => new URL(path, import.meta.url).pathname;

await rm(dist, { recursive: true, force: true });
await mkdir(`${dist}assets`, { recursive: true });

const made = await build({
  entryPoints: { main: here("src/main.tsx"), style: here("src/styles/index.css") },
  outdir: `${dist}assets`,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: !process.argv.includes("--readable"),
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
});

const outputs = Object.entries(made.metafile.outputs);
const named = (start, end) => {
  const found = outputs.find(([path, output]) => output.entryPoint && path.includes(`assets/${start}-`) && path.endsWith(end));
  if (!found) throw new Error(`esbuild made no ${start}${end}`);
  return found[0].slice(found[0].indexOf("assets/"));
};
const main = outputs.find(([, output]) => output.entryPoint?.endsWith("main.tsx"));
const preloads = (main?.[1].imports ?? [])
  .filter((one) => one.kind === "import-statement")
  .map((one) => `<link rel="modulepreload" href="/${one.path.slice(one.path.indexOf("assets/"))}">`);

const page = (await readFile(here("src/index.html"), "utf8"))
  .replace("%STYLE%", named("style", ".css"))
  .replace("%MAIN%", named("main", ".js"))
  .replace("%PRELOAD%", preloads.join("\n    "));
await writeFile(`${dist}index.html`, page);
await copyFile(here("src/frame.html"), `${dist}frame.html`);
await copyFile(here("src/icon.svg"), `${dist}icon.svg`);
await mkdir(here(".cache"), { recursive: true });
await writeFile(here(".cache/meta.json"), JSON.stringify(made.metafile.outputs));
