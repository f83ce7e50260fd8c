//! Succeeds without the output that it promised.

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};

struct Promises;

impl Processor for Promises {
    type Params = serde_json::Map<String, serde_json::Value>;
    type Output = ();

    fn describe() -> Descriptor {
        runner_test_guests::describe("no-output").output(Port::required("data", "Never made"))
    }

    fn run(_: &Job, _: Self::Params) -> Result<(), Failure> {
        Ok(())
    }
}

runner_plugin::export!(Promises);
