//! Telling the server something as JSON.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::CONTENT_TYPE;
use serde::Serialize;

use super::connection::{Client, Query, Source, streamed};
use super::problem::AskError;

/// How long an answer may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Patience {
    /// A small thing.
    Short,
    /// As long as it takes: it is done to many jobs.
    Endless,
}

impl Client {
    /// Sends a document and gives the text of the answer.
    pub(crate) async fn send_json(
        &self,
        method: Method,
        path: &[&str],
        document: &impl Serialize,
        patience: Patience,
    ) -> Result<String, AskError> {
        let plain = Query::new();
        self.send_asking(method, (path, &plain), document, patience)
            .await
    }

    /// The same with a query.
    pub(crate) async fn send_asking(
        &self,
        method: Method,
        (path, query): (&[&str], &Query<'_>),
        document: &impl Serialize,
        patience: Patience,
    ) -> Result<String, AskError> {
        let body = serde_json::to_string(document)
            .map_err(|error| AskError::Here(format!("cannot write the request: {error}")))?;
        let mut request = self
            .request(method, path, query)
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        if patience == Patience::Short {
            request = request.timeout(Duration::from_secs(60));
        }
        self.text(self.send(request, path).await?).await
    }

    /// Sends the bytes of a file of a type, which takes as long as it takes, and gives the text of the answer. With a key
    /// they count once, however often they are sent.
    pub(crate) async fn post_bytes(
        &self,
        path: &[&str],
        (source, what): (Source, String),
        (media_type, key): (&str, Option<&str>),
    ) -> Result<String, AskError> {
        let mut request = self
            .request(Method::POST, path, &Query::new())
            .header(CONTENT_TYPE, media_type)
            .body(streamed(Vec::new(), source, what));
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        self.text(self.send(request, path).await?).await
    }

    /// Sends lines of JSON, which takes as long as it takes: some of ours, and then those of a file. With
    /// a key they count once, however often they are sent.
    pub(crate) async fn post_lines(
        &self,
        (path, query): (&[&str], &Query<'_>),
        head: Vec<u8>,
        (source, what): (Source, String),
        key: Option<&str>,
    ) -> Result<String, AskError> {
        let mut request = self
            .request(Method::POST, path, query)
            .header(CONTENT_TYPE, "application/x-ndjson")
            .body(streamed(head, source, what));
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        self.text(self.send(request, path).await?).await
    }
}
