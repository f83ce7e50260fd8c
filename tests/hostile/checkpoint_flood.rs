//! Saves a mebibyte as its checkpoint again and again, for ever.

use runner_plugin::{Descriptor, Failure, Job, Processor};

struct Saves;

impl Processor for Saves {
    type Params = serde_json::Map<String, serde_json::Value>;
    type Output = ();

    fn describe() -> Descriptor {
        runner_test_guests::describe("checkpoint-flood").resumable()
    }

    fn run(job: &Job, _: Self::Params) -> Result<(), Failure> {
        let state = "x".repeat(1 << 20);
        loop {
            // What is refused is tried again all the same.
            let _ = job.checkpoint(&state);
        }
    }
}

runner_plugin::export!(Saves);
