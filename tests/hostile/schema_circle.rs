//! A schema that leads the validator in a circle.

runner_test_guests::raw_guest!(
    "schema-circle",
    r##"{"$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}]}}, "$ref": "#/$defs/a"}"##,
    String::from("null")
);
