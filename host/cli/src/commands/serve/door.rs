//! Where the server listens, and whether what it says and hears can be read on the way.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use runner_engine::ServerSection;
use runner_server::Tls;

use crate::error::{Exit, UserError};
use crate::terminal::{self, Style, paint};

/// The door of a server.
#[derive(Debug, Args)]
pub(super) struct DoorArgs {
    /// Where to listen; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7070")]
    pub(super) listen: SocketAddr,

    /// Speak TLS with the certificate in this file (PEM, those of its authorities behind it)
    #[arg(
        long,
        value_name = "FILE",
        env = "RUNNER_TLS_CERT",
        requires = "tls_key"
    )]
    tls_cert: Option<PathBuf>,

    /// The key of that certificate (PEM)
    #[arg(
        long,
        value_name = "FILE",
        env = "RUNNER_TLS_KEY",
        requires = "tls_cert"
    )]
    tls_key: Option<PathBuf>,
}

/// A certificate that was read, and the file that it is in.
pub(super) struct Certified {
    pub(super) tls: Tls,
    pub(super) certificate: PathBuf,
}

impl DoorArgs {
    /// The certificate that the flags name, or else the file.
    pub(super) fn certificate(&self, file: &ServerSection) -> anyhow::Result<Option<Certified>> {
        let named = self.tls_cert.clone().zip(self.tls_key.clone());
        let Some((certificate, key)) = named.or_else(|| file.tls.clone()) else {
            return Ok(None);
        };
        let tls = Tls::open(certificate.clone(), key)
            .map_err(|error| UserError::new(Exit::Usage, error))?;
        Ok(Some(Certified { tls, certificate }))
    }

    /// Says so if others can read what passes the door.
    pub(super) fn warn(&self, listens: SocketAddr) {
        if !listens.ip().is_loopback() {
            let warning = format!(
                "it listens on {listens} without TLS: whoever is on the way reads tokens and jobs; give it a certificate \
                 (--tls-cert and --tls-key), or let it listen on 127.0.0.1 behind a proxy that speaks TLS"
            );
            terminal::note(&format!("{} {warning}", paint(Style::Warning, "warning:")));
        }
    }
}
