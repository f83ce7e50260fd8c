//! Asking the server.

use std::cell::Cell;
use std::fmt::Display;
use std::fs::File;
use std::io::{self, Read};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::multipart::{Form, Part};
use reqwest::redirect::Policy;
use reqwest::{Body, Method, RequestBuilder, Response, StatusCode, Url};
use serde::de::DeserializeOwned;
use tokio_stream::wrappers::ReceiverStream;

use super::find::{Finder, Known, Place, ServerArgs};
use super::problem::{AskError, Asked, Unread};
use crate::options::Global;
use crate::terminal;

/// How long the server may take to be there, and to answer a small question.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(60);

/// How much of a file is read at once, in bytes.
const CHUNK: usize = 256 * 1024;

/// Names and values behind the `?`.
pub(crate) type Query<'a> = Vec<(&'a str, String)>;

/// A server, and the right to ask it.
pub(crate) struct Client {
    http: reqwest::Client,
    finder: Finder,
    place: Place,
    token: Option<HeaderValue>,
    has_answered: Cell<bool>,
}

impl Client {
    /// The server that the flags, the environment or the data folder name.
    pub(crate) fn open(global: &Global, args: &ServerArgs) -> anyhow::Result<Self> {
        let finder = Finder::new(global, args)?;
        let place = finder.place()?;
        let token = finder.token(&place)?;
        Ok(Self {
            http: http(&place)?,
            finder,
            place,
            token,
            has_answered: Cell::new(false),
        })
    }

    /// Where it is asked.
    pub(crate) fn address(&self) -> &str {
        self.place.url.as_str().trim_end_matches('/')
    }

    /// Whether somebody said that there is a server: the user, or the server itself.
    pub(crate) fn is_known(&self) -> bool {
        self.place.known != Known::Guessed
    }

    /// Whether the user said so, who then wants no other answer.
    pub(crate) fn is_said(&self) -> bool {
        self.place.known == Known::Said
    }

    /// Whether it has answered before.
    pub(crate) fn has_answered(&self) -> bool {
        self.has_answered.get()
    }

    /// Looks up again where the server is: started anew it may listen elsewhere.
    pub(crate) fn find_again(&mut self) {
        // What cannot be read now, or is not said while it stops, may be there the next time. Whoever else listens where
        // servers are is not the one that is missed.
        if let Ok(place) = self.finder.place()
            && place.known != Known::Guessed
            && let Ok(token) = self.finder.token(&place)
            && let Ok(http) = http(&place)
        {
            (self.http, self.place, self.token) = (http, place, token);
        }
    }

    /// Asks for what is at a path below `/api/v1`, and gives the text of it.
    pub(crate) async fn get_text(
        &self,
        path: &[&str],
        query: &Query<'_>,
    ) -> Result<String, AskError> {
        let request = self.request(Method::GET, path, query).timeout(ANSWER);
        self.text(self.send(request, path).await?).await
    }

