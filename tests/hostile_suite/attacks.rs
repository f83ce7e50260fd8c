//! The attacks that end at once, and how.

use runner_testkit::Site;
use serde_json::{Value, json};

/// A job that means harm.
pub(crate) struct Attack {
    /// The file of its guest.
    pub(crate) guest: &'static str,
    pub(crate) params: Value,
    /// What it is bound to, so that it ends soon.
    pub(crate) limits: &'static [(&'static str, u64)],
    pub(crate) end: End,
}

/// How an attack is to end.
pub(crate) enum End {
    /// It does no harm, and nobody minds.
    Completes,
    /// The code, and how the message begins.
    Fails(&'static str, &'static str),
}

use End::{Completes, Fails};

/// So much fuel that an endless loop ends within a second.
const LITTLE_FUEL: &[(&str, u64)] = &[("fuel", 1_000_000_000)];

/// So much time that what waits for ever ends within a second.
const LITTLE_TIME: &[(&str, u64)] = &[("timeout_ms", 400)];

const OUT_OF_FUEL: End = Fails(
    "fuel_exhausted",
    "it burnt all its fuel, 1 billion: it loops, or it needs more (limit `fuel`)",
);

const OUT_OF_TIME: End = Fails(
    "timed_out",
    "it took longer than 400ms: it waits for something, or it needs more time (limit `timeout`)",
);

const TOO_MANY_HANDLES: End = Fails(
    "limit_exceeded",
    "it holds too many handles at once (limit `handles`)",
);

/// All of them; a site misbehaves for those that send requests.
pub(crate) fn all(site: &Site) -> Vec<Attack> {
    let nothing = || json!({});
    let attack = |guest, params, limits, end| Attack {
        guest,
        params,
        limits,
        end,
    };
    let fetch = |path: &str| json!({"url": site.url(path)});
    vec![
        // Never ends.
        attack("spin", nothing(), LITTLE_FUEL, OUT_OF_FUEL),
        attack("spin", nothing(), LITTLE_TIME, OUT_OF_TIME),
        attack("sleep", nothing(), LITTLE_TIME, OUT_OF_TIME),
        attack("realloc_spin", nothing(), LITTLE_FUEL, OUT_OF_FUEL),
        attack("large_copy", nothing(), LITTLE_TIME, OUT_OF_TIME),
        attack("large_fill", nothing(), LITTLE_TIME, OUT_OF_TIME),
        // Takes memory.
        attack(
            "recurse",
            nothing(),
            &[],
            Fails("trapped", "it recursed until its stack was full ("),
        ),
        attack(
            "grow",
            nothing(),
            &[("memory_bytes", 32 << 20)],
            Fails("memory_exceeded", "it wanted more memory than its 32.0 MiB"),
        ),
        attack(
            "table_growth",
            nothing(),
            &[],
            Fails(
                "limit_exceeded",
                "it wanted a table of more than 100000 elements (limit `table_elements`)",
            ),
        ),
        attack("handle_leak", nothing(), &[], TOO_MANY_HANDLES),
        // Floods.
        attack(
            "random_flood",
            nothing(),
            &[],
            Fails(
                "limit_exceeded",
                "it asked for 1073741824 random bytes at once",
            ),
        ),
        attack("log_flood", nothing(), &[], Completes),
        attack("print_flood", nothing(), &[], Completes),
        attack("progress_flood", nothing(), &[], Completes),
        attack("cache_flood", nothing(), &[], Completes),
        attack("checkpoint_flood", nothing(), LITTLE_TIME, OUT_OF_TIME),
        attack(
            "open_flood",
            nothing(),
            &[],
            Fails("transient", "output o0 was begun again since"),
        ),
        attack(
            "output_flood",
            nothing(),
            &[("output_bytes", 8 << 20)],
            Fails(
                "output_too_large",
                "its output has more than 8.0 MiB (limit `output_bytes`)",
            ),
        ),
        // Gives what is none, or too much.
        attack(
            "huge_result",
            nothing(),
            &[],
            Fails(
                "output_too_large",
                "its result has more than 1.0 MiB (limit `result_bytes`)",
            ),
        ),
        attack(
            "no_json",
            nothing(),
            &[],
            Fails("trapped", "it broke its promise: the result is no JSON: "),
        ),
        attack(
            "no_output",
            nothing(),
            &[],
            Fails(
                "trapped",
                "it broke its promise: it succeeded without its required output `data`",
            ),
        ),
        attack(
            "odd_result",
            json!({"deep": 100_000}),
            &[],
            Fails("trapped", "it broke its promise: the result "),
        ),
        attack(
            "odd_result",
            json!({"deep": 120}),
            &[],
            Fails("trapped", "it broke its promise: the result "),
        ),
        attack(
            "odd_result",
            json!({"text": "1e999"}),
            &[],
            Fails("trapped", "it broke its promise: the result "),
        ),
        attack(
            "odd_result",
            json!({"text": "\"\\ud800\""}),
            &[],
            Fails("trapped", "it broke its promise: the result "),
        ),
        attack(
            "result_beyond",
            nothing(),
            &[],
            Fails("trapped", "string pointer/length out of bounds of memory"),
        ),
        attack(
            "result_no_text",
            nothing(),
            &[],
            Fails("trapped", "invalid utf-8 sequence of 1 bytes from index 1"),
        ),
        // Breaks down.
        attack(
            "panic",
            nothing(),
            &[],
            Fails(
                "trapped",
                "it panicked at tests/guests/../hostile/panic.rs:15:5: the depth is 3",
            ),
        ),
        attack(
            "exit",
            nothing(),
            &[],
            Fails("trapped", "it called exit(0) instead of returning"),
        ),
        attack(
            "trap_in_realloc",
            nothing(),
            &[],
            Fails("trapped", "it aborted"),
        ),
        attack(
            "realloc_beyond",
            nothing(),
            &[],
            Fails("trapped", "realloc return: beyond end of memory"),
        ),
        attack("names", nothing(), &[], Fails("trapped", "it aborted")),
        // Lies, and says what a terminal would obey.
        attack("escapes", json!({"end": "result"}), &[], Completes),
        attack(
            "escapes",
            json!({"end": "permanent"}),
            &[],
            Fails("permanent", "[2J]0;gone31mredend"),
        ),
        attack(
            "escapes",
            json!({"end": "panic"}),
            &[],
            Fails(
                "trapped",
                "it panicked at tests/guests/../hostile/escapes.rs:",
            ),
        ),
        attack(
            "lies",
            json!("input"),
            &[],
            Fails("permanent", "the job has no input \"data\""),
        ),
        attack(
            "lies",
            json!("output"),
            &[],
            Fails(
                "permanent",
                "the descriptor names no output \"../../token\"",
            ),
        ),
        attack(
            "lies",
            json!("resume"),
            &[],
            Fails("permanent", "no checkpoint covers an output \"data\""),
        ),
        attack(
            "lies",
            json!({"a": 1}),
            &[],
            Fails("permanent", "{\"a\":1} are not the params that it needs"),
        ),
        attack("changing", nothing(), &[], Completes),
        // Reaches out.
        attack("reach", nothing(), &[], Completes),
        attack(
            "http",
            nothing(),
            &[],
            Fails(
                "denied",
                "GET https://api.example.com is not among what http asks for",
            ),
        ),
        attack("fetch", fetch("/silent"), LITTLE_TIME, OUT_OF_TIME),
        attack("fetch", fetch("/drip-body"), LITTLE_TIME, OUT_OF_TIME),
        attack(
            "fetch",
            fetch("/body-flood"),
            &[("http_bytes", 4 << 20)],
            Fails(
                "limit_exceeded",
                "its HTTP requests and their answers had more than 4.0 MiB (limit `http_bytes`)",
            ),
        ),
        attack(
            "fetch",
            fetch("/header-flood"),
            &[],
            Fails("permanent", "http://127.0.0.1:"),
        ),
        attack(
            "fetch",
            fetch("/redirect?http://127.0.0.1:1/"),
            &[],
            Completes,
        ),
    ]
}

