//! A batch that is sent as lines of JSON, one for each item.

use axum::body::Body;
use axum::extract::Request;
use runner_engine::{BatchDocument, BatchPlan, DocumentError, OpenBatch, Opened};
use runner_store::{Batch, Once};
use serde::Deserialize;
use serde_json::Value;
use tokio::io::AsyncReadExt as _;
use tokio_stream::StreamExt as _;

use crate::app::App;
use crate::auth::Caller;
use crate::body::refuse_rounding;
use crate::problem::Problem;
use crate::submit::{Fingerprint, once};
use crate::upload::{self, Temporary};

/// The longest line of a stream, in bytes.
const LONGEST_LINE: usize = 4 * 1024 * 1024;

/// How much of a file is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// Whether a media type is that of lines of JSON.
pub(crate) fn are_lines(kind: &str) -> bool {
    const KINDS: [&str; 3] = [
        "application/x-ndjson",
        "application/jsonl",
        "application/x-jsonlines",
    ];
    KINDS.iter().any(|lines| kind.starts_with(lines))
}

/// Receives a batch. Its items run while it is still being sent, unless the request has a key: then all of it comes
/// first, since the same key with another body must not create anything; and as all of it is there, all of it is checked
/// before anything is created, so that a request with a bad line leaves its key free.
pub(crate) async fn receive(
    app: &App,
    caller: &Caller,
    request: Request,
) -> Result<Batch, Problem> {
    let headers = request.headers().clone();
    let mut print = Fingerprint::new(request.uri().path(), &headers);
    if !print.is_wanted() {
        return Lines::new(app, caller, Purpose::Take(None))
            .receive(From::Body(request.into_body()))
            .await;
    }
    print.add("lines", b"");
    let file = upload::spool(app, request.into_body(), &mut print).await?;
    let once = once(&headers, print, caller)?;
    Lines::new(app, caller, Purpose::Look).look(&file).await?;
    Lines::new(app, caller, Purpose::Take(once))
        .receive(From::File(file))
        .await
}

/// Looks through a batch as it comes, and keeps nothing of it; gives how many items it has.
pub(crate) async fn look(app: &App, caller: &Caller, request: Request) -> Result<u64, Problem> {
    let mut lines = Lines::new(app, caller, Purpose::Look);
    lines.read_body(request.into_body()).await?;
    Ok(lines.items)
}

/// Where the lines come from.
enum From {
    Body(Body),
    File(Temporary),
}

/// What the lines are read for.
enum Purpose {
    /// To see what is wrong with them.
    Look,
    /// To take them, for once if the request has a key.
    Take(Option<Once>),
}

/// What became of the batch so far.
enum Standing {
    /// Its head has not come.
    None,
    /// Its lines are looked at.
    Planned(Box<BatchPlan>),
    /// It takes them.
    Open(OpenBatch),
    /// The same request created it before.
    Before(Box<Batch>),
}

/// The lines of a body, and what became of those so far.
struct Lines<'a> {
    app: &'a App,
    caller: &'a Caller,
    purpose: Purpose,
    batch: Standing,
    /// What came of a line that is not whole.
    rest: Vec<u8>,
    number: u64,
    /// Those of the lines that were looked at as items.
    items: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    batch: BatchDocument,
}

impl<'a> Lines<'a> {
    fn new(app: &'a App, caller: &'a Caller, purpose: Purpose) -> Self {
        Self {
            app,
            caller,
            purpose,
            batch: Standing::None,
            rest: Vec::new(),
            number: 0,
            items: 0,
        }
    }

    /// Says what is wrong with the first line that is.
    async fn look(mut self, file: &Temporary) -> Result<(), Problem> {
        self.read_file(file).await
    }

    async fn receive(mut self, from: From) -> Result<Batch, Problem> {
        let read = match from {
            From::Body(body) => self.read_body(body).await,
            From::File(file) => self.read_file(&file).await,
        };
        match read {
            Ok(()) => {
                // A body without a line is a batch without items.
                if let Standing::None = self.batch {
                    self.open(BatchDocument::default()).await?;
                }
                match self.batch {
                    Standing::Open(batch) => Ok(batch.seal().await?),
                    Standing::Before(before) => Ok(*before),
                    Standing::None | Standing::Planned(_) => {
                        Err(Problem::bad_request("there is no batch in the body"))
                    }
                }
            }
            Err(problem) => {
                // Items that came before may have run already: a stream is not held back for its end.
                let Standing::Open(batch) = self.batch else {
                    return Err(problem);
                };
                let (id, count) = (batch.id(), batch.count());
                batch.stop().await?;
                Err(problem.after(&format!(
                    "; the batch {id}, which had taken {count} items, was stopped"
                )))
            }
        }
    }

