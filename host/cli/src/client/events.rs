//! The stream of events, which goes on after the server was away.

use std::collections::VecDeque;
use std::time::Duration;

use reqwest::Response;
use runner_model::JobId;

use super::connection::{Client, Query};
use super::problem::AskError;
use super::sse::{Event, Parser};

/// The server says something every 15 s at the latest; who is silent for longer than this is gone.
const SILENCE: Duration = Duration::from_secs(45);

/// Where a stream begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Since {
    /// With all that is kept.
    Start,
    /// Now.
    Now,
    /// After the durable event of that number.
    Seen(String),
}

/// A stream of events that is open.
#[derive(Debug)]
pub(crate) struct EventStream {
    answer: Response,
    parser: Parser,
    ready: VecDeque<Event>,
}

impl EventStream {
    /// Opens the stream of a job, or of everything: as far as the filter lets it through.
    pub(crate) async fn open(
        client: &Client,
        job: Option<JobId>,
        since: &Since,
        filter: &Query<'_>,
    ) -> Result<Self, AskError> {
        let id = job.map(|id| id.to_string());
        let path = match &id {
            Some(id) => vec!["jobs", id, "events"],
            None => vec!["events"],
        };
        let mut query = filter.clone();
        let header = match since {
            Since::Start => {
                query.push(("after", "0".to_owned()));
                None
            }
            Since::Now => {
                query.push(("after", "latest".to_owned()));
                None
            }
            Since::Seen(seq) => Some(("last-event-id", seq.clone())),
        };
        let answer = client.open_stream(&path, &query, header).await?;
        Ok(Self {
            answer,
            parser: Parser::default(),
            ready: VecDeque::new(),
        })
    }

    /// Opens the stream at a path that tells how something stands now and whenever that changes.
    pub(crate) async fn of_standing(client: &Client, path: &[&str]) -> Result<Self, AskError> {
        let answer = client.open_stream(path, &Query::new(), None).await?;
        Ok(Self {
            answer,
            parser: Parser::default(),
            ready: VecDeque::new(),
        })
    }

    /// The next event. An error that may pass means that the server went away.
    pub(crate) async fn next(&mut self, client: &Client) -> Result<Event, AskError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(event);
            }
            let chunk = tokio::time::timeout(SILENCE, client.chunk(&mut self.answer)).await;
            match chunk {
                Ok(Ok(Some(chunk))) => self.ready.extend(self.parser.feed(&chunk)),
                Ok(Ok(None)) => return Err(client.lost("it ended the connection")),
                Ok(Err(error)) => return Err(error),
                Err(_) => return Err(client.lost("it says nothing any more")),
            }
        }
    }
}
