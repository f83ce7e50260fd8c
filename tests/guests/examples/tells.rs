//! Tells everything, and asks for one host.

use runner_plugin::{Descriptor, Failure, Job, Processor};
use runner_test_guests::tells::{Params, Told, describe, run};

struct Tells;

impl Processor for Tells {
    type Params = Params;
    type Output = Told;

    fn describe() -> Descriptor {
        describe("1.0.0").wants_http("https://api.example.com")
    }

    fn run(job: &Job, params: Params) -> Result<Told, Failure> {
        run(job, params)
    }
}

runner_plugin::export!(Tells);
