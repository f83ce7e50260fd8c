//! Uses every function of the contract: copies an input to an output, logs, reports, saves, keeps.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what a guest prints goes into the log"
)]

use std::io::{Read, Write};
use std::time::Duration;

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

struct Echo;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    /// What to say.
    #[serde(default)]
    say: String,
    /// How to fail, if at all.
    #[serde(default)]
    fail: Fail,
}

#[derive(Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Fail {
    #[default]
    No,
    Permanent,
    Transient,
    RetryAfter,
}

#[derive(Serialize, JsonSchema)]
struct Said {
    said: String,
    attempt: u32,
    bytes: u64,
    cached: Option<String>,
}

impl Processor for Echo {
    type Params = Params;
    type Output = Said;

    fn describe() -> Descriptor {
        Descriptor::new("echo", "1.2.3", "Says it again")
            .input(Port::optional("text", "Copied to the output"))
            .output(Port::optional("copy", "The input again"))
            .resumable()
    }

    fn run(job: &Job, params: Params) -> Result<Said, Failure> {
        let failure = |kind: &str| format!("asked to fail: {kind}");
        match params.fail {
            Fail::No => {}
            Fail::Permanent => return Err(Failure::permanent(failure("permanent"))),
            Fail::Transient => return Err(Failure::transient(failure("transient"))),
            Fail::RetryAfter => {
                return Err(Failure::retry_after(
                    Duration::from_secs(2),
                    failure("retry-after"),
                ));
            }
        }
        job.step("copying", 0, 1);
        let mut bytes = 0;
        if let Some(input) = job.inputs().first() {
            let mut text = Vec::new();
            job.input(&input.name)?.read_to_end(&mut text)?;
            bytes = text.len() as u64;
            job.output("copy", &input.media_type)?.write_all(&text)?;
        }
        job.progress(bytes, bytes, 0, Some("copied"));
        log::info!(bytes; "said {:?}", params.say);
        println!("printed");
        eprintln!("complained");
        job.checkpoint(&bytes)?;
        job.cache()
            .put("said", params.say.as_bytes(), Duration::from_secs(60))?;
        let cached = job
            .cache()
            .get("said")
            .and_then(|bytes| String::from_utf8(bytes).ok());
        Ok(Said {
            said: params.say,
            attempt: job.attempt(),
            bytes,
            cached,
        })
    }
}

runner_plugin::export!(Echo);
