//! From what a client writes to what the engine takes. What is wrong is named by its path.

use runner_engine::Submission;
use runner_model::{
    Backoff, Factors, Growth, Hold, JobId, Limit, Priority, QueueName, Timestamp, Unique, Weights,
};
use runner_store::About;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::body::{JobRef, NewBackoff, NewJob, NewUnique};
use crate::body::{object, refuse_rounding};
use crate::problem::Problem;
use crate::view::parse_time;

/// The most that people may say of a job, in bytes, and the most tags.
const LONGEST_TITLE: usize = 1_024;
const LONGEST_TEXT: usize = 64 * 1_024;
const LONGEST_TAG: usize = 128;
const MOST_TAGS: usize = 64;

/// Reads all of a job but its inputs. `before` are the jobs that stand before it in the same request.
pub(super) fn submission(job: &mut NewJob, before: &[JobId]) -> Result<Submission, Problem> {
    let params = match &job.params {
        None => json!({}),
        Some(params) => {
            refuse_rounding(params.get().as_bytes())?;
            fit_text("/params", params.get())?
        }
    };
    let mut submission = Submission::new(std::mem::take(&mut job.processor), params);
    let now = jiff::Timestamp::now();
    submission.queue = named("/queue", job.queue.take(), QueueName::try_from)?;
    submission.limit_key = named(
        "/limit_key",
        job.limit_key.take(),
        runner_model::LimitKey::try_from,
    )?;
    submission.priority = match job.priority.take() {
        Some(written) => priority(written)?,
        None => Priority::default(),
    };
    submission.run_at = moment(
        now,
        ("/run_at", job.run_at.take()),
        ("/delay_ms", job.delay_ms),
    )?;
    submission.expires_at = moment(
        now,
        ("/expires_at", job.expires_at.take()),
        ("/expires_in_ms", job.expires_in_ms),
    )?;
    if let Some(expires_at) = submission.expires_at {
        let path = if job.expires_in_ms.is_some() {
            "/expires_in_ms"
        } else {
            "/expires_at"
        };
        let earliest = submission
            .run_at
            .unwrap_or(Timestamp::from_millis(now.as_millisecond()));
        if expires_at <= earliest {
            let message = "it would expire before it may run: give a later time";
            return Err(Problem::invalid(path, message));
        }
    }
    if let Some(most) = job.max_attempts {
        if most == 0 {
            let message = "a job that may not even fail once cannot run: give at least 1";
            return Err(Problem::invalid("/max_attempts", message));
        }
        submission.max_attempts = most;
    }
    submission.backoff = job.backoff.take().map(backoff).transpose()?;
    for (place, other) in job.after.drain(..).enumerate() {
        let path = format!("/after/{place}");
        submission.after.push(job_id(&path, other, before)?);
    }
    submission.on_failure = match job.on_failure.take() {
        Some(text) => text
            .parse()
            .map_err(|error: runner_model::ParseOnFailureError| {
                Problem::invalid("/on_failure", error.to_string())
            })?,
        None => runner_model::OnFailure::default(),
    };
    submission.unique = job.unique.take().map(unique).transpose()?;
    submission.limits = limits(std::mem::take(&mut job.limits))?;
    submission.about = about(job)?;
    Ok(submission)
}

fn named<T>(
    path: &str,
    text: Option<String>,
    parse: fn(String) -> Result<T, runner_model::NameError>,
) -> Result<Option<T>, Problem> {
    text.map(parse)
        .transpose()
        .map_err(|error| Problem::invalid(path, error.to_string()))
}

fn fit_text<T: DeserializeOwned>(path: &str, json: &str) -> Result<T, Problem> {
    serde_json::from_str(json).map_err(|error| Problem::invalid(path, error.to_string()))
}

/// A priority as a number, as a name, or as the factors that it is worked out from.
pub(crate) fn priority(written: Value) -> Result<Priority, Problem> {
    match written {
        Value::Object(_) => {
            let factors: Factors = object("/priority", written)?;
            Ok(Weights::default().priority(&factors))
        }
        Value::Number(_) | Value::String(_) => object("/priority", written),
        _ => Err(Problem::invalid(
            "/priority",
            "write 1 to 10, a name, or an object of `urgency`, `customer_tier` and `value`",
        )),
    }
}

/// A moment: as it is written, or some time from now by the server's clock.
fn moment(
    now: jiff::Timestamp,
    (at, text): (&str, Option<String>),
    (within, millis): (&str, Option<u64>),
) -> Result<Option<Timestamp>, Problem> {
    match (text, millis) {
        (None, None) => Ok(None),
        (Some(text), None) => time(at, &text).map(Some),
        (None, Some(_)) => later(now, within, millis),
        (Some(_), Some(_)) => {
            let message = format!("give one of `{}` and `{}`", &at[1..], &within[1..]);
            Err(Problem::invalid(within, message))
        }
    }
}

fn later(
    now: jiff::Timestamp,
    path: &str,
    millis: Option<u64>,
) -> Result<Option<Timestamp>, Problem> {
    let Some(millis) = millis else {
        return Ok(None);
    };
    i64::try_from(millis)
        .ok()
        .and_then(|millis| now.as_millisecond().checked_add(millis))
        .filter(|at| jiff::Timestamp::from_millisecond(*at).is_ok())
        .map(|at| Some(Timestamp::from_millis(at)))
        .ok_or_else(|| Problem::invalid(path, "it is longer than time is counted"))
}

