import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../../src/api/client.js";
import { troubleOf, wrongAt } from "../../src/ui/trouble.js";

const url = { path: "/url", message: "it is no address" };

test("what is wrong with one field is said once, and the field by its name", () => {
  assert.deepEqual(troubleOf(new Problem(422, { detail: "/url: it is no address", errors: [url] })), { head: "url: it is no address", fields: [] });
  assert.deepEqual(troubleOf(new Problem(422, { detail: "it is no address", errors: [{ ...url, path: "" }] })), { head: "it is no address", fields: [] });
});

test("more than that is a list below what the problem says", () => {
  const errors = [url, { path: "/params/a~1b/0", message: "no number" }];
  assert.deepEqual(troubleOf(new Problem(422, { detail: "the params do not fit", errors })), { head: "the params do not fit", fields: [{ name: "url", message: url.message }, { name: "params/a/b/0", message: "no number" }] });
  assert.equal(troubleOf(new Problem(422, { detail: "the params do not fit: it is no address", errors: [url] })).fields.length, 1);
});

test("what a field says itself is not said again", () => {
  const problem = new Problem(422, { detail: "/url: it is no address", errors: [url] });
  assert.equal(wrongAt(problem, "/url"), url.message);
  assert.equal(wrongAt(problem, "/title"), undefined);
  assert.deepEqual(troubleOf(problem, ["/url"]), { head: "It is not taken: see the field that is marked.", fields: [] });
  assert.deepEqual(troubleOf(new Problem(422, { detail: "no", errors: [url, { path: "/x", message: "y" }] }), ["/url"]).fields, [{ name: "x", message: "y" }]);
});

test("a body that could not be read is explained without the words of the reader", () => {
  const detail = "Failed to deserialize the JSON body into the target type: parallel: invalid value at line 1 column 20";
  assert.equal(troubleOf(new Problem(422, { detail })).head, "parallel: invalid value");
  assert.equal(troubleOf(new Error("it broke at line 1 column 2")).head, "it broke at line 1 column 2");
});
