//! The next version of `tells`, which asks for every host.

use runner_plugin::{Descriptor, Failure, Job, Processor};
use runner_test_guests::tells::{Params, Told, describe, run};

struct Tells;

impl Processor for Tells {
    type Params = Params;
    type Output = Told;

    fn describe() -> Descriptor {
        describe("2.0.0").wants_http("*")
    }

    fn run(job: &Job, params: Params) -> Result<Told, Failure> {
        run(job, params)
    }
}

runner_plugin::export!(Tells);
