//! Says things that a terminal would obey, wherever it can say something.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what a guest prints is its log"
)]

use std::time::Duration;

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

struct Escapes;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    #[serde(default)]
    end: End,
}

/// How it is to end.
#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum End {
    #[default]
    Result,
    Permanent,
    RetryAfter,
    Panic,
}

/// Clears the screen, names the window, writes red, rings, goes back, and turns the direction of text around.
const WORDS: &str = "\u{1b}[2J\u{1b}]0;gone\u{7}\u{9b}31mred\u{8}\u{7f}\r\u{202e}end";

impl Processor for Escapes {
    type Params = Params;
    type Output = Value;

    fn describe() -> Descriptor {
        runner_test_guests::describe("escapes").output(Port::optional("text", "Text"))
    }

    fn run(job: &Job, params: Params) -> Result<Value, Failure> {
        log::info!(word = WORDS; "{WORDS}");
        println!("{WORDS}");
        eprintln!("{WORDS}");
        job.step(WORDS, 0, 1);
        job.progress(1, 2, 0, Some(WORDS));
        job.output("text", WORDS)?;
        match params.end {
            End::Result => Ok(json!({ WORDS: [WORDS] })),
            End::Permanent => Err(Failure::permanent(WORDS)),
            End::RetryAfter => Err(Failure::retry_after(Duration::from_secs(3_600), WORDS)),
            End::Panic => panic!("{WORDS}"),
        }
    }
}

runner_plugin::export!(Escapes);
