//! Components that were changed a little, in what this process reads of them itself, and in the validation that comes
//! before anything is compiled. It is the validator that the engine calls, called alone: ten thousand compilations would
//! take an hour.

use std::time::{Duration, Instant};

use runner_test_components::{Mutation, Mutations, bare_guest, guest};
use wasmparser::{Validator, WasmFeatures};

use super::check::check_header;
use super::lines;
use super::sections::core_modules;
use runner_model::Digest;

/// A small one: most of what is changed matters.
const GUEST: &str = "table_growth";

/// The largest that this is quick with, in bytes.
const SMALL: usize = 20 * 1024;

/// How many there are, unless `RUNNER_MUTATIONS` says otherwise.
fn many() -> usize {
    let said = std::env::var("RUNNER_MUTATIONS").ok();
    said.map_or(10_000, |said| {
        said.parse().expect("RUNNER_MUTATIONS is a number")
    })
}

/// What the engine takes, as `engine::config` has it.
fn features() -> WasmFeatures {
    let off = WasmFeatures::GC
        | WasmFeatures::FUNCTION_REFERENCES
        | WasmFeatures::EXCEPTIONS
        | WasmFeatures::THREADS
        | WasmFeatures::MEMORY64;
    WasmFeatures::default().difference(off)
}

fn is_valid(wasm: &[u8]) -> bool {
    Validator::new_with_features(features())
        .validate_all(wasm)
        .is_ok()
}

#[test]
fn ten_thousand_changed_components_break_nothing() {
    let wasm = guest(GUEST);
    assert!(wasm.len() <= SMALL, "{} bytes", wasm.len());
    break_nothing(wasm, many());
}

#[test]
fn changed_components_of_a_compiler_break_nothing_either() {
    break_nothing(bare_guest("no_json"), many().div_ceil(10));
}

fn break_nothing(wasm: &'static [u8], many: usize) {
    assert!(is_valid(wasm));
    let folder = tempfile::tempdir().unwrap();
    let digest = Digest::new([7; 32]);
    let (mut refused, mut longest) = (0, (Duration::ZERO, String::new()));
    for Mutation { how, wasm } in Mutations::new(wasm, 1).take(many) {
        let began = Instant::now();
        refused += match check_header(&wasm) {
            Err(error) => usize::from(error.code() == Some("no_component")),
            Ok(()) => usize::from(!is_valid(&wasm)),
        };
        for module in core_modules(&wasm) {
            assert!(module.code_start <= module.code_end, "{how}");
            assert!(module.code_end <= wasm.len(), "{how}");
        }
        lines::keep(folder.path(), &digest, &wasm).unwrap();
        longest = longest.max((began.elapsed(), how));
    }
    // Most are none any more, and some are: names, constants and what nobody calls.
    assert!(refused > many / 4 && refused < many, "{refused} of {many}");
    assert!(longest.0 < Duration::from_secs(5), "{longest:?}");
}