/// A moment some time from now.
pub(crate) fn from_now(path: &str, millis: Option<u64>) -> Result<Option<Timestamp>, Problem> {
    later(jiff::Timestamp::now(), path, millis)
}

/// A moment as it is written.
pub(crate) fn time(path: &str, text: &str) -> Result<Timestamp, Problem> {
    parse_time(text).ok_or_else(|| {
        let message = format!("{text:?} is no RFC 3339 time, such as 2026-01-31T08:00:00Z");
        Problem::invalid(path, message)
    })
}

fn backoff(written: Value) -> Result<Backoff, Problem> {
    let said = match written {
        Value::String(_) => NewBackoff {
            growth: Some(object::<Growth>("/backoff", written)?),
            ..NewBackoff::default()
        },
        other => object("/backoff", other)?,
    };
    let default = Backoff::default();
    let base_ms = said.base_ms.unwrap_or(default.base_ms);
    let backoff = Backoff {
        growth: said.growth.unwrap_or(default.growth),
        base_ms,
        // A base beyond the usual cap was meant.
        cap_ms: said.cap_ms.unwrap_or(default.cap_ms.max(base_ms)),
        jitter_percent: said.jitter_percent.unwrap_or(default.jitter_percent),
    };
    if backoff.cap_ms < backoff.base_ms {
        let message = "the cap is the longest wait: it cannot be less than `base_ms`, the first";
        return Err(Problem::invalid("/backoff/cap_ms", message));
    }
    if backoff.jitter_percent > 100 {
        let message = "jitter moves a wait by at most 100 per cent";
        return Err(Problem::invalid("/backoff/jitter_percent", message));
    }
    Ok(backoff)
}

fn unique(written: Value) -> Result<Unique, Problem> {
    let said: NewUnique = object("/unique", written)?;
    let hold = match (said.window_ms, said.until_done) {
        (Some(0), _) => {
            let message = "a window of no time keeps nothing away: leave it out, or give more";
            return Err(Problem::invalid("/unique/window_ms", message));
        }
        (Some(_), true) => {
            let message = "give one of `window_ms` and `until_done`";
            return Err(Problem::invalid("/unique/until_done", message));
        }
        (Some(window), false) => Hold::WindowMs(window),
        (None, _) => Hold::UntilEnd,
    };
    Ok(Unique {
        key: said.key,
        scope: said.scope,
        hold,
        on_duplicate: said.mode,
    })
}

/// The job that another one names.
pub(super) fn job_id(path: &str, other: JobRef, before: &[JobId]) -> Result<JobId, Problem> {
    match other {
        JobRef::Place(place) => before.get(place).copied().ok_or_else(|| {
            Problem::invalid(
                path,
                format!("{place} is no job before this one in the request; give a job's id, or a place from 0"),
            )
        }),
        JobRef::Id(text) => text
            .parse()
            .map_err(|error: runner_model::ParseJobIdError| Problem::invalid(path, error.to_string())),
    }
}

/// The limits that a job asks for. Whether it may is judged with its processor.
fn limits(written: std::collections::BTreeMap<String, u64>) -> Result<Vec<(Limit, u64)>, Problem> {
    written
        .into_iter()
        .map(|(name, value)| Ok((limit("/limits", &name)?, value)))
        .collect()
}

/// The limit of a field below a place of the body.
pub(crate) fn limit(below: &str, name: &str) -> Result<Limit, Problem> {
    Limit::from_json_name(name).ok_or_else(|| {
        let known = Limit::ALL.map(Limit::json_name).join(", ");
        Problem::invalid(
            &format!("{below}/{name}"),
            format!("the limits are {known}"),
        )
    })
}

fn about(job: &mut NewJob) -> Result<About, Problem> {
    let about = About {
        title: job.title.take(),
        description: job.description.take(),
        tags: std::mem::take(&mut job.tags),
        metadata: job
            .metadata
            .take()
            .map(|metadata| metadata.get().to_owned()),
        created_by: job.created_by.take(),
    };
    check_about(&about)?;
    Ok(about)
}

/// Refuses what people say at too great length.
pub(crate) fn check_about(about: &About) -> Result<(), Problem> {
    let within = |path: &str, text: Option<&String>, most: usize| match text {
        Some(text) if text.len() > most => {
            let message = format!("it has {} bytes; at most {most} are kept", text.len());
            Err(Problem::invalid(path, message))
        }
        _ => Ok(()),
    };
    within("/title", about.title.as_ref(), LONGEST_TITLE)?;
    within("/description", about.description.as_ref(), LONGEST_TEXT)?;
    within("/metadata", about.metadata.as_ref(), LONGEST_TEXT)?;
    within("/created_by", about.created_by.as_ref(), LONGEST_TITLE)?;
    if about.tags.len() > MOST_TAGS {
        let message = format!("{} tags; at most {MOST_TAGS} are kept", about.tags.len());
        return Err(Problem::invalid("/tags", message));
    }
    for (place, tag) in about.tags.iter().enumerate() {
        let path = format!("/tags/{place}");
        if tag.is_empty() {
            return Err(Problem::invalid(&path, "a tag is not empty"));
        }
        within(&path, Some(tag), LONGEST_TAG)?;
    }
    Ok(())
}
