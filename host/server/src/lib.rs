//! Who may ask: the HTTP API of a node.
//!
//! The caller owns the socket and the engine, so that a test binds port 0 and stops when it likes. Everything below
//! `/api/v1` needs a token; what goes wrong is answered as `application/problem+json` (RFC 9457) with a stable code.

#![warn(missing_docs)]

mod app;
mod audit;
mod auth;
mod backfill;
mod batch_events;
mod batches;
mod body;
mod cors;
mod documents;
mod errors;
mod events;
mod everything;
mod explain;
mod grants;
mod health;
mod jobs;
mod limits;
mod lines;
mod outputs;
mod plugins;
mod problem;
mod queues;
mod routes;
mod schedules;
mod secrets;
mod session;
mod stats;
mod submit;
mod templates;
mod tls;
mod tokens;
mod upload;
mod verbs;
mod view;
mod watch;
mod workers;

pub use crate::app::{App, serve};
pub use crate::auth::{JwtError, Jwts, Needs, Token, TokenError};
pub use crate::routes::{Rule, rules};
pub use crate::tls::{Tls, TlsError};
