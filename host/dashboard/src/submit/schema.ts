// A plugin's JSON Schema (2020-12) as fields of a form. What cannot be drawn becomes a field of JSON, so that nothing that
// the schema allows is out of reach. Pure; the server checks whatever comes of it.
import { isObject } from "../api/json.js";
import type { Json } from "../api/json.js";
import { stringify } from "../api/json.js";

interface Common {
  title: string | undefined;
  description: string | undefined;
  default: Json | undefined;
  /** Whether null may stand for it. */
  nullable: boolean;
}

export interface ObjectShape extends Common {
  kind: "object";
  fields: { name: string; shape: Shape; required: boolean }[];
  /** Whether other keys may be there, which are then written as JSON. */
  open: boolean;
}

export type Shape =
  | (Common & { kind: "string"; long: boolean; format: string | undefined; pattern: string | undefined; least: number | undefined; most: number | undefined })
  | (Common & { kind: "number" | "integer"; least: number | undefined; most: number | undefined })
  | (Common & { kind: "boolean" })
  | (Common & { kind: "enum"; options: { value: Json; label: string; help: string | undefined }[] })
  | (Common & { kind: "array"; item: Shape; least: number; most: number | undefined })
  | ObjectShape
  | (Common & { kind: "json" });

type Schema = { [key: string]: Json };

/** A schema may name itself: so deep, and no deeper, it is drawn. */
const DEEPEST = 8;

export function shapeOf(root: unknown): Shape {
  return shape(root as Json, root as Json, 0);
}

function shape(schema: Json | undefined, root: Json, depth: number): Shape {
  const [resolved, nullable] = simplified(schema, root);
  const common: Common = {
    title: text(resolved["title"]),
    description: text(resolved["description"]),
    default: resolved["default"],
    nullable,
  };
  const json: Shape = { ...common, kind: "json" };
  if (depth > DEEPEST) return json;
  const options = optionsOf(resolved, root);
  if (options) return { ...common, kind: "enum", options };
  if (["oneOf", "anyOf", "allOf", "not", "if", "$dynamicRef"].some((key) => key in resolved)) return json;
  const type = resolved["type"];
  switch (type) {
    case "string":
      return {
        ...common,
        kind: "string",
        long: (number(resolved["maxLength"]) ?? 0) > 500 || resolved["contentMediaType"] !== undefined,
        format: text(resolved["format"]),
        pattern: text(resolved["pattern"]),
        least: number(resolved["minLength"]),
        most: number(resolved["maxLength"]),
      };
    case "integer":
    case "number":
      return { ...common, kind: type, least: number(resolved["minimum"]) ?? number(resolved["exclusiveMinimum"]), most: number(resolved["maximum"]) ?? number(resolved["exclusiveMaximum"]) };
    case "boolean":
      return { ...common, kind: "boolean" };
    case "array": {
      if (resolved["prefixItems"] !== undefined || resolved["items"] === undefined || typeof resolved["items"] === "boolean") return json;
      const item = shape(resolved["items"], root, depth + 1);
      return { ...common, kind: "array", item, least: number(resolved["minItems"]) ?? 0, most: number(resolved["maxItems"]) };
    }
    case "object": {
      const properties = isObject(resolved["properties"] ?? null) ? (resolved["properties"] as Schema) : undefined;
      if (!properties || resolved["patternProperties"] !== undefined) return json;
      const required = new Set(Array.isArray(resolved["required"]) ? resolved["required"] : []);
      const fields = Object.entries(properties).map(([name, of]) => ({ name, shape: shape(of, root, depth + 1), required: required.has(name) }));
      // What must be said comes first, in the order of the schema.
      fields.sort((a, b) => Number(b.required) - Number(a.required));
      return { ...common, kind: "object", fields, open: resolved["additionalProperties"] !== false };
    }
    default:
      return json;
  }
}

