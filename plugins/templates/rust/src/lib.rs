//! my-processor: copies the lines of a text that contain a word.
//!
//! `describe` says what a job takes and makes, `run` runs one. `cargo doc -p runner-plugin --open` shows the SDK.

mod search;

use std::io::{BufRead, Seek, SeekFrom, Write};
use std::time::Duration;

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::search::Found;

const EVERY: u64 = 10_000;
const HOUR: Duration = Duration::from_secs(60 * 60);

struct MyProcessor;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    /// The word to look for.
    #[schemars(length(min = 1))]
    word: String,
}

#[derive(Serialize, JsonSchema)]
struct Answer {
    lines: u64,
    matches: u64,
    /// The matches that the last job for this word found.
    before: Option<u64>,
}

impl Processor for MyProcessor {
    type Params = Params;
    type Output = Answer;

    fn describe() -> Descriptor {
        let summary = "Copies the lines of a text that contain a word";
        Descriptor::new("my-processor", env!("CARGO_PKG_VERSION"), summary)
            .input(Port::required("text", "The text to search").media_type("text/plain"))
            .output(Port::required("matches", "The lines found").media_type("text/plain"))
            .wants_cache(65_536)
            .resumable()
    }

    fn run(job: &Job, Params { word }: Params) -> Result<Answer, Failure> {
        let mut found: Found = job.restore().unwrap_or_default();
        let mut text = job.input("text")?;
        let size = text.size();
        let mut matches = if found.offset > 0 {
            log::info!(attempt = job.attempt(); "going on after line {}", found.lines);
            text.seek(SeekFrom::Start(found.offset))?;
            job.resume_output("matches")?
        } else {
            job.output("matches", "text/plain")?
        };

        let mut line = Vec::new();
        while text.read_until(b'\n', &mut line)? > 0 {
            if found.take(&line, &word) {
                matches.write_all(&line)?;
            }
            line.clear();
            if found.lines % EVERY == 0 {
                job.progress(found.offset, size, 0, None);
                job.checkpoint(&found)?;
            }
        }
        job.progress(found.offset, size, 0, None);

        let key = format!("matches of {word}");
        let before = job.cache().get(&key);
        let before = before.and_then(|value| String::from_utf8(value).ok()?.parse().ok());
        job.cache()
            .put(&key, found.matches.to_string().as_bytes(), HOUR)?;
        log::info!("{} of {} lines match", found.matches, found.lines);
        Ok(Answer {
            lines: found.lines,
            matches: found.matches,
            before,
        })
    }
}

runner_plugin::export!(MyProcessor);
