//! Counts in its memory: what it gives shows whether it went on where it stood or began anew.

use runner_plugin::{Descriptor, Failure, Job, Processor};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

struct Count;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    /// How far to count.
    to: u64,
}

#[derive(Serialize, JsonSchema)]
struct Counted {
    count: u64,
    attempt: u32,
}

impl Processor for Count {
    type Params = Params;
    type Output = Counted;

    fn describe() -> Descriptor {
        runner_test_guests::describe("count")
    }

    fn run(job: &Job, params: Params) -> Result<Counted, Failure> {
        let mut count = 0_u64;
        while count < params.to {
            if count.is_multiple_of(10_000_000) {
                job.progress(count, params.to, 0, None);
            }
            count = std::hint::black_box(count) + 1;
        }
        Ok(Counted {
            count,
            attempt: job.attempt(),
        })
    }
}

runner_plugin::export!(Count);