    async fn read_body(&mut self, body: Body) -> Result<(), Problem> {
        let mut chunks = body.into_data_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk
                .map_err(|error| Problem::bad_request(format!("the body broke off: {error}")))?;
            self.chunk(&chunk).await?;
        }
        self.last_line().await
    }

    async fn read_file(&mut self, file: &Temporary) -> Result<(), Problem> {
        let failed = |error: std::io::Error| Problem::internal(&error);
        let mut file = tokio::fs::File::open(file.path()).await.map_err(failed)?;
        let mut chunk = vec![0; CHUNK];
        while !self.is_done() {
            match file.read(&mut chunk).await.map_err(failed)? {
                0 => return self.last_line().await,
                count => self.chunk(&chunk[..count]).await?,
            }
        }
        Ok(())
    }

    async fn chunk(&mut self, chunk: &[u8]) -> Result<(), Problem> {
        self.rest.extend_from_slice(chunk);
        let mut begin = 0;
        while let Some(end) = self.rest[begin..].iter().position(|byte| *byte == b'\n') {
            let line = self.rest[begin..begin + end].to_vec();
            begin += end + 1;
            self.line(&line).await?;
        }
        self.rest.drain(..begin);
        if self.rest.len() > LONGEST_LINE {
            self.number += 1;
            return Err(self.wrong("it is longer than 4 MiB"));
        }
        Ok(())
    }

    async fn last_line(&mut self) -> Result<(), Problem> {
        let line = std::mem::take(&mut self.rest);
        self.line(&line).await
    }

    /// Whether the rest of the lines is of no interest.
    const fn is_done(&self) -> bool {
        matches!(self.batch, Standing::Before(_))
    }

    fn wrong(&self, what: impl std::fmt::Display) -> Problem {
        Problem::invalid(
            &format!("/{}", self.number),
            format!("line {}: {what}", self.number),
        )
    }

    async fn open(&mut self, head: BatchDocument) -> Result<(), DocumentError> {
        let engine = &self.app.engine;
        let purpose = match &self.purpose {
            Purpose::Look => runner_engine::Purpose::Look,
            Purpose::Take(_) => runner_engine::Purpose::Keep,
        };
        let plan = engine
            .plan_batch(head, self.caller.submitter().clone(), purpose)
            .await?;
        self.batch = match &mut self.purpose {
            Purpose::Look => Standing::Planned(Box::new(plan)),
            Purpose::Take(once) => match engine.open_batch(plan, once.take()).await? {
                Opened::New(batch) => Standing::Open(batch),
                Opened::Before(before) => Standing::Before(before),
            },
        };
        Ok(())
    }

    async fn line(&mut self, line: &[u8]) -> Result<(), Problem> {
        self.number += 1;
        if line.trim_ascii().is_empty() || self.is_done() {
            return Ok(());
        }
        let value: Value = serde_json::from_slice(line).map_err(|error| self.wrong(error))?;
        refuse_rounding(line).map_err(|problem| {
            let number = self.number;
            problem.after(&format!(" (line {number})"))
        })?;
        let is_head = matches!(self.batch, Standing::None)
            && value
                .as_object()
                .is_some_and(|map| map.len() == 1 && map.contains_key("batch"));
        if is_head {
            let head: Head = serde_json::from_value(value).map_err(|error| self.wrong(error))?;
            if !head.batch.items.is_empty() {
                return Err(self.wrong("the items of a stream are its other lines"));
            }
            return Ok(self.open(head.batch).await?);
        }
        if let Standing::None = self.batch {
            self.open(BatchDocument::default()).await?;
        }
        let number = self.number;
        let taken = match &mut self.batch {
            Standing::Planned(plan) => {
                self.items += 1;
                plan.check(value).await
            }
            Standing::Open(batch) => batch.push(value).await,
            Standing::None | Standing::Before(_) => Ok(()),
        };
        taken.map_err(|error| at_line(number, error))
    }
}

fn at_line(number: u64, error: DocumentError) -> Problem {
    match error {
        DocumentError::Store(error) => error.into(),
        error => Problem::from(error.below(&format!("/{number}"))),
    }
}
