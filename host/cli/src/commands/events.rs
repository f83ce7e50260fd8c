//! `runner events`.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use runner_model::JobId;
use serde::Deserialize;

use crate::client::{Client, EventStream, Job, Query, ServerArgs, Since, block_on};
use crate::options::Global;
use crate::terminal::{self, Audience};

/// How long to wait before the server is looked for again.
const PAUSE: Duration = Duration::from_secs(1);

/// Print what happens on a server, as it happens
#[derive(Debug, Args)]
pub(crate) struct EventsArgs {
    /// Only of this job: all that is kept of it, until it ends
    #[arg(long, value_name = "ID", value_parser = crate::commands::job::id)]
    job: Option<JobId>,

    /// Only of this queue and of jobs in it; several with commas, or this flag again, as all that follow
    #[arg(
        long = "queue",
        value_name = "NAME",
        value_delimiter = ',',
        conflicts_with = "job"
    )]
    queues: Vec<String>,

    /// Only of jobs of this processor
    #[arg(
        long = "processor",
        value_name = "NAME",
        value_delimiter = ',',
        conflicts_with = "job"
    )]
    processors: Vec<String>,

    /// Only of this batch and of its items
    #[arg(
        long = "batch",
        value_name = "BATCH",
        value_delimiter = ',',
        conflicts_with = "job"
    )]
    batches: Vec<String>,

    /// Only of this type, such as job-failed; `progress` and `log` are printed with --json
    #[arg(long = "type", value_name = "TYPE", value_delimiter = ',')]
    types: Vec<String>,

    /// Begin after the event of this number
    #[arg(long, value_name = "SEQ")]
    after: Option<u64>,

    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

/// What an event says. Which of it is there depends on the event.
#[derive(Deserialize)]
struct Said {
    seq: Option<i64>,
    at: Option<String>,
    #[serde(rename = "type")]
    kind: String,
    job: Option<SaidJob>,
}

#[derive(Deserialize)]
struct SaidJob {
    id: JobId,
    state: Option<String>,
    attempt: Option<u32>,
}

impl EventsArgs {
    /// What is asked for, as it is sent.
    fn filter(&self) -> Query<'static> {
        let parts = [
            ("queue", &self.queues),
            ("processor", &self.processors),
            ("batch", &self.batches),
            ("type", &self.types),
        ];
        let said = parts.into_iter().filter(|(_, names)| !names.is_empty());
        said.map(|(part, names)| (part, names.join(","))).collect()
    }
}

pub(crate) fn run(global: &Global, args: &EventsArgs) -> anyhow::Result<ExitCode> {
    let mut client = Client::open(global, &args.server)?;
    let mut since = match (args.after, args.job) {
        (Some(seq), _) => Since::Seen(seq.to_string()),
        (None, Some(_)) => Since::Start,
        (None, None) => Since::Now,
    };
    let filter = args.filter();
    block_on(async {
        let mut is_lost = false;
        loop {
            let error = match EventStream::open(&client, args.job, &since, &filter).await {
                Ok(stream) => {
                    if is_lost {
                        terminal::note("the server is back");
                    }
                    is_lost = false;
                    match print(&client, args, stream, &mut since).await? {
                        Ok(()) => return Ok(ExitCode::SUCCESS),
                        Err(error) => error,
                    }
                }
                Err(error) => error,
            };
            if !error.may_pass() || !client.has_answered() {
                return Err(error.into());
            }
            if !is_lost {
                terminal::note(&format!("lost the server ({error}); waiting for it"));
            }
            is_lost = true;
            tokio::time::sleep(PAUSE).await;
            client.find_again();
        }
    })
}

/// Prints events until the job ends, nobody reads them any more, or the server is lost.
async fn print(
    client: &Client,
    args: &EventsArgs,
    mut stream: EventStream,
    since: &mut Since,
) -> anyhow::Result<Result<(), crate::client::AskError>> {
    loop {
        let event = match stream.next(client).await {
            Ok(event) => event,
            Err(error) => return Ok(Err(error)),
        };
        if event.kind.is_empty() {
            // It tells how far the stream has come.
            if let Some(id) = event.id {
                *since = Since::Seen(id);
            }
            continue;
        }
        let said: Said = client.read(&event.data)?;
        let line = if args.json {
            event.data.clone()
        } else {
            line(&said)
        };
        // Progress and logs are many: for people there are better places.
        let shown = args.json || said.seq.is_some();
        if shown && terminal::data(&line)? == Audience::Gone {
            return Ok(Ok(()));
        }
        if let Some(id) = event.id {
            *since = Since::Seen(id);
        }
        if let Some(id) = args.job
            && matches!(
                said.kind.as_str(),
                "job-completed" | "job-failed" | "job-cancelled"
            )
        {
            // It may have been tried again since.
            let path = ["jobs", &id.to_string()];
            let job: Job = match client.get(&path, &Query::new()).await {
                Ok(job) => job,
                Err(error) => return Ok(Err(error)),
            };
            if job.state.is_end() {
                return Ok(Ok(()));
            }
        }
    }
}

fn line(said: &Said) -> String {
    let (seq, at) = (said.seq.unwrap_or_default(), said.at.as_deref());
    let mut line = format!("{seq:>6}  {}  {:<14}", at.unwrap_or_default(), said.kind);
    if let Some(job) = &said.job {
        line.push_str(&format!("  {}", job.id));
        if let Some(state) = &job.state {
            line.push_str(&format!("  {state}"));
        }
        if let Some(attempt) = job.attempt.filter(|attempt| *attempt > 0) {
            line.push_str(&format!(", attempt {attempt}"));
        }
    }
    line
}
