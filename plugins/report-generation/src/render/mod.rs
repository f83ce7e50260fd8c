//! The report in each format. Each takes the [`Document`](crate::document::Document) as it is, and escapes for itself.

mod error;
pub(crate) mod escape;
mod figures;
mod html;
mod json;
mod markdown;
mod model;
pub mod pdf;
mod svg;
mod template;
pub mod xlsx;

pub use self::error::Error;
pub use self::html::html;
pub use self::json::json;
pub use self::markdown::markdown;
pub use self::pdf::pdf;
pub use self::template::{Kind, check_template, template};
pub use self::xlsx::xlsx;
