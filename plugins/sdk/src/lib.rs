//! The guest SDK: write a runner processor in Rust.
//!
//! A processor is a type that implements [`Processor`]: it says what it is, takes typed params, and runs. One
//! macro, [`export!`], makes a crate that holds one a plugin. The crate is a `cdylib`, built with
//! `cargo build --release --target wasm32-wasip2`; the `.wasm` file that comes out is the whole plugin.
//!
//! ```
//! use std::io::{BufRead, Write};
//!
//! use runner_plugin::{Descriptor, Failure, Job, Port, Processor};
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//!
//! /// Counts the lines of a text that contain a word, and copies them.
//! struct Grep;
//!
//! #[derive(Deserialize, JsonSchema)]
//! #[serde(deny_unknown_fields)]
//! struct Params {
//!     /// The word to look for.
//!     word: String,
//! }
//!
//! #[derive(Serialize, JsonSchema)]
//! struct Found {
//!     lines: u64,
//!     matches: u64,
//! }
//!
//! impl Processor for Grep {
//!     type Params = Params;
//!     type Output = Found;
//!
//!     fn describe() -> Descriptor {
//!         Descriptor::new("grep", env!("CARGO_PKG_VERSION"), "Lines that contain a word")
//!             .input(Port::required("text", "The text to search").media_type("text/plain"))
//!             .output(Port::required("matches", "The lines found").media_type("text/plain"))
//!     }
//!
//!     fn run(job: &Job, params: Params) -> Result<Found, Failure> {
//!         let input = job.input("text")?;
//!         let (mut read, total) = (0, input.size());
//!         let mut matches = job.output("matches", "text/plain")?;
//!         let mut found = Found { lines: 0, matches: 0 };
//!         for line in input.lines() {
//!             let line = line?;
//!             found.lines += 1;
//!             read += line.len() as u64 + 1;
//!             if line.contains(&params.word) {
//!                 found.matches += 1;
//!                 writeln!(matches, "{line}")?;
//!             }
//!             job.progress(read, total, 0, None);
//!         }
//!         log::info!("{} of {} lines", found.matches, found.lines);
//!         Ok(found)
//!     }
//! }
//!
//! runner_plugin::export!(Grep);
//! ```
//!
//! A processor that works for seconds goes on after a crash, a pause or a retry if it says [`Descriptor::resumable`],
//! calls [`Job::checkpoint`] with what it needs to go on every few seconds of work, begins with [`Job::restore`], and opens
//! its outputs by [`Job::open_output`]:
//!
//! ```
//! # use std::io::{BufRead, Seek, SeekFrom, Write};
//! # use runner_plugin::{Failure, Job};
//! # use serde::{Deserialize, Serialize};
//! #[derive(Default, Serialize, Deserialize)]
//! struct State {
//!     offset: u64,
//!     lines: u64,
//! }
//!
//! fn run(job: &Job) -> Result<u64, Failure> {
//!     let mut state: State = job.restore().unwrap_or_default();
//!     let mut input = job.input("text")?;
//!     input.seek(SeekFrom::Start(state.offset))?;
//!     let mut numbered = job.open_output("numbered", "text/plain")?;
//!     let mut line = String::new();
//!     while input.read_line(&mut line)? > 0 {
//!         write!(numbered, "{} {line}", state.lines)?;
//!         state.offset += line.len() as u64;
//!         state.lines += 1;
//!         line.clear();
//!         if state.lines.is_multiple_of(1_000_000) {
//!             job.checkpoint(&state)?;
//!         }
//!     }
//!     Ok(state.lines)
//! }
//! ```
//!
//! What the SDK does around `run`: it parses the params, wires the [`log`] crate to the job's log, reports a panic
//! with its message and place, flushes the outputs before a checkpoint and at the end, and turns the result into
//! JSON. Outside a host (in a native test, say) the host's functions are missing and panic when called: keep the
//! work in functions over `Read` and `Write`, and test those.

mod bindings;
mod cache;
mod descriptor;
mod failure;
mod guest;
pub mod http;
mod input;
mod job;
mod kept;
mod logging;
mod output;
mod panic;

pub use crate::cache::Cache;
pub use crate::descriptor::{Descriptor, Port};
pub use crate::failure::Failure;
pub use crate::input::Input;
pub use crate::job::{InputInfo, Job};
pub use crate::kept::Saved;
pub use crate::output::Output;

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A processor: a named kind of job.
pub trait Processor {
    /// What a job is given, parsed from JSON. Its JSON Schema goes into the descriptor, doc comments included,
    /// and the host refuses at submit what does not fit it.
    type Params: DeserializeOwned + JsonSchema;

    /// What a job answers, written as JSON. Its JSON Schema goes into the descriptor.
    type Output: Serialize + JsonSchema;

    /// Says what this processor is. It must give the same answer every time.
    fn describe() -> Descriptor;

    /// Runs one attempt of a job.
    fn run(job: &Job, params: Self::Params) -> Result<Self::Output, Failure>;
}

/// Makes the crate a plugin that provides the processor. To be used once, at the top of a `cdylib` crate.
#[macro_export]
macro_rules! export {
    ($processor:ty) => {
        #[allow(unsafe_code, reason = "generated: exports of the canonical ABI")]
        const _: () = {
            type Exported = $crate::__private::Exported<$processor>;
    $crate::__private::export_processor!(Exported with_types_in $crate::__private);
        };
    };
}

/// What [`export!`] expands to needs these; they are no part of the API.
#[doc(hidden)]
pub mod __private {
    pub use crate::bindings::*;
    pub use crate::guest::Exported;
}
