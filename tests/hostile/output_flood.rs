//! Writes to its output for ever, and takes no for an answer.

use std::io::Write;

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};

struct Flood;

impl Processor for Flood {
    type Params = serde_json::Map<String, serde_json::Value>;
    type Output = ();

    fn describe() -> Descriptor {
        runner_test_guests::describe("output-flood").output(Port::optional("flood", "Zeros"))
    }

    fn run(job: &Job, _: Self::Params) -> Result<(), Failure> {
        let mut output = job.output("flood", "application/octet-stream")?;
        while output.write_all(&[0; 1 << 20]).is_ok() {}
        Ok(())
    }
}

runner_plugin::export!(Flood);
