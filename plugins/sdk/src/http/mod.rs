//! HTTP requests to where the operator granted them.
//!
//! ```no_run
//! # use runner_plugin::{http, Failure};
//! # use serde::Deserialize;
//! # fn fetch() -> Result<(), Failure> {
//! #[derive(Deserialize)]
//! struct Weather {
//!     celsius: f64,
//! }
//!
//! let weather: Weather = http::get("https://api.example.com/v1/weather?city=Vienna")
//!     .header("accept", "application/json")
//!     .send()?
//!     .checked()?
//!     .json()?;
//! # let _ = weather.celsius;
//! # Ok(())
//! # }
//! ```
//!
//! A plugin says where it wants to go by [`Descriptor::wants_http`](crate::Descriptor::wants_http), and an operator grants
//! it, or not. Keys and passwords are the operator's: they are put into the requests by the host, and a plugin never has
//! them. `?` turns what went wrong into a [`Failure`](crate::Failure) that fits: a server that asks for patience is given
//! it, what another try may mend is transient, all else permanent. No redirect is followed, and nothing is decompressed.

mod answer;
mod error;
#[cfg(not(target_arch = "wasm32"))]
mod nowhere;
mod request;
mod retry;
mod url;
#[cfg(target_arch = "wasm32")]
mod wasi;

#[cfg(not(target_arch = "wasm32"))]
use self::nowhere as host;
#[cfg(target_arch = "wasm32")]
use self::wasi as host;

pub use self::answer::Answer;
pub use self::error::Error;
pub use self::request::Request;

/// Begins a GET request.
pub fn get(url: &str) -> Request {
    Request::new("GET", url)
}

/// Begins a POST request.
pub fn post(url: &str) -> Request {
    Request::new("POST", url)
}

/// Begins a PUT request.
pub fn put(url: &str) -> Request {
    Request::new("PUT", url)
}

/// Begins a DELETE request.
pub fn delete(url: &str) -> Request {
    Request::new("DELETE", url)
}

/// Begins a request with any method.
pub fn request(method: &str, url: &str) -> Request {
    Request::new(method, url)
}
