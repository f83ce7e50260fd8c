//! Sends a request as it is told, then searches all of its memory for texts, and says how often it found each. A text
//! comes in two halves, so that its memory does not hold it as a whole only because it was told.

use std::io::Read as _;

use runner_plugin::{Descriptor, Failure, Job, Processor, http};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

struct MemorySearch;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Params {
    url: String,
    /// What it looks for, each in two halves.
    texts: Vec<(String, String)>,
    /// A text as a whole, which is in its memory for that.
    #[expect(dead_code, reason = "it is only to be there")]
    whole: String,
}

#[derive(Serialize, JsonSchema)]
struct Found {
    status: u16,
    /// The size of the memory that was looked through, in bytes.
    looked_at: usize,
    /// How often each text was there.
    times: Vec<usize>,
}

impl Processor for MemorySearch {
    type Params = Params;
    type Output = Found;

    fn describe() -> Descriptor {
        runner_test_guests::describe("memory-search").wants_http("*")
    }

    fn run(_: &Job, params: Params) -> Result<Found, Failure> {
        let mut answer = http::get(&params.url).send()?;
        // Kept, with its headers, until all was looked through.
        let mut body = Vec::new();
        answer
            .read_to_end(&mut body)
            .map_err(|error| Failure::permanent(error.to_string()))?;
        let size = memory::size();
        let times = params.texts.iter().map(|(first, second)| {
            let halves = (first.as_bytes(), second.as_bytes());
            (1..size).filter(|at| is_at(*at, size, halves)).count()
        });
        let found = Found {
            status: answer.status(),
            looked_at: size,
            times: times.collect(),
        };
        drop((answer, body));
        Ok(found)
    }
}

/// Whether a text stands at an address. Nothing puts its halves together.
fn is_at(at: usize, size: usize, (first, second): (&[u8], &[u8])) -> bool {
    let length = first.len() + second.len();
    length > 0
        && at + length <= size
        && first
            .iter()
            .chain(second)
            .enumerate()
            .all(|(index, byte)| memory::byte(at + index) == *byte)
}

#[cfg(target_arch = "wasm32")]
mod memory {
    /// How many bytes it has.
    pub(super) fn size() -> usize {
        core::arch::wasm32::memory_size(0) * 64 * 1024
    }

    #[expect(unsafe_code, reason = "it looks where nothing was given to it")]
    pub(super) fn byte(at: usize) -> u8 {
        let place = core::ptr::with_exposed_provenance::<u8>(at);
        // SAFETY: the callers stay below the size of the memory, all of which a guest may read.
        unsafe { place.read_volatile() }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod memory {
    pub(super) fn size() -> usize {
        0
    }

    pub(super) fn byte(_: usize) -> u8 {
        0
    }
}

runner_plugin::export!(MemorySearch);
