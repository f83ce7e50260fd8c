//! The flags of `runner submit` that say when a job runs, how often, and beside which others.

use clap::{Args, ValueEnum};
use runner_model::{JobId, Limit, LimitKey, OnFailure, QueueName};
use serde::Serialize;

use crate::job_args::priority::PriorityArgs;

/// When a job runs, how often, and beside which others.
#[derive(Debug, Args)]
#[command(next_help_heading = "When it runs")]
pub(crate) struct RuleArgs {
    /// The queue that it waits in [default: its processor's name]
    #[arg(long, value_name = "NAME", value_parser = queue)]
    pub(super) queue: Option<QueueName>,

    /// Whom it counts for, a customer say: the queue's limits for each key apply
    #[arg(long, value_name = "KEY", value_parser = limit_key)]
    pub(super) limit_key: Option<LimitKey>,

    #[command(flatten)]
    pub(super) priority: PriorityArgs,

    /// Run it that much later, at the earliest, such as `10m`
    #[arg(long, value_name = "DURATION", value_parser = duration_ms, conflicts_with = "at")]
    pub(super) delay: Option<u64>,

    /// Run it then, at the earliest, such as `2026-01-31T08:00:00Z`
    #[arg(long, value_name = "TIME", value_parser = moment)]
    pub(super) at: Option<jiff::Timestamp>,

    /// Let it fail if it waits then, for its first attempt or another: a time, or a duration from now such as `2h`
    #[arg(long, value_name = "TIME|DURATION", value_parser = expiry)]
    pub(super) expires: Option<Expiry>,

    /// How many times it may fail before that is final [default: 3]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) max_attempts: Option<u32>,

    /// How the wait between failures grows: exponential, linear or fixed, such as `linear,base=5s,cap=1h,jitter=10`
    #[arg(long, value_name = "KIND[,…]", value_parser = backoff)]
    pub(super) backoff: Option<BackoffFlag>,

    /// Run it after that job has ended; may be given again
    #[arg(long, value_name = "ID", value_parser = crate::commands::job::id)]
    pub(super) after: Vec<JobId>,

    /// What it does if one of those does not complete: fail, skip or run [default: fail]
    #[arg(long, value_name = "POLICY", value_parser = on_failure)]
    pub(super) on_failure: Option<OnFailure>,

    /// Let there be one job with this key at a time
    #[arg(long, value_name = "KEY")]
    pub(super) unique: Option<String>,

    /// Among which jobs the key is unique [default: processor]
    #[arg(long, value_name = "SCOPE", requires = "unique")]
    pub(super) unique_scope: Option<Scope>,

    /// For how long from the submit, ended or not [default: until it ends]
    #[arg(long, value_name = "DURATION", value_parser = duration_ms, requires = "unique")]
    pub(super) unique_for: Option<u64>,

    /// What happens to another with the key [default: return]
    #[arg(long, value_name = "MODE", requires = "unique")]
    pub(super) on_duplicate: Option<Mode>,

    /// Send it once, however often this command is run with the same key within 24 hours
    #[arg(long, value_name = "KEY", value_parser = idempotency_key)]
    pub(super) idempotency_key: Option<String>,
}

/// Among which jobs a key is unique.
#[derive(Debug, Clone, Copy, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Scope {
    /// Those of its processor
    Processor,
    /// Those of its queue
    Queue,
    /// All
    Global,
}

/// What happens to a job when another has its key.
#[derive(Debug, Clone, Copy, ValueEnum, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mode {
    /// The other is the answer
    Return,
    /// It is refused
    Reject,
    /// Its params replace the other's while that waits
    Replace,
    /// It is left out
    Skip,
}

/// When a job fails that still waits, or waits again.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Expiry {
    At(jiff::Timestamp),
    WithinMs(u64),
}

/// How long a job waits between failures.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct BackoffFlag {
    growth: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    base_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cap_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jitter_percent: Option<u8>,
}

/// What makes a job unique, as it is sent.
#[derive(Debug, Serialize)]
pub(super) struct Unique<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<Scope>,
    #[serde(skip_serializing_if = "Option::is_none")]
    window_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<Mode>,
}

impl RuleArgs {
    pub(super) fn unique(&self) -> Option<Unique<'_>> {
        Some(Unique {
            key: self.unique.as_deref()?,
            scope: self.unique_scope,
            window_ms: self.unique_for,
            mode: self.on_duplicate,
        })
    }
}

fn queue(text: &str) -> Result<QueueName, String> {
    QueueName::try_from(text.to_owned()).map_err(|error| error.to_string())
}

fn limit_key(text: &str) -> Result<LimitKey, String> {
    LimitKey::try_from(text.to_owned()).map_err(|error| error.to_string())
}

fn on_failure(text: &str) -> Result<OnFailure, String> {
    text.parse::<OnFailure>().map_err(|error| error.to_string())
}

pub(crate) fn idempotency_key(text: &str) -> Result<String, String> {
    let is_key =
        (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_key {
        Ok(text.to_owned())
    } else {
        Err("a key has 1 to 255 visible ASCII characters, a UUID say".to_owned())
    }
}

pub(crate) fn duration_ms(text: &str) -> Result<u64, String> {
    // Timeouts are written in the same way.
    Limit::Timeout
        .parse(text)
        .map_err(|error| error.to_string())
}

pub(crate) fn moment(text: &str) -> Result<jiff::Timestamp, String> {
    text.parse()
        .map_err(|_| "expected a time of RFC 3339, such as 2026-01-31T08:00:00Z".to_owned())
}

pub(crate) fn expiry(text: &str) -> Result<Expiry, String> {
    if let Ok(at) = text.parse() {
        return Ok(Expiry::At(at));
    }
    duration_ms(text).map(Expiry::WithinMs).map_err(|_| {
        "expected a time such as 2026-01-31T08:00:00Z, or a duration such as 2h".to_owned()
    })
}

fn backoff(text: &str) -> Result<BackoffFlag, String> {
    const HINT: &str = "write exponential, linear or fixed, and base=, cap= and jitter= behind commas, as in linear,base=5s,cap=1h";
    let mut parts = text.split(',');
    let growth = parts.next().unwrap_or_default();
    if !["exponential", "linear", "fixed"].contains(&growth) {
        return Err(format!("{growth:?} is no backoff: {HINT}"));
    }
    let mut flag = BackoffFlag {
        growth: growth.to_owned(),
        base_ms: None,
        cap_ms: None,
        jitter_percent: None,
    };
    for part in parts {
        match part.split_once('=') {
            Some(("base", value)) => flag.base_ms = Some(duration_ms(value)?),
            Some(("cap", value)) => flag.cap_ms = Some(duration_ms(value)?),
            Some(("jitter", value)) => {
                let percent = value.trim_end_matches('%').parse().ok();
                let percent = percent.filter(|percent| *percent <= 100);
                flag.jitter_percent =
                    Some(percent.ok_or_else(|| format!("{value:?} is no percentage"))?);
            }
            _ => return Err(format!("{part:?} says nothing of a backoff: {HINT}")),
        }
    }
    Ok(flag)
}
