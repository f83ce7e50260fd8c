//! Uses so much of one thing, for tests that come just below a limit and just above it.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use runner_plugin::{Descriptor, Failure, Job, Port, Processor};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

struct Uses;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    /// Of what.
    #[serde(default)]
    of: Of,
    /// How much: of what is counted, so many, of everything else as many bytes.
    #[serde(default)]
    amount: usize,
    /// Nothing but length.
    #[serde(default)]
    #[expect(dead_code, reason = "it makes the params longer")]
    padding: String,
}

#[derive(Default, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Of {
    #[default]
    Nothing,
    Rounds,
    Milliseconds,
    Memory,
    Result,
    Checkpoint,
    Input,
    Output,
    Lines,
    Cache,
    Random,
    Call,
    Handles,
    Clock,
}

impl Processor for Uses {
    type Params = Params;
    type Output = Value;

    fn describe() -> Descriptor {
        runner_test_guests::describe("uses")
            .input(Port::optional("data", "Read to its end"))
            .output(Port::optional("data", "Zeros"))
    }

    fn run(job: &Job, Params { of, amount, .. }: Params) -> Result<Value, Failure> {
        let bytes = |amount: usize| std::hint::black_box(vec![b'x'; amount]);
        let text = |amount: usize| "x".repeat(amount);
        match of {
            Of::Nothing => {}
            Of::Rounds => {
                for round in 0..amount {
                    std::hint::black_box(round);
                }
            }
            Of::Milliseconds => std::thread::sleep(Duration::from_millis(amount as u64)),
            Of::Memory => drop(bytes(amount)),
            Of::Result => return Ok(text(amount).into()),
            Of::Checkpoint => job.checkpoint(&text(amount))?,
            Of::Input => {
                let mut read = Vec::new();
                job.input("data")?.read_to_end(&mut read)?;
                return Ok(read.len().into());
            }
            Of::Output => job
                .output("data", "application/octet-stream")?
                .write_all(&bytes(amount))?,
            Of::Lines => (0..amount).for_each(|line| log::info!("line {line}")),
            Of::Cache => {
                let cache = job.cache();
                let put = cache.put("key", &bytes(amount), Duration::from_secs(60));
                let why = put.err().map(|failure| format!("{failure:?}"));
                let kept = cache.get("key").map(|value| value.len());
                return Ok(json!({"kept": kept, "why": why}));
            }
            Of::Call => job
                .cache()
                .put("key", &bytes(amount), Duration::from_secs(60))?,
            Of::Random | Of::Handles | Of::Clock => wasi::uses(of, amount),
        }
        Ok(Value::Null)
    }
}

#[cfg(target_arch = "wasm32")]
mod wasi {
    use wasip2::clocks::monotonic_clock::{now, subscribe_duration};
    use wasip2::random::random::get_random_bytes;

    use super::Of;

    pub(super) fn uses(of: Of, amount: usize) {
        match of {
            Of::Random => drop(std::hint::black_box(get_random_bytes(amount as u64))),
            Of::Handles => {
                let kept: Vec<_> = (0..amount).map(|_| subscribe_duration(1)).collect();
                drop(std::hint::black_box(kept));
            }
            _ => (0..amount).for_each(|_| drop(std::hint::black_box(now()))),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod wasi {
    pub(super) fn uses(_: super::Of, _: usize) {}
}

runner_plugin::export!(Uses);
