//! The document of a job that is submitted.

use std::collections::BTreeMap;

use runner_model::{Limit, PortName};
use serde::Serialize;
use serde_json::value::RawValue;

use super::SubmitArgs;

/// What is sent. What nobody said is left out, so that the server decides.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    processor: &'a str,
    params: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    queue: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    priority: Option<u8>,
    #[serde(skip_serializing_if = "Option::is_none")]
    run_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    delay_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_attempts: Option<u32>,
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
    inputs: BTreeMap<PortName, Input>,
}

/// An input in the document.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Input {
    Part {
        part: String,
    },
    Blob {
        blob: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        media_type: Option<String>,
    },
}

impl<'a> Document<'a> {
    pub(super) fn new(
        args: &'a SubmitArgs,
        params: String,
        limits: &[(Limit, u64)],
        inputs: BTreeMap<PortName, Input>,
    ) -> serde_json::Result<Self> {
        Ok(Self {
            processor: &args.processor,
            params: RawValue::from_string(params)?,
            queue: args.queue.as_ref().map(|queue| queue.as_str()),
            priority: args.priority.map(runner_model::Priority::get),
            run_at: args.at.map(|at| at.to_string()),
            delay_ms: args.delay,
            max_attempts: args.max_attempts,
            limits: limits
                .iter()
                .map(|(limit, value)| (limit.json_name(), *value))
                .collect(),
            title: args.title.as_deref(),
            description: args.description.as_deref(),
            tags: &args.tags,
            metadata: args.metadata.as_deref(),
            inputs,
        })
    }
}
