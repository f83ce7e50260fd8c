//! An answer: status, headers, and a body that comes while it is read.

use std::io::{self, Read};
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;

use super::retry::retry_after;
use super::{Error, host};

/// How much of a body [`Answer::bytes`], `text` and `json` take, in bytes.
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// How much of an answer that is no success goes into the error, in bytes.
const MOST_SAID: usize = 500;

/// An answer. Its body is read by [`Read`], or at once by [`bytes`](Self::bytes), [`text`](Self::text) and
/// [`json`](Self::json).
#[derive(Debug)]
pub struct Answer {
    pub(super) url: String,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: host::Body,
}

impl Answer {
    /// The status, such as 200.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is a success, 200 to 299.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// The first header of a name, whatever its case, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| std::str::from_utf8(value).ok())
    }

    /// Every header, in the order they came.
    pub fn headers(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_slice()))
    }

    /// How long the server asks to be left alone: `Retry-After`, as seconds or as a date.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.header("retry-after")?, SystemTime::now())
    }

    /// Gives the answer back if it is a success; else an error with its status and the beginning of what it says.
    pub fn checked(mut self) -> Result<Self, Error> {
        if self.is_success() {
            return Ok(self);
        }
        let mut said = Vec::new();
        // What cannot be read is not said.
        let _ = self.by_ref().take(MOST_SAID as u64).read_to_end(&mut said);
        let body = String::from_utf8_lossy(&said);
        Err(Error::Status {
            status: self.status,
            retry_after: self.retry_after(),
            body: body.trim().trim_end_matches('\u{fffd}').to_owned(),
            url: self.url,
        })
    }

    /// The whole body, at most 16 MiB. For a longer one: [`bytes_up_to`](Self::bytes_up_to), or read it piece by piece.
    pub fn bytes(self) -> Result<Vec<u8>, Error> {
        self.bytes_up_to(MOST_BYTES)
    }

    /// The whole body; an error if it is longer than that.
    pub fn bytes_up_to(mut self, most: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        let limit = (most as u64).saturating_add(1);
        let read = self.by_ref().take(limit).read_to_end(&mut bytes);
        read.map_err(|error| {
            let why = format!("the answer of {} broke off: {error}", self.url);
            match error.kind() {
                io::ErrorKind::PermissionDenied => Error::Refused(why),
                _ => Error::Transport(why),
            }
        })?;
        if bytes.len() > most {
            return Err(Error::TooLong {
                url: self.url,
                most,
            });
        }
        Ok(bytes)
    }

    /// The whole body as text, at most 16 MiB.
    pub fn text(self) -> Result<String, Error> {
        let url = self.url.clone();
        String::from_utf8(self.bytes()?)
            .map_err(|_| Error::Data(format!("what {url} answered is no UTF-8 text")))
    }

    /// The whole body as JSON, at most 16 MiB.
    pub fn json<T: DeserializeOwned>(self) -> Result<T, Error> {
        let url = self.url.clone();
        serde_json::from_slice(&self.bytes()?).map_err(|error| {
            Error::Data(format!(
                "what {url} answered is not the JSON that was expected: {error}"
            ))
        })
    }
}

impl Read for Answer {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.body.read(into)
    }
}
