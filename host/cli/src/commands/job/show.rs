//! `runner job show`.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;
use runner_model::ByteSize;

use super::which::Which;
use crate::client::{Attempt, Client, Input, Job, Listed, Query, ServerArgs, block_on};
use crate::follow::usage;
use crate::options::Global;
use crate::terminal;

/// Show all that is known of a job
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The job's id, or its beginning
    #[arg(value_name = "ID")]
    id: Which,

    /// Print JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    server: ServerArgs,
}

pub(crate) fn run(global: &Global, args: &ShowArgs) -> anyhow::Result<ExitCode> {
    let id = args.id.find(global, &args.server)?;
    let client = Client::open(global, &args.server)?;
    let id = id.to_string();
    let shown = block_on(async {
        let text = client.get_text(&["jobs", &id], &Query::new()).await?;
        if args.json {
            return Ok(terminal::escaped(&text).into_owned());
        }
        let job: Job = client.read(&text)?;
        let path = ["jobs", id.as_str(), "attempts"];
        let attempts: Listed<Attempt> = client.get(&path, &Query::new()).await?;
        Ok(page(&job, &attempts.items))
    })?;
    terminal::data(shown.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

fn page(job: &Job, attempts: &[Attempt]) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(page, "{} {}", job.processor, job.id);
    if let Some(title) = &job.title {
        let _ = writeln!(page, "{title}");
    }
    if let Some(description) = &job.description {
        let _ = writeln!(page, "{description}");
    }
    page.push('\n');
    life(&mut page, job);
    let mut row = |title: &str, text: &str| {
        let _ = writeln!(page, "{title:<12}  {text}");
    };
    if let Some(params) = &job.params {
        row("params", &shortened(params.get()));
    }
    for input in &job.inputs {
        row("input", &input_line(input));
    }
    for output in &job.outputs {
        let (name, kind) = (&output.name, &output.media_type);
        let size = ByteSize(output.size_bytes);
        let part = if output.partial { ", not whole" } else { "" };
        row("output", &format!("{name} ({size}, {kind}{part})"));
    }
    if let Some(result) = &job.result {
        row("result", &shortened(result.get()));
    }
    for (title, text) in usage(job) {
        row(title, &text);
    }
    if attempts.len() > 1 || attempts.iter().any(|attempt| attempt.error.is_some()) {
        page.push_str("\nattempts\n");
        for attempt in attempts {
            let _ = writeln!(page, "{}", attempt_line(attempt));
        }
    }
    page
}

/// As much of a document as people look at.
fn shortened(json: &str) -> String {
    const MOST: usize = 300;
    match json.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}… (all of it: --json)", terminal::escaped(&json[..end])),
        None => terminal::escaped(json).into_owned(),
    }
}

fn life(page: &mut String, job: &Job) {
    let mut row = |title: &str, text: &str| {
        let text = text.trim_end().replace('\n', "\n              ");
        let _ = writeln!(page, "{title:<12}  {text}");
    };
    let stopping = if job.is_stopping {
        ", being stopped"
    } else {
        ""
    };
    let resumes = match job.resumes.as_deref() {
        Some("frozen") => ", frozen where it stands",
        Some("checkpoint") => ", goes on from its last checkpoint",
        Some("restart") => ", starts over when it is resumed",
        _ => "",
    };
    row("state", &format!("{}{stopping}{resumes}", job.state));
    if let Some(error) = &job.error {
        row("error", &format!("{}: {}", error.code, error.message));
        if let Some(detail) = &error.detail {
            row("", detail);
        }
    }
    if let Some(progress) = &job.progress
        && !job.state.is_end()
    {
        let total = progress
            .total
            .map(|total| format!(" of {total}"))
            .unwrap_or_default();
        let message = progress
            .message
            .as_ref()
            .map(|message| format!(", {message}"))
            .unwrap_or_default();
        row("progress", &format!("{}{total}{message}", progress.done));
    }
    row(
        "queue",
        &format!("{}, priority {}", job.queue, job.priority),
    );
    if let Some(batch) = &job.batch_id {
        row("batch", batch);
    }
    if let Some(key) = &job.limit_key {
        row("limit key", key);
    }
    for other in &job.after {
        row("after", other);
    }
    row(
        "attempts",
        &format!(
            "{}, {} of {} failures",
            job.attempt, job.failures, job.max_attempts
        ),
    );
    row("submitted", &job.created_at);
    if let Some(by) = &job.created_by {
        row("by", by);
    }
    if let (None, Some(at)) = (&job.started_at, &job.scheduled_at) {
        row("due", at);
    }
    if let (None, Some(at)) = (&job.started_at, &job.expires_at) {
        row("expires", at);
    }
    if let Some(at) = &job.started_at {
        row("started", at);
    }
    if let Some(at) = &job.finished_at {
        row("finished", at);
    }
    if !job.tags.is_empty() {
        row("tags", &job.tags.join(", "));
    }
    if let Some(metadata) = &job.metadata {
        row("metadata", &shortened(metadata.get()));
    }
    if let Some(plugin) = &job.plugin {
        let version = plugin.version.as_deref().unwrap_or("of an unknown version");
        row("plugin", &format!("{version}, {}", plugin.digest));
    }
}

fn attempt_line(attempt: &Attempt) -> String {
    let end = match (&attempt.error, &attempt.ended_at) {
        (Some(error), _) => format!("{}: {}", error.code, error.message),
        (None, Some(_)) => "ended well".to_owned(),
        (None, None) => "runs".to_owned(),
    };
    let took = match (&attempt.usage, &attempt.ended_at) {
        (Some(used), Some(_)) => {
            let used = &used.usage;
            let http = match used.http_requests {
                0 => String::new(),
                requests => format!(", {requests} HTTP requests with {}", used.http_bytes),
            };
            format!(
                ", {} of fuel, {}, {}{http}",
                used.fuel,
                used.peak_memory_bytes,
                runner_model::Limit::Timeout.show(used.wall_ms)
            )
        }
        _ => String::new(),
    };
    format!(
        "  {:<3} {} on {}{took}\n      {}",
        attempt.attempt,
        attempt.started_at,
        attempt.node,
        end.replace('\n', "\n      ")
    )
}

/// An input with its size; of statistics, which.
fn input_line(input: &Input) -> String {
    let (name, kind) = (&input.name, &input.media_type);
    let asked = input.stats.as_ref().map(|stats| {
        let said = stats.as_object().into_iter().flatten();
        let said: Vec<String> = said
            .map(|(key, value)| format!("{key} {}", value.as_str().unwrap_or_default()))
            .collect();
        format!("statistics {}", said.join(", "))
    });
    match (input.size_bytes.map(ByteSize), asked) {
        (Some(size), None) => format!("{name} ({size}, {kind})"),
        (Some(size), Some(asked)) => format!("{name} ({size}, {kind}, {asked})"),
        (None, Some(asked)) => format!("{name} ({asked}, as they are when it starts)"),
        (None, None) => format!("{name} ({kind})"),
    }
}