    /// The same, read as what it is to be.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &[&str],
        query: &Query<'_>,
    ) -> Result<T, AskError> {
        let text = self.get_text(path, query).await?;
        self.read(&text)
    }

    /// Has something done, and gives the text of the answer.
    pub(crate) async fn post(&self, path: &[&str]) -> Result<String, AskError> {
        let request = self.request(Method::POST, path, &Query::new());
        self.text(self.send(request.timeout(ANSWER), path).await?)
            .await
    }

    /// Sends a form, which takes as long as it takes, and gives the text of the answer. With a key it counts once, however
    /// often it is sent.
    pub(crate) async fn post_form(
        &self,
        path: &[&str],
        query: &Query<'_>,
        form: Form,
        key: Option<&str>,
    ) -> Result<String, AskError> {
        let mut request = self.request(Method::POST, path, query);
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        self.text(self.send(request.multipart(form), path).await?)
            .await
    }

    /// Changes what is at a path, and gives the text of the answer.
    pub(crate) async fn patch(&self, path: &[&str], body: String) -> Result<String, AskError> {
        let request = self.request(Method::PATCH, path, &Query::new());
        let request = request
            .header(CONTENT_TYPE, "application/json")
            .body(body)
            .timeout(ANSWER);
        self.text(self.send(request, path).await?).await
    }

    /// Deletes what is at a path.
    pub(crate) async fn delete(&self, path: &[&str]) -> Result<String, AskError> {
        let request = self.request(Method::DELETE, path, &Query::new());
        self.text(self.send(request.timeout(ANSWER), path).await?)
            .await
    }

    /// Asks for something that is read piece by piece.
    pub(crate) async fn open_stream(
        &self,
        path: &[&str],
        query: &Query<'_>,
        header: Option<(&'static str, String)>,
    ) -> Result<Response, AskError> {
        let mut request = self.request(Method::GET, path, query);
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        // The head of the answer comes soon, whatever follows.
        match tokio::time::timeout(ANSWER, self.send(request, path)).await {
            Ok(answer) => answer,
            Err(_) => Err(self.lost("it takes too long to answer")),
        }
    }

    /// The next piece of an answer; none at its end.
    pub(crate) async fn chunk(&self, answer: &mut Response) -> Result<Option<Vec<u8>>, AskError> {
        match answer.chunk().await {
            Ok(chunk) => Ok(chunk.map(Into::into)),
            Err(error) => Err(AskError::of_request(&self.place, &error)),
        }
    }

    /// That the server is not there any more.
    pub(crate) fn lost(&self, why: impl Display) -> AskError {
        AskError::Unreachable {
            place: self.place.clone().into(),
            why: why.to_string(),
        }
    }

    /// Reads an answer as what it is to be.
    pub(crate) fn read<T: DeserializeOwned>(&self, text: &str) -> Result<T, AskError> {
        serde_json::from_str(text).map_err(|error| AskError::unreadable(&self.place, &error))
    }

    pub(super) fn request(
        &self,
        method: Method,
        path: &[&str],
        query: &Query<'_>,
    ) -> RequestBuilder {
        let mut request = self.http.request(method, self.url(path, query));
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, token.clone());
        }
        request
    }

    fn url(&self, path: &[&str], query: &Query<'_>) -> Url {
        let mut url = self.place.url.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["api", "v1"]).extend(path);
        }
        url.set_query(None);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// Sends a request. While the server compiles the plugin that it is about, it is sent again, unless its body can be read
    /// only once.
    pub(super) async fn send(
        &self,
        mut request: RequestBuilder,
        path: &[&str],
    ) -> Result<Response, AskError> {
        /// The server has waited itself before it answered.
        const PAUSE: Duration = Duration::from_millis(200);
        let mut is_said = false;
        loop {
            let again = request.try_clone();
            let answer = self.send_once(request, path).await;
            match (answer, again) {
                (Err(error), Some(again)) if error.is_compiling() => request = again,
                (answer, _) => return answer,
            }
            if !is_said {
                let what = match path {
                    ["plugins", name, ..] => name,
                    _ => "the plugin",
                };
                terminal::note(&format!(
                    "waiting for the server to compile {what}, once for this version"
                ));
            }
            is_said = true;
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn send_once(
        &self,
        request: RequestBuilder,
        path: &[&str],
    ) -> Result<Response, AskError> {
        let answer = request
            .send()
            .await
            .map_err(|error| AskError::of_request(&self.place, &error))?;
        let status = answer.status();
        if status.is_success() {
            self.has_answered.set(true);
            return Ok(answer);
        }
        let body = if status == StatusCode::NO_CONTENT {
            String::new()
        } else {
            self.text(answer).await?
        };
        let asked = Asked {
            place: &self.place,
            path,
            with_token: self.token.is_some(),
        };
        Err(AskError::of_answer(&asked, status, &body))
    }

    pub(super) async fn text(&self, answer: Response) -> Result<String, AskError> {
        answer
            .text()
            .await
            .map_err(|error| AskError::of_request(&self.place, &error))
    }
}

/// What asks the server at a place.
fn http(place: &Place) -> anyhow::Result<reqwest::Client> {
    reqwest::Client::builder()
        .connect_timeout(CONNECT)
        // The token goes to the server that was meant, on no way about.
        .redirect(Policy::none())
        .no_proxy()
        .tls_backend_preconfigured(place.trust.config()?)
        .build()
        .context("cannot make an HTTP client")
}

/// A part of a form that is read while it is sent, whatever its length. `what` names it in a message.
pub(crate) fn part(source: Source, what: String) -> Part {
    Part::stream(streamed(Vec::new(), source, what))
}

/// A body of some bytes and then a file that is read while it is sent.
pub(super) fn streamed(head: Vec<u8>, source: Source, what: String) -> Body {
    let (sender, receiver) = tokio::sync::mpsc::channel(2);
    // A thread of its own: a pipe that nobody writes to must not hold the program up when it ends.
    thread::spawn(move || {
        let failed =
            |error: io::Error| io::Error::other(Unread(format!("cannot read {what}: {error}")));
        if !head.is_empty() && sender.blocking_send(Ok(head)).is_err() {
            return;
        }
        let mut reader: Box<dyn Read> = match source {
            Source::Stdin => Box::new(io::stdin().lock()),
            Source::File(path) => match File::open(path) {
                Ok(file) => Box::new(file),
                Err(error) => return drop(sender.blocking_send(Err(failed(error)))),
            },
        };
        loop {
            let mut chunk = Vec::with_capacity(CHUNK);
            let item = match (&mut reader).take(CHUNK as u64).read_to_end(&mut chunk) {
                Ok(0) => return,
                Ok(_) => Ok(chunk),
                Err(error) => Err(failed(error)),
            };
            let is_last = item.is_err();
            // The server may have answered before it has read everything.
            if sender.blocking_send(item).is_err() || is_last {
                return;
            }
        }
    });
    Body::wrap_stream(ReceiverStream::new(receiver))
}

/// Where a part of a form comes from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Stdin,
    File(String),
}