/** Follows references, and takes `null` out of what may be null. What is said beside a reference goes before it. */
function simplified(schema: Json | undefined, root: Json): [Schema, boolean] {
  let now: Schema = isObject(schema ?? null) ? (schema as Schema) : {};
  let nullable = false;
  for (let step = 0; step < 16; step += 1) {
    const { $ref: reference, ...beside } = now;
    if (typeof reference === "string") {
      const target = pointed(root, reference);
      if (!target) return [beside, nullable];
      now = { ...target, ...beside };
      continue;
    }
    const of = alternatives(now);
    if (of) {
      const [key, all] = of;
      const others = all.filter((one) => !(isObject(one) && one["type"] === "null"));
      if (others.length < all.length) nullable = true;
      if (others.length === 1 && (others.length < all.length || all.length === 1)) {
        const { [key]: _, ...rest } = now;
        now = { ...(isObject(others[0] ?? null) ? (others[0] as Schema) : {}), ...rest };
        continue;
      }
      if (others.length < all.length) {
        now = { ...now, [key]: others };
        continue;
      }
    }
    if (Array.isArray(now["type"])) {
      const types = now["type"].filter((one) => one !== "null");
      if (types.length < now["type"].length) nullable = true;
      const { type: _, ...rest } = now;
      now = types.length === 1 ? { ...rest, type: types[0] as Json } : rest;
    }
    return [now, nullable];
  }
  return [{}, nullable];
}

function alternatives(schema: Schema): [string, Json[]] | undefined {
  for (const key of ["oneOf", "anyOf", "allOf"]) {
    const all = schema[key];
    if (Array.isArray(all) && all.length > 0) return [key, all];
  }
  return undefined;
}

/** The values that may be chosen of, if it is one of some. */
function optionsOf(schema: Schema, root: Json): { value: Json; label: string; help: string | undefined }[] | undefined {
  const option = (value: Json, from?: Schema): { value: Json; label: string; help: string | undefined } => ({
    value,
    label: text(from?.["title"]) ?? (typeof value === "string" ? value : stringify(value)),
    help: text(from?.["description"]),
  });
  if (Array.isArray(schema["enum"])) return schema["enum"].filter((one) => one !== null).map((one) => option(one));
  if (schema["const"] !== undefined) return [option(schema["const"])];
  const of = alternatives(schema);
  if (!of || of[0] === "allOf") return undefined;
  const found = [];
  for (const one of of[1]) {
    const [resolved] = simplified(one, root);
    if (resolved["const"] !== undefined) found.push(option(resolved["const"], resolved));
    else if (Array.isArray(resolved["enum"])) found.push(...resolved["enum"].map((value) => option(value)));
    else return undefined;
  }
  return found;
}

function pointed(root: Json, reference: string): Schema | undefined {
  if (!reference.startsWith("#")) return undefined;
  let now: Json | undefined = root;
  for (const part of reference.slice(1).split("/").filter(Boolean)) {
    const key = decodeURIComponent(part).replace(/~1/g, "/").replace(/~0/g, "~");
    now = isObject(now ?? null) && Object.hasOwn(now as Schema, key) ? (now as Schema)[key] : undefined;
  }
  return isObject(now ?? null) ? (now as Schema) : undefined;
}

const text = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);
const number = (value: Json | undefined): number | undefined => (typeof value === "number" ? value : undefined);

/** What a form begins with: nothing that is not needed, and defaults where something is. */
export function initial(of: Shape, required: boolean): Json | undefined {
  if (!required) return undefined;
  if (of.default !== undefined) return of.default;
  switch (of.kind) {
    case "object": {
      const pairs = of.fields.map((field) => [field.name, initial(field.shape, field.required)] as const);
      return Object.fromEntries(pairs.filter((pair): pair is readonly [string, Json] => pair[1] !== undefined));
    }
    case "array":
      return Array.from({ length: of.least }, () => initial(of.item, true) ?? "");
    case "enum":
      return of.options.length === 1 ? of.options[0]?.value : undefined;
    case "boolean":
      return false;
    default:
      return undefined;
  }
}
