//! Whom a command believes that it is the server: one with a certificate of a known authority, or, of the server on the data
//! folder, one that shows the very certificate that it says it shows.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, SignatureScheme};

use crate::error::{Exit, UserError};

/// Who is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trust {
    /// Who has a certificate for the name that is asked, of an authority that everybody trusts or one in this file.
    Authorities(Option<PathBuf>),
    /// Who shows the certificate in this file. Which names it is for does not matter.
    Certificate(PathBuf),
}

impl Trust {
    /// The client's side of TLS.
    pub(super) fn config(&self) -> Result<ClientConfig, UserError> {
        match self {
            Self::Authorities(extra) => runner_sandbox::tls_client_config(extra.as_deref())
                .map_err(|error| {
                    let path = extra.as_deref().unwrap_or(Path::new("")).display();
                    let message = format!("cannot use the certificates in {path}: {error}");
                    UserError::new(Exit::Usage, message)
                }),
            Self::Certificate(path) => {
                let mut config = runner_sandbox::tls_client_config(None)
                    .map_err(|error| unreadable(path, &error))?;
                let shown = Shown::read(path, config.crypto_provider())?;
                config.dangerous().set_certificate_verifier(Arc::new(shown));
                Ok(config)
            }
        }
    }
}

fn unreadable(path: &Path, why: &dyn std::fmt::Display) -> UserError {
    let path = path.display();
    UserError::new(
        Exit::NotAllowed,
        format!("cannot read the server's certificate in {path}: {why}"),
    )
    .hint("say which server is meant and who signed its certificate: --server URL --server-ca FILE")
}

/// Believes whoever shows one certificate, and has its key.
#[derive(Debug)]
struct Shown {
    certificate: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl Shown {
    fn read(path: &Path, provider: &Arc<CryptoProvider>) -> Result<Self, UserError> {
        let pem = fs::read(path).map_err(|error| unreadable(path, &error))?;
        let certificate =
            CertificateDer::from_pem_slice(&pem).map_err(|error| unreadable(path, &error))?;
        Ok(Self {
            certificate,
            provider: Arc::clone(provider),
        })
    }
}

impl ServerCertVerifier for Shown {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if *end_entity == self.certificate {
            Ok(ServerCertVerified::assertion())
        } else {
            Err(rustls::CertificateError::ApplicationVerificationFailure.into())
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signed, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let known = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signed, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
