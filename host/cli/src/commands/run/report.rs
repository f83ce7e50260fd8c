//! What `runner run` says at the end: the result as data, and for people what was used and which limits were near.

use std::process::ExitCode;

use runner_model::{
    ByteSize, Failure, FailureCode, Limit, Limits, NearLimit, Redactor, near_limits,
};
use runner_sandbox::{Outcome, Plugin, Report};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{RunArgs, name};
use crate::error::{Exit, UserError};
use crate::job_args::outputs::Kept;
use crate::terminal::{self, Style, paint};

/// How a job ended, without the secrets that it may have been told.
pub(super) struct End<'a> {
    plugin: &'a Plugin,
    report: &'a Report,
    limits: &'a Limits,
    result: Option<String>,
    failure: Option<Failure>,
}

impl<'a> End<'a> {
    pub(super) fn new(
        plugin: &'a Plugin,
        report: &'a Report,
        limits: &'a Limits,
        redactor: &Redactor,
    ) -> Self {
        let mut result = match &report.outcome {
            Outcome::Succeeded { result } => Some(result.clone()),
            _ => None,
        };
        let mut failure = report.outcome.failure(limits);
        result.iter_mut().for_each(|result| redactor.json(result));
        failure
            .iter_mut()
            .for_each(|failure| redactor.failure(failure));
        Self {
            plugin,
            report,
            limits,
            result,
            failure,
        }
    }

    /// Shows it and gives the exit code.
    pub(super) fn show(&self, kept: &[Kept], args: &RunArgs) -> anyhow::Result<ExitCode> {
        if args.json {
            terminal::json(&self.document(kept)?)?;
        } else {
            if let Some(result) = &self.result {
                // Data has the standard output for itself.
                if args.job.has_stdout_output() || kept.iter().any(Kept::is_printed) {
                    terminal::note(&terminal::escaped(result));
                } else {
                    terminal::json(result)?;
                }
            }
            self.for_people(kept, args);
        }
        Ok(match self.failure {
            None => ExitCode::SUCCESS,
            Some(_) => Exit::Failed.into(),
        })
    }

    fn for_people(&self, kept: &[Kept], args: &RunArgs) {
        if let Some(failure) = &self.failure {
            terminal::error(&format!(
                "{} failed, {}: {}",
                name(self.plugin),
                failure.code,
                failure.message
            ));
            if let Some(detail) = &failure.detail {
                terminal::note(detail.trim_end());
            }
        }
        if !args.quiet {
            usage(self.plugin, self.report, self.limits, kept);
        }
        if let Some(hint) = self
            .failure
            .as_ref()
            .and_then(|failure| hint(failure.code, self.limits))
        {
            terminal::hint(&hint);
        }
    }

    fn document(&self, kept: &[Kept]) -> anyhow::Result<String> {
        let descriptor = self.plugin.descriptor();
        let result = self.result.clone().map(RawValue::from_string).transpose()?;
        let document = json!({
            "processor": descriptor.name,
            "plugin": { "version": descriptor.version, "digest": self.plugin.digest() },
            "state": state(&self.report.outcome),
            "error": self.failure,
            "usage": self.report.usage,
            "limits": self.limits,
            "near_limits": near(self.report, self.limits),
            "outputs": kept,
        });
        // The result is put in as the text it is: a number of any length keeps its digits.
        let Value::Object(document) = document else {
            return Ok(String::new());
        };
        let mut text = String::from("{");
        for (key, value) in &document {
            if key == "error" {
                let result = result.as_deref().map_or("null", RawValue::get);
                text.push_str(&format!("\"result\":{result},"));
            }
            text.push_str(&format!("{}:{value},", Value::from(key.as_str())));
        }
        text.pop();
        text.push('}');
        Ok(text)
    }
}

/// The document of a job that never began.
pub(super) fn not_run(error: &anyhow::Error) -> String {
    let hint = error
        .downcast_ref::<UserError>()
        .and_then(UserError::hint_text);
    json!({
        "state": "failed",
        "error": { "code": "not_run", "message": format!("{error:#}"), "hint": hint },
    })
    .to_string()
}

