//! Says one thing of itself and does another: takes params that it cannot use, and ports that it has not.

use runner_plugin::__private::runner::job::blobs;
use runner_plugin::__private::{self as contract, Guest};

struct Lies;

impl Guest for Lies {
    fn describe() -> contract::Descriptor {
        contract::Descriptor {
            name: "lies".to_owned(),
            version: "1.0.0".to_owned(),
            summary: "A guest of the tests".to_owned(),
            params_schema: "true".to_owned(),
            result_schema: Some(r#"{"type": "integer"}"#.to_owned()),
            inputs: Vec::new(),
            outputs: Vec::new(),
            wants: Vec::new(),
            resumable: false,
        }
    }

    fn run(job: contract::Job) -> Result<String, contract::Failure> {
        let permanent = |error: String| contract::Failure::Permanent(error);
        match job.params.trim_matches('"') {
            "input" => drop(blobs::open("data").map_err(permanent)?),
            "output" => drop(blobs::create("../../token", "text/plain").map_err(permanent)?),
            "resume" => drop(blobs::resume("data").map_err(permanent)?),
            other => {
                return Err(permanent(format!(
                    "{other} are not the params that it needs"
                )));
            }
        }
        Ok("\"no integer\"".to_owned())
    }
}

#[allow(unsafe_code, reason = "generated: exports of the canonical ABI")]
const _: () = {
    contract::export_processor!(Lies with_types_in contract);
};
