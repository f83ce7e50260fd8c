//! TLS: rustls with `ring`, and whom it trusts.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

/// A connector for guests' requests.
pub(super) fn connector(extra: Option<&Path>) -> io::Result<TlsConnector> {
    tls_client_config(extra).map(|config| TlsConnector::from(Arc::new(config)))
}

/// Makes the client's side of TLS. It trusts Mozilla's list, which is built in: so the program does the same wherever it
/// runs, in a container without certificates too. A file in PEM form adds to it.
pub fn tls_client_config(extra: Option<&Path>) -> io::Result<ClientConfig> {
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    if let Some(path) = extra {
        let pem = fs::read(path)?;
        let mut count = 0;
        for certificate in CertificateDer::pem_slice_iter(&pem) {
            let invalid = |why: String| io::Error::new(io::ErrorKind::InvalidData, why);
            let certificate = certificate.map_err(|error| invalid(error.to_string()))?;
            roots
                .add(certificate)
                .map_err(|error| invalid(error.to_string()))?;
            count += 1;
        }
        if count == 0 {
            let why = "it holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)";
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
