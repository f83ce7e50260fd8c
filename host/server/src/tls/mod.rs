//! TLS at the door: rustls with `ring`, the certificate and its key from files.

mod certificate;
mod listener;

pub use self::certificate::{Tls, TlsError};
pub(crate) use self::listener::TlsListener;
