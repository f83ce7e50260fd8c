//! Opens its input and begins its outputs again and again, keeps all of it open, and says what it was told.

use std::collections::BTreeMap;

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};

struct Opens;

/// How often each is opened.
const TIMES: usize = 100;

/// How many outputs there are: as many as a plugin may name.
const OUTPUTS: usize = 32;

impl Processor for Opens {
    type Params = serde_json::Map<String, serde_json::Value>;
    /// How often the host said what.
    type Output = BTreeMap<String, usize>;

    fn describe() -> Descriptor {
        let described = runner_test_guests::describe("open-flood")
            .input(Port::required("data", "Opened, and not read"));
        (0..OUTPUTS).fold(described, |described, number| {
            described.output(Port::optional(&format!("o{number}"), "Begun"))
        })
    }

    fn run(job: &Job, _: Self::Params) -> Result<Self::Output, Failure> {
        let mut said = BTreeMap::new();
        let mut note = |what: &str, failure: Option<Failure>| {
            let words = failure.map_or("open".to_owned(), |failure| format!("{failure:?}"));
            *said.entry(format!("{what}: {words}")).or_default() += 1;
        };
        let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
        for _ in 0..TIMES {
            let input = job.input("data");
            note("input", input.as_ref().err().cloned());
            inputs.push(input);
        }
        for number in (0..OUTPUTS).chain([0; TIMES]) {
            let output = job.output(&format!("o{number}"), "\u{1b}[2Jtext/plain");
            note("output", output.as_ref().err().cloned());
            outputs.push(output);
        }
        Ok(said)
    }
}

runner_plugin::export!(Opens);
