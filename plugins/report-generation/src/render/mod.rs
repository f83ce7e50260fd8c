//! The report in each format. Each takes the [`Document`](crate::document::Document) as it is, and escapes for itself.

mod error;
mod escape;
mod figures;
mod html;
mod svg;

pub use self::error::Error;
pub use self::html::html;
