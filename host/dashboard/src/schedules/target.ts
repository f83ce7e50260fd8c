// What a schedule starts, as its JSON; and the job in it, of which a form can change a part. Pure.
import { isObject, parse, stringify } from "../api/json.js";
import type { Json } from "../api/json.js";

export interface JobInTarget {
  processor: string;
  params: Json;
}

/** What a new schedule begins with. */
export const NEW_TARGET = stringify({ job: { processor: "", params: {} } }, 2);

/** The job that a target is; undefined of a batch, of a template, and of what is no JSON yet. */
export function jobOf(target: string): JobInTarget | undefined {
  const job = read(target);
  const processor = job?.["processor"] ?? "";
  return job && typeof processor === "string" ? { processor, params: job["params"] ?? {} } : undefined;
}

/** The same with other params. */
export const withParams = (target: string, params: Json): string => stringify({ job: { ...read(target), params } }, 2);

/** The same for another processor, which takes other params and inputs. What else it says stays. */
export function withProcessor(target: string, processor: string): string {
  const { processor: _, params: __, inputs: ___, ...rest } = read(target) ?? {};
  return stringify({ job: { processor, params: {}, ...rest } }, 2);
}

/** What a form of params does not show, by its names. */
export const besideOf = (target: string): string[] => Object.keys(read(target) ?? {}).filter((key) => key !== "processor" && key !== "params");

function read(target: string): { [key: string]: Json } | undefined {
  try {
    const value = parse(target) as Json;
    if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
    const job = value["job"] ?? null;
    return isObject(job) ? job : undefined;
  } catch {
    return undefined;
  }
}
