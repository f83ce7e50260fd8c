//! What a fetch needs of the world around it: somebody who sends its requests, clocks, and a memory.

use std::time::Duration;

use crate::state::State;

/// A request for one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, such as `POST`.
    pub method: String,
    /// The URL.
    pub url: String,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
}

/// An answer, whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The status, such as 200.
    pub status: u16,
    /// The headers that are text, in the order they came.
    pub headers: Vec<(String, String)>,
    /// How long the server asks to be left alone.
    pub retry_after: Option<Duration>,
    /// The body.
    pub body: Vec<u8>,
}

/// There is no answer, or not the whole of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// Another try may succeed.
    Passing(String),
    /// Another try would fare no better.
    ForGood(String),
}

/// How far a fetch has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Records that came.
    pub done: u64,
    /// How many there are, if that is known.
    pub total: Option<u64>,
    /// Records that are of no use.
    pub failed: u64,
    /// Where it stands, for people.
    pub message: String,
}

/// The world around a fetch.
pub trait World {
    /// The job's id.
    fn job(&self) -> &str;

    /// Sends a request and waits for all of its answer.
    fn send(&mut self, request: &Request) -> Result<Answer, Lost>;

    /// The time since some moment, on a clock that never goes back.
    fn now(&self) -> Duration;

    /// The time since 1970.
    fn since_1970(&self) -> Duration;

    /// Waits.
    fn wait(&mut self, time: Duration);

    /// Is told how far the fetch has come.
    fn progress(&mut self, progress: Progress);

    /// Keeps a state and the output as it is now, together.
    fn save(&mut self, state: &State) -> Result<(), String>;

    /// What an earlier fetch remembered under a key, if it is still known.
    fn recall(&mut self, key: &str) -> Option<Vec<u8>>;

    /// Remembers something for other fetches, for so long at the most.
    fn remember(&mut self, key: &str, value: &[u8], time: Duration) -> Result<(), String>;
}
