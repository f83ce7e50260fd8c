//! `runner job logs`.

use std::process::ExitCode;

use clap::Args;
use runner_model::{LogLine, Progress};

use super::which::Which;
use crate::client::{Client, Job, LogPage, Query, ServerArgs, block_on};
use crate::follow::{self, Awaited, Watcher};
use crate::options::Global;
use crate::terminal::{self, Audience, Style, log_line, paint};

/// Print what a job said
#[derive(Debug, Args)]
pub(crate) struct LogsArgs {
    /// The job's id, or its beginning
    #[arg(value_name = "ID")]
    id: Which,

    /// The log of this attempt [default: the last]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), conflicts_with = "follow")]
    attempt: Option<u32>,

    /// Go on until the job ends
    #[arg(short, long)]
    follow: bool,

    /// Print JSON Lines
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &LogsArgs) -> anyhow::Result<ExitCode> {
    let id = args.id.find(global, &args.server)?;
    let mut client = Client::open(global, &args.server)?;
    let mut lines = Lines { json: args.json };
    block_on(async {
        if args.follow {
            let watching = follow::follow(&mut client, id, &mut lines);
            return match follow::unless_interrupted(Awaited::Job(id), watching).await? {
                Ok(_) => Ok(ExitCode::SUCCESS),
                Err(interrupted) => Ok(interrupted),
            };
        }
        let id = id.to_string();
        let (mut attempt, mut from) = (args.attempt, 0);
        loop {
            let mut query: Query<'_> = vec![("from", from.to_string())];
            query.extend(attempt.map(|attempt| ("attempt", attempt.to_string())));
            let page: LogPage = client.get(&["jobs", &id, "logs"], &query).await?;
            let first = page.items.first().map_or(from, |line| line.number);
            if lines.print(page.attempt, first - from, &page.items)? == Audience::Gone {
                return Ok(ExitCode::SUCCESS);
            }
            match page.next_from {
                Some(next) => (attempt, from) = (Some(page.attempt), next),
                None => return Ok(ExitCode::SUCCESS),
            }
        }
    })
}

/// Prints lines as data.
struct Lines {
    json: bool,
}

impl Lines {
    fn print(&self, attempt: u32, missing: u64, lines: &[LogLine]) -> anyhow::Result<Audience> {
        if missing > 0 {
            self.remark(&format!("… {missing} lines dropped …"));
        }
        for line in lines {
            let text = if self.json {
                let mut line = serde_json::to_value(line)?;
                line["attempt"] = attempt.into();
                line.to_string()
            } else {
                let (seconds, millis) = (line.at_ms / 1000, line.at_ms % 1000);
                format!("{seconds:>5}.{millis:03} {}", log_line(line))
            };
            if terminal::data(&text)? == Audience::Gone {
                return Ok(Audience::Gone);
            }
        }
        Ok(Audience::There)
    }

    fn remark(&self, text: &str) {
        terminal::note(&paint(Style::Quiet, text));
    }
}

impl Watcher for Lines {
    fn wants_log(&self) -> bool {
        true
    }

    fn state(&mut self, _: &Job) -> anyhow::Result<()> {
        Ok(())
    }

    fn progress(&mut self, _: &Progress) -> anyhow::Result<()> {
        Ok(())
    }

    fn log(&mut self, attempt: u32, missing: u64, lines: &[LogLine]) -> anyhow::Result<()> {
        self.print(attempt, missing, lines).map(drop)
    }

    fn note(&mut self, text: &str) {
        self.remark(text);
    }
}
