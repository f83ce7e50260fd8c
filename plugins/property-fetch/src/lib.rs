//! Fetches records from a paged JSON API, page by page, into one data set: PropertyRadar's, or any other.
//!
//! [`fetch`] is the whole of it: it takes the [`Params`], a [`World`] to ask and to wait in, and somewhere to write, and
//! answers with a [`Report`]. It knows nothing of the host; `plugin.rs` alone does, and wraps it as the processor
//! `property-fetch`.
//!
//! How the parts fit:
//!
//! ```text
//! params     what is wanted          (criteria, api: as people write it)
//! endpoint   what to ask for a page  (the preset is an endpoint with all filled in)
//! send       asks, and is patient    (repeats what may pass, judges the rest)
//! page       what an answer holds    (records as they were written, totals, what comes next)
//! seen       what came already       (known: what other jobs fetched)
//! sink       a record as a line
//! place      where the next page is
//! ```
//!
//! Between two pages the state is where the next one begins, what was counted, and which records came: the [`State`]
//! from which another fetch goes on, with the output as it was.

mod api;
mod criteria;
mod endpoint;
mod error;
mod fetch;
mod known;
mod link;
mod money;
mod page;
mod params;
mod place;
mod plan;
mod plugin;
mod pointer;
mod report;
mod seen;
mod send;
mod sink;
mod span;
mod state;
mod world;

pub use crate::api::{Api, Paging};
pub use crate::error::Error;
pub use crate::fetch::fetch;
pub use crate::params::{Criteria, Format, Params, Preset};
pub use crate::plugin::PropertyFetch;
pub use crate::pointer::Pointer;
pub use crate::report::Report;
pub use crate::span::Span;
pub use crate::state::State;
pub use crate::world::{Answer, Lost, Progress, Request, World};
