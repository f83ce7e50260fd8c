//! Gives a result that somebody chokes on: nested deep, or with numbers and text that not every parser takes.

use runner_plugin::__private::{self as contract, Guest};

struct Odd;

impl Guest for Odd {
    fn describe() -> contract::Descriptor {
        contract::Descriptor {
            name: "odd-result".to_owned(),
            version: "1.0.0".to_owned(),
            summary: "A guest of the tests".to_owned(),
            params_schema: r#"{"type": "object"}"#.to_owned(),
            result_schema: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            wants: Vec::new(),
            resumable: false,
        }
    }

    fn run(job: contract::Job) -> Result<String, contract::Failure> {
        let params: serde_json::Value =
            serde_json::from_str(&job.params).expect("the host gives JSON");
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        Ok(match params["deep"].as_u64() {
            Some(depth) => nested(depth as usize),
            None => params["text"].as_str().unwrap_or_default().to_owned(),
        })
    }
}

#[allow(unsafe_code, reason = "generated: exports of the canonical ABI")]
const _: () = {
    contract::export_processor!(Odd with_types_in contract);
};
