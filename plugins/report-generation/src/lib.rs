//! Turns a data set into a report that people want to open.
//!
//! How the rooms fit:
//!
//! ```text
//! data      the inputs, read in one pass where that will do: what the columns hold, and their figures
//! sections  what was asked for, or a sensible report from the columns' types
//! report    both over all inputs, in order
//!    └────▶ document   the report as every format draws it: headline figures, tables, charts, texts
//!              └────▶ render   HTML, Markdown, JSON, PDF, XLSX; `chart` draws what HTML and PDF share
//! ```
//!
//! The [`Document`](document::Document) stands between: whoever makes it knows nothing of formats, and whoever draws it
//! nothing of the data.

pub mod chart;
pub mod data;
pub mod document;
mod error;
pub mod logo;
pub mod params;
mod plugin;
pub mod render;
mod report;
pub mod sections;

pub use crate::error::Error;
pub use crate::params::Params;
pub use crate::plugin::ReportGeneration;
pub use crate::report::{Input, Made, Read as DataSetRead, Watcher, report};
