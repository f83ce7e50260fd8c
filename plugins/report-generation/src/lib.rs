//! Turns a data set into a report that people want to open.
//!
//! How the rooms fit:
//!
//! ```text
//! data      the inputs, read in one pass where that will do: what the columns hold, and their figures
//! sections  what was asked for, or a sensible report from the columns' types
//!    └────▶ document   the report as every format draws it: headline figures, tables, charts, texts
//!              └────▶ render   HTML, Markdown, JSON, PDF, XLSX; `chart` draws what HTML and PDF share
//! ```
//!
//! The [`Document`](document::Document) stands between: whoever makes it knows nothing of formats, and whoever draws it
//! nothing of the data.

pub mod chart;
pub mod document;
pub mod logo;
pub mod render;
