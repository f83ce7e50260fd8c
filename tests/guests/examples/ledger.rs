//! Writes numbered lines and saves a checkpoint every so many: a later attempt goes on where the last one saved.

use std::io::Write;

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

struct Ledger;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    /// How many lines.
    lines: u64,
    /// After how many a checkpoint is saved.
    every: u64,
    /// How much work each line is, in rounds of a loop.
    #[serde(default)]
    rounds: u64,
    /// The attempts up to this one fail halfway: for a while, or for good.
    #[serde(default)]
    failing: u32,
    /// Whether a failure is for good.
    #[serde(default)]
    permanent: bool,
    /// Whether what was saved is left alone and all begun anew.
    #[serde(default)]
    anew: bool,
}

#[derive(Serialize, JsonSchema)]
struct Kept {
    attempt: u32,
    /// The line that this attempt began with.
    from: u64,
}

#[derive(Serialize, Deserialize)]
struct State {
    next: u64,
}

impl Processor for Ledger {
    type Params = Params;
    type Output = Kept;

    fn describe() -> Descriptor {
        runner_test_guests::describe("ledger")
            .output(Port::required("lines", "The lines"))
            .resumable()
    }

    fn run(job: &Job, params: Params) -> Result<Kept, Failure> {
        let saved = job.restore::<State>().filter(|_| !params.anew);
        let from = saved.as_ref().map_or(0, |state| state.next);
        let mut lines = if params.anew {
            job.output("lines", "text/plain")?
        } else {
            job.open_output("lines", "text/plain")?
        };
        for line in from..params.lines {
            if line > from && line.is_multiple_of(params.every) {
                job.checkpoint(&State { next: line })?;
                job.progress(line, params.lines, 0, None);
            }
            if job.attempt() <= params.failing && line == params.lines / 2 {
                let why = "asked to fail halfway";
                return Err(if params.permanent {
                    Failure::permanent(why)
                } else {
                    Failure::transient(why)
                });
            }
            for round in 0..params.rounds {
                std::hint::black_box(round);
            }
            writeln!(lines, "line {line} of {}", params.lines)?;
        }
        Ok(Kept {
            attempt: job.attempt(),
            from,
        })
    }
}

runner_plugin::export!(Ledger);
