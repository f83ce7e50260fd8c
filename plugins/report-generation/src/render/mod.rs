//! The report in each format. Each takes the [`Document`](crate::document::Document) as it is, and escapes for itself.

mod error;
pub mod pdf;
mod xlsx;

pub use self::error::Error;
pub use self::pdf::pdf;
pub use self::xlsx::xlsx;
