//! What an operator allows a plugin: HTTP to somewhere, in some ways.
//!
//! A plugin *wants*, an operator *grants*, and only what both name is allowed: [`Grants::allow`] decides it for one
//! request. All of it is pure: hosts are compared after both sides went through the same normaliser, no name is
//! looked up here and nothing is sent.
//!
//! | Type | What it is |
//! |---|---|
//! | [`HttpTarget`] | where to, as a pattern: `https://*.example.com`, `http://10.0.0.0/8:*`, `https://api.example.com/v1` |
//! | [`HttpGrant`] | a target with methods, headers, addresses, a rate and timeouts, as it stands in TOML and JSON |
//! | [`HttpWants`] | what a plugin asks for |
//! | [`Approval`] | which plugin somebody had before them when they granted something |
//! | [`Origin`], [`HttpAsk`] | where one request goes, and the request as it is judged |
//! | [`HttpUrl`] | one whole address, as that of a webhook |
//! | [`Pace`], [`Breaker`] | how fast requests of one grant may follow each other, and when they had better not |

mod approval;
mod breaker;
mod grants;
mod header;
mod host;
mod http;
mod method;
mod network;
mod origin;
mod pace;
mod path;
#[cfg(test)]
mod properties;
mod remedy;
mod target;
mod url;
mod wants;

pub use self::approval::{Approval, Held};
pub use self::breaker::{Breaker, BreakerRule};
pub use self::grants::{Grants, HttpAsk, Refusal};
pub use self::header::{HeaderField, HeaderTemplate, ParseHeaderError};
pub use self::host::{Host, HostPattern, ParseHostError};
pub use self::http::HttpGrant;
pub use self::method::{HttpMethod, ParseMethodError};
pub use self::network::{Network, ParseNetworkError};
pub use self::origin::{Origin, OriginError};
pub use self::pace::Pace;
pub use self::target::{HttpTarget, ParseTargetError, PortPattern, Scheme};
pub use self::url::{HttpUrl, ParseHttpUrlError};
pub use self::wants::{HttpWant, HttpWants};
