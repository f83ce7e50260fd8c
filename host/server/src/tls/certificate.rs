//! The certificate and its key. They are read anew once their files have changed, so that a certificate that was renewed
//! needs no restart; nothing looks at the files while nobody connects.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use std::{fs, io};

use rustls::ServerConfig;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// How often the files are looked at, at the most.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What a server shows to those who connect by TLS.
#[derive(Debug)]
pub struct Tls {
    certificate: PathBuf,
    key: PathBuf,
    held: Mutex<Held>,
}

#[derive(Debug)]
struct Held {
    config: Arc<ServerConfig>,
    looked_at: Instant,
    /// As the files were when they were last read, also if nothing could be made of them.
    stamp: Stamp,
}

/// When a file was changed, and how long it is; none if it cannot be told.
type Stamp = [Option<(SystemTime, u64)>; 2];

/// Why a certificate or its key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("cannot read {path}: {source}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file of the certificate has none, or one that is broken.
    #[error("{path} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----): {why}")]
    Certificate {
        /// The file.
        path: PathBuf,
        /// What was found instead.
        why: String,
    },
    /// The file of the key has none, or one that is broken.
    #[error("{path} holds no private key in PEM form (-----BEGIN PRIVATE KEY-----): {why}")]
    Key {
        /// The file.
        path: PathBuf,
        /// What was found instead.
        why: String,
    },
    /// They are not of each other, or of a kind that is not known.
    #[error("the certificate in {certificate} and the key in {key} cannot be used: {source}")]
    Pair {
        /// The certificate's file.
        certificate: PathBuf,
        /// The key's file.
        key: PathBuf,
        /// Why not.
        source: rustls::Error,
    },
}

impl Tls {
    /// Reads a certificate, with those between it and its authority behind it, and its key: both in PEM form.
    pub fn open(certificate: PathBuf, key: PathBuf) -> Result<Self, TlsError> {
        let stamp = stamp(&certificate, &key);
        let held = Held {
            config: Arc::new(read(&certificate, &key)?),
            looked_at: Instant::now(),
            stamp,
        };
        Ok(Self {
            certificate,
            key,
            held: Mutex::new(held),
        })
    }

    /// What is shown to whoever connects now.
    pub(super) async fn config(self: &Arc<Self>) -> Arc<ServerConfig> {
        {
            let mut held = self.held();
            if held.looked_at.elapsed() < LOOK_EVERY {
                return Arc::clone(&held.config);
            }
            // Those who come meanwhile have what there is.
            held.looked_at = Instant::now();
        }
        let of = Arc::clone(self);
        let looked = tokio::task::spawn_blocking(move || of.look()).await;
        looked.unwrap_or_else(|_| Arc::clone(&self.held().config))
    }

    /// Reads the files if they have changed. What cannot be used is said once, and changes nothing.
    fn look(&self) -> Arc<ServerConfig> {
        let stamp = stamp(&self.certificate, &self.key);
        if self.held().stamp == stamp {
            return Arc::clone(&self.held().config);
        }
        let read = read(&self.certificate, &self.key);
        let mut held = self.held();
        held.stamp = stamp;
        match read {
            Ok(config) => {
                tracing::info!(
                    "the certificate in {} is in use",
                    self.certificate.display()
                );
                held.config = Arc::new(config);
            }
            Err(error) => {
                tracing::warn!(%error, "the certificate stays as it was");
            }
        }
        Arc::clone(&held.config)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn stamp(certificate: &Path, key: &Path) -> Stamp {
    [certificate, key].map(|path| {
        let about = fs::metadata(path).ok()?;
        Some((about.modified().ok()?, about.len()))
    })
}

fn read(certificate: &Path, key: &Path) -> Result<ServerConfig, TlsError> {
    let wrong = |why: String| TlsError::Certificate {
        path: certificate.to_owned(),
        why,
    };
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_slice_iter(&bytes(certificate)?)
        .collect::<Result<_, _>>()
        .map_err(|error| wrong(error.to_string()))?;
    if chain.is_empty() {
        return Err(wrong(pem::Error::NoItemsFound.to_string()));
    }
    let secret = PrivateKeyDer::from_pem_slice(&bytes(key)?).map_err(|error| TlsError::Key {
        path: key.to_owned(),
        why: error.to_string(),
    })?;
    let pair = |source| TlsError::Pair {
        certificate: certificate.to_owned(),
        key: key.to_owned(),
        source,
    };
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(pair)?
        .with_no_client_auth()
        .with_single_cert(chain, secret)
        .map_err(pair)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn bytes(path: &Path) -> Result<Vec<u8>, TlsError> {
    fs::read(path).map_err(|source| TlsError::Read {
        path: path.to_owned(),
        source,
    })
}
