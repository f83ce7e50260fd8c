//! The report in each format. Each takes the [`Document`](crate::document::Document) as it is, and escapes for itself.

mod error;
pub(crate) mod escape;
mod figures;
mod html;
mod json;
mod markdown;
mod model;
mod svg;
mod template;

pub use self::error::Error;
pub use self::html::html;
pub use self::json::json;
pub use self::markdown::markdown;
pub use self::template::{Kind, template};
