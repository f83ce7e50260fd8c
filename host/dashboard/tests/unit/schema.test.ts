import assert from "node:assert/strict";
import { test } from "node:test";
import { initial, shapeOf } from "../../src/submit/schema.js";
import type { ObjectShape, Shape } from "../../src/submit/schema.js";

const fields = (schema: unknown): Record<string, Shape> => Object.fromEntries((shapeOf(schema) as ObjectShape).fields.map((one) => [one.name, one.shape]));

test("types become fields", () => {
  const shapes = fields({
    type: "object",
    required: ["to"],
    properties: {
      to: { $ref: "#/$defs/Format", description: "The format to write." },
      rows: { type: ["integer", "null"], minimum: 1 },
      pretty: { type: "boolean", default: false },
      names: { type: "array", items: { type: "string" }, maxItems: 3 },
      deep: { type: "object", properties: { x: { type: "number" } } },
      any: { anyOf: [{ type: "string" }, { type: "object" }] },
      kind: { oneOf: [{ const: "a", description: "first" }, { const: "b" }] },
      maybe: { anyOf: [{ $ref: "#/$defs/Format" }, { type: "null" }] },
    },
    $defs: { Format: { type: "string", enum: ["csv", "jsonl"] } },
  });
  assert.equal(shapes["to"]?.kind, "enum");
  assert.equal(shapes["to"]?.description, "The format to write.");
  assert.equal(shapes["rows"]?.kind, "integer");
  assert.equal(shapes["rows"]?.nullable, true);
  assert.equal(shapes["names"]?.kind, "array");
  assert.equal(shapes["deep"]?.kind, "object");
  assert.equal(shapes["any"]?.kind, "json");
  assert.equal(shapes["kind"]?.kind === "enum" && shapes["kind"].options[0]?.help, "first");
  assert.equal(shapes["maybe"]?.kind === "enum" && shapes["maybe"].nullable, true);
});

test("what must be said comes first", () => {
  const shape = shapeOf({ type: "object", required: ["b"], properties: { a: { type: "string" }, b: { type: "string" } } }) as ObjectShape;
  assert.deepEqual(shape.fields.map((one) => one.name), ["b", "a"]);
});

test("a schema that names itself, or nothing, is drawn as far as it goes", () => {
  const circle = shapeOf({ $ref: "#/$defs/Node", $defs: { Node: { type: "object", properties: { next: { $ref: "#/$defs/Node" } } } } });
  assert.equal(circle.kind, "object");
  assert.equal(shapeOf({ $ref: "#/$defs/A", $defs: { A: { $ref: "#/$defs/A" } } }).kind, "json");
  assert.equal(shapeOf({ $ref: "https://example.com/schema" }).kind, "json");
  for (const odd of [true, false, null, 7, "x", [], {}]) assert.equal(shapeOf(odd).kind, "json");
});

test("a form begins with what is needed and no more", () => {
  const shape = shapeOf({ type: "object", required: ["one", "many", "on"], properties: { one: { const: "only" }, many: { type: "array", minItems: 1, items: { type: "string" } }, on: { type: "boolean" }, later: { type: "string", default: "x" } } });
  assert.deepEqual(initial(shape, true), { one: "only", many: [""], on: false });
  assert.equal(initial(shape, false), undefined);
});