/// Files that do not become plugins: the code, and what the reason contains.
pub(crate) const REFUSED: &[(&str, &str, &str)] = &[
    (
        "describe_aliases",
        "bad_descriptor",
        "it handed too much to the host in one call",
    ),
    (
        "describe_deep",
        "bad_descriptor",
        "its params-schema is no JSON: recursion limit exceeded",
    ),
    (
        "describe_escapes",
        "bad_descriptor",
        "the descriptor's summary is longer than 500 characters, or holds control characters",
    ),
    (
        "describe_large",
        "bad_descriptor",
        "its params-schema has 1.0 MiB; at most 256.0 KiB are taken",
    ),
    (
        "describe_memories",
        "compile_refused",
        "exceeds the per-instance limit of 1",
    ),
    (
        "describe_memory",
        "bad_descriptor",
        "it wanted more memory than its 128.0 MiB",
    ),
    (
        "describe_name",
        "bad_descriptor",
        "`../../etc/passwd` is no processor name",
    ),
    (
        "describe_spin",
        "bad_descriptor",
        "its `describe` failed: it ",
    ),
    (
        "describe_start",
        "bad_descriptor",
        "its `describe` failed: it ",
    ),
    ("describe_table", "compile_refused", "table"),
    ("schema_circle", "bad_schema", "refers back to itself"),
    ("schema_escapes", "bad_schema", "[2J"),
    (
        "schema_pattern",
        "bad_schema",
        "its params-schema is refused: ",
    ),
    ("schema_ref", "bad_schema", "nothing was fetched"),
    ("schema_type", "bad_schema", "intger"),
];
