//! A schema that is wrong in words that a terminal would obey.

runner_test_guests::raw_guest!(
    "schema-escapes",
    "{\"properties\": {\"\\u001b[2J\u{9b}31m\\u202e\": {\"type\": \"\\u001b]0;gone\\u0007\u{9b}\"}}}",
    String::from("null")
);
