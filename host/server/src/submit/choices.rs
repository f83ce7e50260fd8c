//! How what a job says of its priority, its waits and its key looks in the API's document.
#![expect(dead_code, reason = "they are there for their schemas")]

use serde::Deserialize;
use utoipa::ToSchema;

use super::body::NewBackoff;
use crate::shape;

/// How much a job matters among those of its queue, 5 unless said: a number from 1 to 10, higher goes first; a name, which is
/// 2, 5, 8 and 10; or what it is worked out from.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Priority {
    #[schema(value_type = shape::PriorityNumber)]
    Number(u8),
    Name(PriorityName),
    Factors(Factors),
}

/// A priority by its name.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum PriorityName {
    Low,
    Normal,
    High,
    Critical,
}

/// What a priority is worked out from.
#[derive(Deserialize, ToSchema)]
#[schema(example = json!({"urgency": "high", "customer_tier": "premium", "value": 1200}))]
pub(crate) struct Factors {
    urgency: Option<Urgency>,
    customer_tier: Option<CustomerTier>,
    /// What it is worth, in money, say.
    value: Option<f64>,
}

/// How urgent a job is; `medium` unless said.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Urgency {
    Low,
    Medium,
    High,
    Critical,
}

/// For whom a job is; `standard` unless said.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CustomerTier {
    Standard,
    Premium,
    Vip,
}

/// How long a job waits between its attempts: how the wait grows, or that with its numbers.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Backoff {
    Growth(Growth),
    Whole(NewBackoff),
}

/// How the wait grows: to twice the last, by one base more, or not.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Growth {
    Exponential,
    Linear,
    Fixed,
}

/// Among which jobs one is unique.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UniqueScope {
    Processor,
    Queue,
    Global,
}

/// What becomes of a job when another has its key: the other is the answer; this one is refused; its params replace the other's
/// while that waits; this one is left out.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OnDuplicate {
    Return,
    Reject,
    Replace,
    Skip,
}
