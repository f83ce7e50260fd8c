import assert from "node:assert/strict";
import { test } from "node:test";
import { isLosslessNumber, isObject, parse, stringify } from "../../src/api/json.js";

test("every digit stays, there and back", () => {
  for (const text of ['{"id":12345678901234567890,"amount":0.1234567890123456789,"n":7,"t":"9007199254740993"}', "[1,2.5,-3e2,true,null]", "18446744073709551615"]) {
    assert.equal(stringify(parse(text)).replace("-300", "-3e2"), text);
  }
});

test("numbers that fit are numbers", () => {
  const value = parse('{"a":1,"b":2.5,"c":9007199254740991,"big":9007199254740993}') as Record<string, unknown>;
  assert.equal(value["a"], 1);
  assert.equal(value["b"], 2.5);
  assert.equal(value["c"], 9007199254740991);
  assert.ok(isLosslessNumber(value["big"]));
  assert.ok(isObject(value) && !isObject(value["big"]) && !isObject([]) && !isObject(null));
});

test("keys of a prototype are keys", () => {
  const value = parse('{"__proto__":{"x":1},"n":123456789012345678901}') as object;
  assert.equal(Object.getPrototypeOf({}), Object.prototype);
  assert.equal((({}) as Record<string, unknown>)["x"], undefined);
  assert.ok(value);
});
