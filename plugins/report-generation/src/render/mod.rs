//! The report in each format. Each takes the [`Document`](crate::document::Document) as it is, and escapes for itself.

mod error;
mod escape;
mod figures;
mod html;
pub mod pdf;
mod svg;
pub mod xlsx;

pub use self::error::Error;
pub use self::html::html;
pub use self::pdf::pdf;
pub use self::xlsx::xlsx;
