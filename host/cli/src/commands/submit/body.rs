//! The document of a job that is submitted.

use std::collections::BTreeMap;

use runner_model::{Limit, PortName};
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::SubmitArgs;
use super::rules::{BackoffFlag, Expiry, Unique};

/// What is sent. What nobody said is left out, so that the server decides.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    processor: &'a str,
    params: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_in_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_attempts: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    backoff: Option<&'a BackoffFlag>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    after: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_failure: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unique: Option<Unique<'a>>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    limits: BTreeMap<&'static str, u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    tags: &'a [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<&'a str>,
    inputs: BTreeMap<PortName, Input>,
}

/// An input in the document.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Input {
    Part { part: String },
    Blob { blob: String },
    Job { job: String, output: String },
    Stats { stats: Value },
}

impl<'a> Document<'a> {
    pub(super) fn new(
        args: &'a SubmitArgs,
        params: String,
        limits: &[(Limit, u64)],
        inputs: BTreeMap<PortName, Input>,
    ) -> serde_json::Result<Self> {
        let rules = &args.rules;
        let (expires_at, expires_in_ms) = match rules.expires {
            None => (None, None),
            Some(Expiry::At(at)) => (Some(at.to_string()), None),
            Some(Expiry::WithinMs(millis)) => (None, Some(millis)),
        };
        Ok(Self {
            processor: &args.processor,
            params: RawValue::from_string(params)?,
            queue: rules.queue.as_ref().map(|queue| queue.as_str()),
            limit_key: rules.limit_key.as_ref().map(|key| key.as_str()),
            priority: rules.priority.document(),
            run_at: rules.at.map(|at| at.to_string()),
            delay_ms: rules.delay,
            expires_at,
            expires_in_ms,
            max_attempts: rules.max_attempts,
            backoff: rules.backoff.as_ref(),
            after: rules.after.iter().map(ToString::to_string).collect(),
            on_failure: rules.on_failure.map(runner_model::OnFailure::as_str),
            unique: rules.unique(),
            limits: limits
                .iter()
                .map(|(limit, value)| (limit.json_name(), *value))
                .collect(),
            title: args.title.as_deref(),
            description: args.description.as_deref(),
            tags: &args.tags,
            metadata: args.metadata.as_deref(),
            created_by: args.created_by.as_deref(),
            inputs,
        })
    }
}