fn state(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Succeeded { .. } => "completed",
        Outcome::Cancelled => "cancelled",
        _ => "failed",
    }
}

fn usage(plugin: &Plugin, report: &Report, limits: &Limits, kept: &[Kept]) {
    let usage = &report.usage;
    let descriptor = plugin.descriptor();
    let outcome = match &report.outcome {
        Outcome::Succeeded { .. } => paint(Style::Good, "completed"),
        Outcome::Cancelled => paint(Style::Warning, "cancelled"),
        _ => paint(Style::Error, "failed"),
    };
    terminal::note(&format!(
        "{} {} {outcome}",
        descriptor.name, descriptor.version
    ));
    let exact = if usage.fuel_exact {
        ""
    } else {
        ", to within 100 million"
    };
    let rows = [
        ("fuel", Limit::Fuel, usage.fuel.0, exact),
        ("peak memory", Limit::Memory, usage.peak_memory_bytes.0, ""),
        ("wall time", Limit::Timeout, usage.wall_ms, ""),
    ];
    for (title, limit, used, remark) in rows {
        let most = limit.show(limits.get(limit));
        let used_text = match (limit, used) {
            (Limit::Timeout, 0) => "under 1ms".to_owned(),
            _ => limit.show(used),
        };
        terminal::note(&format!("  {title:<12} {used_text} of {most}{remark}"));
    }
    let (read, written) = (usage.input_bytes, usage.output_bytes);
    if read > ByteSize(0) || written > ByteSize(0) {
        terminal::note(&format!("  {:<12} {read} read, {written} written", "data"));
    }
    if usage.log_bytes > ByteSize(0) {
        terminal::note(&format!(
            "  {:<12} {} of {}",
            "log",
            usage.log_bytes,
            limits.bytes(Limit::Log)
        ));
    }
    if usage.http_requests > 0 {
        terminal::note(&format!(
            "  {:<12} {} requests, {}",
            "http", usage.http_requests, usage.http_bytes
        ));
    }
    for output in kept {
        let size = ByteSize(output.size_bytes());
        match &output.path {
            Some(path) => {
                let path = path.display();
                terminal::note(&format!(
                    "  {:<12} {} → {path} ({size})",
                    "output",
                    output.name()
                ));
            }
            None => terminal::note(&paint(
                Style::Warning,
                &format!(
                    "  {:<12} {} ({size}) was not kept: add -o {1}=PATH",
                    "output",
                    output.name()
                ),
            )),
        }
    }
    for near in near(report, limits) {
        let percent = u128::from(near.used) * 100 / u128::from(near.value.max(1));
        let text = format!("near a limit: {percent} % of `{}`", near.limit);
        terminal::note(&paint(Style::Warning, &text));
    }
}

/// The limits that it came near, the result's size among them.
fn near(report: &Report, limits: &Limits) -> Vec<NearLimit> {
    let mut near = near_limits(&report.usage, limits);
    if let Outcome::Succeeded { result } = &report.outcome {
        near.extend(NearLimit::of(Limit::Result, result.len() as u64, limits));
    }
    near
}

/// What to do about a failure, where a flag of this command may help.
fn hint(code: FailureCode, limits: &Limits) -> Option<String> {
    let double = |limit: Limit| limits.get(limit).saturating_mul(2);
    match code {
        FailureCode::FuelExhausted => Some(format!("give it more: --fuel {}", double(Limit::Fuel))),
        FailureCode::TimedOut => Some(format!(
            "give it more: --timeout {}ms",
            double(Limit::Timeout)
        )),
        FailureCode::MemoryExceeded => Some(format!(
            "give it more: --memory {}MiB",
            (double(Limit::Memory) >> 20).max(1)
        )),
        FailureCode::OutputTooLarge => Some(format!(
            "give it more: --limit {}={} or --limit {}={}",
            Limit::Output,
            double(Limit::Output),
            Limit::Result,
            double(Limit::Result)
        )),
        FailureCode::LimitExceeded => Some("give it more: --limit NAME=VALUE".to_owned()),
        FailureCode::Trapped => Some(
            "the plugin broke down: see its log with --verbose, and report this to its author"
                .to_owned(),
        ),
        _ => None,
    }
}
