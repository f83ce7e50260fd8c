//! How a job ended, for people and programs.

use std::process::ExitCode;

use runner_model::{ByteSize, Limit, StateName};
use serde_json::value::RawValue;

use crate::client::Job;
use crate::error::Exit;
use crate::job_args::outputs::Kept;
use crate::terminal::{self, Style, paint};

/// A job at its end, and how that is to be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outcome<'a> {
    /// The job.
    pub(crate) job: &'a Job,
    /// The same as the server wrote it, if that is what is wanted.
    pub(crate) json: Option<&'a str>,
    /// Its outputs that are files here now.
    pub(crate) kept: &'a [Kept],
    /// Whether something else has the standard output for itself.
    pub(crate) stdout_is_taken: bool,
    /// Whether what it used is shown.
    pub(crate) with_usage: bool,
}

/// Shows how a job ended, and gives the exit code for it.
pub(crate) fn show(outcome: Outcome<'_>) -> anyhow::Result<ExitCode> {
    let job = outcome.job;
    if let Some(json) = outcome.json {
        terminal::json(json)?;
    } else if let Some(result) = &job.result {
        if outcome.stdout_is_taken {
            terminal::note(&terminal::escaped(result.get()));
        } else {
            terminal::json(RawValue::get(result))?;
        }
    }
    if outcome.with_usage {
        summary(job);
    }
    for output in outcome.kept {
        if let Some(path) = &output.path {
            let size = ByteSize(output.size_bytes());
            terminal::note(&row(
                "output",
                &format!("{} → {} ({size})", output.name(), path.display()),
            ));
        }
    }
    if outcome.with_usage && outcome.json.is_none() {
        for output in &job.outputs {
            let is_here = |kept: &Kept| kept.path.is_some() && kept.name().as_str() == output.name;
            if !outcome.kept.iter().any(is_here) && !output.partial {
                let size = ByteSize(output.size_bytes);
                terminal::note(&row(
                    "output",
                    &format!("{} ({size}): runner job output {}", output.name, job.id),
                ));
            }
        }
    }
    if job.state == StateName::Completed {
        return Ok(ExitCode::SUCCESS);
    }
    let name = &job.processor;
    match &job.error {
        Some(error) => {
            let state = job.state;
            let (code, message) = (&error.code, &error.message);
            terminal::error(&format!("{name} {state}, {code}: {message}"));
            if let Some(detail) = &error.detail {
                terminal::note(detail.trim_end());
            }
        }
        None => terminal::error(&format!("{name} {}", job.state)),
    }
    if job.state == StateName::Failed {
        terminal::hint(&format!("what it said: runner job logs {}", job.id));
    }
    Ok(Exit::Failed.into())
}

fn summary(job: &Job) {
    let version = job
        .plugin
        .as_ref()
        .and_then(|plugin| plugin.version.as_deref());
    let state = match job.state {
        StateName::Completed => paint(Style::Good, "completed"),
        StateName::Cancelled => paint(Style::Warning, "cancelled"),
        other => paint(Style::Error, other.as_str()),
    };
    let (name, version) = (&job.processor, version.unwrap_or_default());
    terminal::note(&format!("{name} {version} {state}"));
    for (title, text) in usage(job) {
        terminal::note(&row(title, &text));
    }
}

fn row(title: &str, text: &str) -> String {
    format!("  {title:<12} {text}")
}

/// What the last attempt of a job used, as titles and texts.
pub(crate) fn usage(job: &Job) -> Vec<(&'static str, String)> {
    let Some(used) = &job.usage else {
        return Vec::new();
    };
    let usage = &used.usage;
    let exact = if usage.fuel_exact {
        ""
    } else {
        ", to within 100 million"
    };
    let mut rows = vec![
        ("fuel", format!("{}{exact}", usage.fuel)),
        ("peak memory", usage.peak_memory_bytes.to_string()),
        (
            "wall time",
            format!(
                "{}, and {} in the queue{}",
                time(usage.wall_ms),
                time(used.queue_ms),
                match usage.frozen_ms {
                    0 => String::new(),
                    frozen => format!(", {} frozen", time(frozen)),
                }
            ),
        ),
    ];
    let (read, written) = (usage.input_bytes, usage.output_bytes);
    if read > ByteSize(0) || written > ByteSize(0) {
        rows.push(("data", format!("{read} read, {written} written")));
    }
    if usage.log_bytes > ByteSize(0) {
        rows.push(("log", usage.log_bytes.to_string()));
    }
    if usage.http_requests > 0 {
        let (requests, bytes) = (usage.http_requests, usage.http_bytes);
        rows.push(("http", format!("{requests} requests, {bytes}")));
    }
    rows
}

fn time(millis: u64) -> String {
    match millis {
        0 => "under 1ms".to_owned(),
        _ => Limit::Timeout.show(millis),
    }
}
