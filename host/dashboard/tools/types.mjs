// Makes `src/api/schema.d.ts` of the server's OpenAPI document (--write), or says whether it is still what comes of it
// (--check). RUNNER_OPENAPI names another document than the one that is committed.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL(process.env.RUNNER_OPENAPI ?? "../../server/openapi.json", import.meta.url);
const place = new URL("../src/api/schema.d.ts", import.meta.url);
const head = "// Made by `npm run types` of host/server/openapi.json. Not changed by hand.\n\n";

const made = head + astToString(await openapiTS(document, { alphabetize: true, defaultNonNullable: false }));

if (process.argv.includes("--write")) {
  await writeFile(place, made);
} else if ((await readFile(place, "utf8").catch(() => "")) !== made) {
  console.error("src/api/schema.d.ts is not what host/server/openapi.json says: run `npm run types`, and look at what changed");
  process.exit(1);
}
