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
mod codes;
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
mod openapi;
mod outputs;
mod plugins;
mod problem;
mod query;
mod queues;
mod routes;
mod schedules;
mod secrets;
mod shape;
mod stats;
mod submit;
mod templates;
mod tokens;
mod upload;
mod verbs;
mod view;
mod workers;

pub use crate::app::{App, serve};
pub use crate::auth::{Needs, Token, TokenError};
pub use crate::openapi::openapi;
pub use crate::routes::{Rule, rules};
