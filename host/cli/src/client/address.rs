//! The file in which a server says where it listens, for as long as it does, and what it shows there if it speaks TLS.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::{fs, io, path};

use anyhow::Context as _;
use tempfile::NamedTempFile;

/// What stands before the certificate's file.
const CERTIFICATE: &str = "certificate ";

/// Where a server listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Address {
    listens: String,
    certificate: Option<PathBuf>,
}

/// The file that says so. Dropping it takes it away.
#[derive(Debug)]
pub(crate) struct Written {
    path: PathBuf,
}

fn path(folder: &Path) -> PathBuf {
    folder.join("server")
}

impl Address {
    /// Of a server without TLS.
    pub(crate) fn of(listens: SocketAddr) -> Self {
        // Whoever listens everywhere is found on this machine.
        let ip = match listens {
            SocketAddr::V4(v4) if v4.ip().is_unspecified() => Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(v6) if v6.ip().is_unspecified() => Ipv6Addr::LOCALHOST.into(),
            other => other.ip(),
        };
        Self {
            listens: SocketAddr::new(ip, listens.port()).to_string(),
            certificate: None,
        }
    }

    /// The same of one that speaks TLS with the certificate in a file.
    pub(crate) fn by_tls(self, certificate: &Path) -> anyhow::Result<Self> {
        // Commands run in other folders.
        let certificate = path::absolute(certificate)
            .with_context(|| format!("cannot tell where {} is", certificate.display()))?;
        Ok(Self {
            certificate: Some(certificate),
            ..self
        })
    }

    pub(crate) fn scheme(&self) -> &'static str {
        match self.certificate {
            Some(_) => "https",
            None => "http",
        }
    }

    pub(super) fn url(&self) -> String {
        format!("{}://{}", self.scheme(), self.listens)
    }

    /// The certificate that the server shows, for whatever names it is.
    pub(super) fn certificate(&self) -> Option<&Path> {
        self.certificate.as_deref()
    }

    /// Says that a server listens.
    pub(crate) fn write(&self, folder: &Path) -> anyhow::Result<Written> {
        let path = path(folder);
        let mut text = format!("{}\n", self.url());
        if let Some(certificate) = &self.certificate {
            text.push_str(&format!("{CERTIFICATE}{}\n", certificate.display()));
        }
        let written = NamedTempFile::new_in(folder).and_then(|mut file| {
            io::Write::write_all(&mut file, text.as_bytes())?;
            file.persist(&path)?;
            Ok(())
        });
        written.with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Written { path })
    }

    /// What a server says; none if there is none.
    pub(super) fn read(folder: &Path) -> anyhow::Result<Option<Self>> {
        let path = path(folder);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read {}", path.display()));
            }
        };
        let mut lines = text.lines();
        let url = lines.next().unwrap_or_default().trim();
        let certificate = lines.find_map(|line| line.strip_prefix(CERTIFICATE));
        let scheme = if certificate.is_some() {
            "https"
        } else {
            "http"
        };
        let listens = url
            .strip_prefix(scheme)
            .and_then(|rest| rest.strip_prefix("://"))
            .with_context(|| format!("{} does not say where a server listens", path.display()))?;
        Ok(Some(Self {
            listens: listens.to_owned(),
            certificate: certificate.map(PathBuf::from),
        }))
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        // Left behind it only makes a command ask where nobody listens, and say so.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_is_read_while_it_listens() {
        let folder = tempfile::tempdir().unwrap();
        let read = || Address::read(folder.path()).unwrap();
        assert_eq!(read(), None);
        let plain = Address::of("0.0.0.0:4321".parse().unwrap());
        let written = plain.write(folder.path()).unwrap();
        assert_eq!(read().unwrap().url(), "http://127.0.0.1:4321");
        drop(written);
        assert_eq!(read(), None);
        let listens = Address::of("[::]:4321".parse().unwrap());
        let by_tls = listens.by_tls(Path::new("/etc/a b/cert.pem")).unwrap();
        let _written = by_tls.write(folder.path()).unwrap();
        assert_eq!(read().unwrap().url(), "https://[::1]:4321");
        assert_eq!(read(), Some(by_tls));
    }
}
