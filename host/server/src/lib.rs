//! Who may ask: the HTTP API of a node.
//!
//! The caller owns the socket and the engine, so that a test binds port 0 and stops when it likes. Everything below
//! `/api/v1` needs a token; what goes wrong is answered as `application/problem+json` (RFC 9457) with a stable code.

#![warn(missing_docs)]

mod actions;
mod alerts;
mod app;
mod audit;
mod auth;
mod backfill;
mod batches;
mod body;
mod bounds;
mod client;
mod codes;
mod compress;
mod config;
mod connections;
mod content;
mod cors;
mod dashboard;
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
mod metrics;
mod openapi;
mod outputs;
mod page;
mod plugins;
mod problem;
mod query;
mod queues;
mod refusals;
mod routes;
mod schedules;
mod secrets;
mod seen;
mod session;
mod shape;
mod standing;
mod stats;
mod submit;
mod templates;
mod tls;
mod tokens;
mod upload;
mod uploads;
mod verbs;
mod view;
mod watch;
mod webhooks;
mod workers;

pub use crate::app::{App, serve};
pub use crate::auth::{JwtError, Jwts, Needs, Token, TokenError};
pub use crate::openapi::openapi;
pub use crate::routes::{Rule, rules};
pub use crate::tls::{Tls, TlsError};
