//! Where the server listens, and whether what it says and hears can be read on the way.

use std::net::SocketAddr;
use std::path::PathBuf;

use runner_engine::Settings;
use runner_server::Tls;

use crate::error::{Exit, UserError};
use crate::terminal;

/// A certificate that was read, and the file that it is in.
pub(super) struct Certified {
    pub(super) tls: Tls,
    pub(super) certificate: PathBuf,
}

/// The certificate that the settings name.
pub(super) fn certificate(settings: &Settings) -> Result<Option<Certified>, UserError> {
    let wrong = |error: &dyn std::fmt::Display| UserError::new(Exit::Usage, error);
    let named = settings.certificate().map_err(|error| wrong(&error))?;
    let Some((certificate, key)) = named else {
        return Ok(None);
    };
    let certificate = certificate.to_owned();
    let tls = Tls::open(certificate.clone(), key.to_owned()).map_err(|error| wrong(&error))?;
    Ok(Some(Certified { tls, certificate }))
}

/// Says so if others can read what passes the door.
pub(super) fn warn(listens: SocketAddr) {
    if !listens.ip().is_loopback() {
        let warning = format!(
            "it listens on {listens} without TLS: whoever is on the way reads tokens and jobs; give it a certificate \
             (--tls-cert and --tls-key), or let it listen on 127.0.0.1 behind a proxy that speaks TLS"
        );
        terminal::warning(&format!("warning: {warning}"));
    }
}
