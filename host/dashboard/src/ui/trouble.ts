// What a problem says, each thing once: where its fields are drawn it stands at them, and otherwise they are named. Pure.
import { Problem, said } from "../api/client.js";

/** How the server begins and ends its words on a body that it cannot read at all: of no use to whoever filled in a form. */
const UNREAD = /^Failed to deserialize the JSON body into the target type: (.*?)(?: at line \d+ column \d+)?$/s;

/** A field by its name, of a JSON pointer: `url`, `target/job/params`. */
export const nameOf = (path: string): string => path.replace(/^\//, "").replace(/~1/g, "/").replace(/~0/g, "~");

export interface TroubleSaid {
  head: string;
  fields: { name: string; message: string }[];
}

/** `shown` are the paths of fields that say it themselves. */
export function troubleOf(error: unknown, shown: string[] = []): TroubleSaid {
  const text = said(error).replace(UNREAD, "$1");
  const errors = error instanceof Problem ? error.errors : [];
  const [only] = errors;
  const rest = errors.filter((one) => !shown.includes(one.path));
  if (only && rest.length === 0) return { head: errors.length === 1 ? "It is not taken: see the field that is marked." : "It is not taken: see the fields that are marked.", fields: [] };
  // One field alone is what the problem is about, and its words are the problem's.
  if (only && errors.length === 1 && (text === only.message || text === `${only.path}: ${only.message}`)) return { head: only.path ? `${nameOf(only.path)}: ${only.message}` : only.message, fields: [] };
  return { head: text, fields: rest.map(({ path, message }) => ({ name: nameOf(path), message })) };
}

/** What is wrong with the field at a path, for it to say so. */
export function wrongAt(error: unknown, path: string): string | undefined {
  return error instanceof Problem ? error.errors.find((one) => one.path === path)?.message : undefined;
}
