//! A stand-in for PropertyRadar's API: a real HTTP server on the loopback interface with ten thousand properties, made by
//! rule. It takes a bearer token, knows what each record was bought, and misbehaves as it is told.
//!
//! `POST /v1/properties?Fields=…&Limit=…&Start=…&Purchase=0|1` answers as the API's public documents say. The same records
//! come by `GET /pages/offset`, `/pages/page`, `/pages/cursor`, `/pages/next` and `/pages/link`, each in another way of paging.
//!
//! Faults come by rule too: whatever the seed is, a page that is asked for often enough is answered in the end.

mod faults;
mod http;
mod ledger;
mod pages;
mod properties;
mod records;
mod server;

pub use crate::faults::Fault;
pub use crate::ledger::{Asked, Ledger};
pub use crate::records::record;
pub use crate::server::{PropertyApi, Settings, Totals};
