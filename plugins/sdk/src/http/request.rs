//! A request, built step by step.

use std::io::Read;
use std::time::Duration;

use serde::Serialize;

use super::{Answer, Error, host};

/// A request, built step by step and sent by [`send`](Self::send).
#[derive(Debug)]
#[must_use = "nothing is sent before `send`"]
pub struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, Vec<u8>)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) connect_timeout: Option<Duration>,
    pub(super) answer_timeout: Option<Duration>,
    /// What went wrong while it was built; said when it is sent.
    wrong: Option<Error>,
}

impl Request {
    pub(super) fn new(method: &str, url: &str) -> Self {
        Self {
            method: method.to_owned(),
            url: url.to_owned(),
            headers: Vec::new(),
            body: None,
            connect_timeout: None,
            answer_timeout: None,
            wrong: None,
        }
    }

    /// Adds a header. Those of the operator's grant win over it.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers
            .push((name.to_owned(), value.as_bytes().to_vec()));
        self
    }

    /// Sends these bytes.
    pub fn body(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.body = Some(bytes.into());
        self
    }

    /// Sends a value as JSON.
    pub fn json<T: Serialize>(mut self, value: &T) -> Self {
        match serde_json::to_vec(value) {
            Ok(bytes) => self.body = Some(bytes),
            Err(error) => {
                self.wrong = Some(Error::Data(format!(
                    "what was to be sent is no JSON: {error}"
                )));
            }
        }
        self.header("content-type", "application/json")
    }

    /// Gives up connecting after that long. The operator's own limit stays.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// Gives up after that long without a word of the server, before the answer and within it. The operator's own limit
    /// stays.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.answer_timeout = Some(timeout);
        self
    }

    /// Sends it and waits for the answer's headers. An answer of any status is an answer: see [`Answer::checked`].
    pub fn send(mut self) -> Result<Answer, Error> {
        if let Some(wrong) = self.wrong {
            return Err(wrong);
        }
        let body = self.body.take();
        if let Some(body) = &body {
            self.headers.push((
                "content-length".to_owned(),
                body.len().to_string().into_bytes(),
            ));
        }
        match body {
            Some(body) => host::send(self, &mut body.as_slice(), true),
            None => host::send(self, &mut std::io::empty(), false),
        }
    }

    /// Sends it with a body of any length, which is read while it is sent.
    pub fn send_reader(self, mut body: impl Read) -> Result<Answer, Error> {
        match self.wrong {
            Some(wrong) => Err(wrong),
            None => host::send(self, &mut body, true),
        }
    }
}
