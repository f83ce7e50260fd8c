//! How an attempt ended: an enum that names what fired.

use std::time::Duration;

use runner_model::{ByteSize, Failure, FailureCode, Limit, Limits};

use super::Trap;
use crate::capability::Denial;

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It gave a result.
    Succeeded {
        /// The result as JSON text.
        result: String,
    },
    /// The guest says that no retry helps.
    Permanent(String),
    /// The guest says that a retry may help.
    Transient(String),
    /// The guest asks for patience; or the host does, for a server that is better left alone for a while.
    RetryAfter {
        /// Why.
        message: String,
        /// The least time to wait.
        delay: Duration,
        /// What the guest said or did then, if it is the host that asks.
        detail: Option<String>,
    },
    /// It burnt all its fuel.
    FuelExhausted,
    /// It took longer than its timeout.
    TimedOut,
    /// It wanted more memory than its limit; what the guest said or did then.
    MemoryExceeded(Option<String>),
    /// Its result, or all its outputs together, are larger than the limit; what the guest said or did then.
    OutputTooLarge(Limit, Option<String>),
    /// It reached another limit.
    LimitExceeded {
        /// Which one.
        limit: &'static str,
        /// What happened.
        message: String,
        /// What the guest said or did then.
        detail: Option<String>,
    },
    /// It failed after it had tried what was not granted; what the guest said or did then.
    Denied(Box<Denial>, Option<String>),
    /// It failed because a grant cannot be used as it is: its secret is missing, say; what the guest said or did then.
    GrantUnfit(String, Option<String>),
    /// The guest broke down.
    Trapped(Trap),
    /// It was cancelled.
    Cancelled,
    /// The host's fault.
    Internal(String),
}

impl Outcome {
    /// The failure, with a message for people; none for a success.
    pub fn failure(&self, limits: &Limits) -> Option<Failure> {
        let (code, message, detail) = match self {
            Self::Succeeded { .. } => return None,
            Self::Permanent(message) => (FailureCode::Permanent, message.clone(), None),
            Self::Transient(message) => (FailureCode::Transient, message.clone(), None),
            Self::RetryAfter {
                message, detail, ..
            } => (FailureCode::RetryAfter, message.clone(), detail.clone()),
            Self::FuelExhausted => (
                FailureCode::FuelExhausted,
                format!(
                    "it burnt all its fuel, {fuel}: it loops, or it needs more (limit `fuel`)",
                    fuel = limits.fuel()
                ),
                None,
            ),
            Self::TimedOut => (
                FailureCode::TimedOut,
                format!(
                    "it took longer than {}: it waits for something, or it needs more time (limit `timeout`)",
                    Limit::Timeout.show(limits.get(Limit::Timeout))
                ),
                None,
            ),
            Self::MemoryExceeded(detail) => (
                FailureCode::MemoryExceeded,
                format!(
                    "it wanted more memory than its {}: give it less to hold, or more memory (limit `memory`)",
                    limits.bytes(Limit::Memory)
                ),
                detail.clone(),
            ),
            Self::OutputTooLarge(limit, detail) => (
                FailureCode::OutputTooLarge,
                format!(
                    "its {what} has more than {most} (limit `{limit}`)",
                    what = if *limit == Limit::Result {
                        "result"
                    } else {
                        "output"
                    },
                    most = ByteSize(limits.get(*limit)),
                ),
                detail.clone(),
            ),
            Self::LimitExceeded {
                limit,
                message,
                detail,
            } => (
                FailureCode::LimitExceeded,
                format!("{message} (limit `{limit}`)"),
                detail.clone(),
            ),
            Self::Denied(denial, detail) => {
                (FailureCode::Denied, denial.to_string(), detail.clone())
            }
            Self::GrantUnfit(why, detail) => (FailureCode::Permanent, why.clone(), detail.clone()),
            Self::Trapped(trap) => (
                FailureCode::Trapped,
                trap.to_string(),
                trap.backtrace.clone(),
            ),
            Self::Cancelled => (FailureCode::Cancelled, "it was cancelled".to_owned(), None),
            Self::Internal(message) => (
                FailureCode::Internal,
                format!("the host failed, not the job: {message}"),
                None,
            ),
        };
        Some(Failure {
            code,
            message,
            detail,
        })
    }
}
