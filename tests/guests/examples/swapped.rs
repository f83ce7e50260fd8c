//! A plugin that there are hundreds of: whoever needs another one writes another name or version over the ones in its
//! bytes. What it answers says which of them ran.

use std::hint::black_box;
use std::time::Duration;

use runner_plugin::{Descriptor, Failure, Job, Processor};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Each stands in the bytes once, as it is here: the compiler must not take it apart.
static NAME: [u8; 15] = *b"swapped-0000000";
static VERSION: [u8; 13] = *b"1.0.900000000";

fn text(bytes: &'static [u8]) -> &'static str {
    std::str::from_utf8(black_box(bytes)).expect("what is written over it is a name or a version")
}

struct Swapped;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    /// How long it takes.
    #[serde(default)]
    milliseconds: u64,
}

#[derive(Serialize, JsonSchema)]
struct Ran {
    name: &'static str,
    version: &'static str,
}

impl Processor for Swapped {
    type Params = Params;
    type Output = Ran;

    fn describe() -> Descriptor {
        Descriptor::new(text(&NAME), text(&VERSION), "One of many")
    }

    fn run(_: &Job, params: Params) -> Result<Ran, Failure> {
        if params.milliseconds > 0 {
            std::thread::sleep(Duration::from_millis(params.milliseconds));
        }
        Ok(Ran {
            name: text(&NAME),
            version: text(&VERSION),
        })
    }
}

runner_plugin::export!(Swapped);
