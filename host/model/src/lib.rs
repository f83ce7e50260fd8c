//! What a job is: the words of runner as types.
//!
//! Pure: no I/O, no async, no clock. Whatever comes from outside becomes one of these types at the edge, and what
//! is inside needs no second check. Every floor of the house may use this one; it uses none.

#![warn(missing_docs)]

mod action;
mod alert;
mod backoff;
mod ceilings;
mod cron;
mod dependency;
mod descriptor;
mod digest;
mod exact;
mod factors;
mod failure;
mod fingerprint;
mod grant;
mod hidden;
mod histogram;
mod id;
mod limits;
mod log;
mod mail;
mod media_type;
mod name;
mod near;
mod ports;
mod priority;
mod progress;
mod rate;
mod redact;
mod retry;
mod role;
mod schedule;
mod secret;
mod span;
mod state;
mod stats_ask;
mod template;
mod text;
mod timestamp;
mod transition;
mod unique;
mod units;
mod usage;

pub use crate::action::ActionVerb;
pub use crate::alert::{AlertRuleError, AlertState, Watched};
pub use crate::backoff::{Backoff, Growth, Jitter};
pub use crate::ceilings::{LimitBoundError, SomeLimits};
pub use crate::cron::{CronRule, ParseCronError};
pub use crate::dependency::{Feeds, OnFailure, ParseOnFailureError, Released};
pub use crate::descriptor::{Descriptor, DescriptorError, Port, Want};
pub use crate::digest::{Digest, ParseDigestError};
pub use crate::exact::first_rounded_number;
pub use crate::factors::{CustomerTier, Factors, ParseFactorError, Urgency, Weights};
pub use crate::failure::{Failure, FailureCode, ParseFailureCodeError};
pub use crate::fingerprint::{ErrorState, ParseErrorStateError, pattern_of};
pub use crate::grant::{
    Approval, Breaker, BreakerRule, Grants, HeaderField, HeaderTemplate, Held, Host, HostPattern,
    HttpAsk, HttpGrant, HttpMethod, HttpTarget, HttpUrl, HttpWant, HttpWants, Network, Origin,
    OriginError, Pace, ParseHeaderError, ParseHostError, ParseHttpUrlError, ParseMethodError,
    ParseNetworkError, ParseTargetError, PortPattern, Refusal, Scheme,
};
pub use crate::hidden::is_hidden;
pub use crate::histogram::Histogram;
pub use crate::id::{
    ActionId, BatchId, JobId, ParseActionIdError, ParseBatchIdError, ParseJobIdError,
    ParseUploadIdError, UploadId,
};
pub use crate::limits::{Limit, Limits, ParseLimitError};
pub use crate::log::{Level, LogLine, ParseLevelError};
pub use crate::mail::{
    MailAddress, MailUrl, ParseMailAddressError, ParseWebhookUrlError, WebhookUrl,
};
pub use crate::media_type::media_type_of;
pub use crate::name::{
    LimitKey, NameError, PortName, ProcessorName, QueueName, SecretName, nearest,
};
pub use crate::near::{NearLimit, near_limits};
pub use crate::ports::{InputsError, listed};
pub use crate::priority::{ParsePriorityError, Priority};
pub use crate::progress::{Progress, Step};
pub use crate::rate::{Bucket, ParseRateError, Rate};
pub use crate::redact::Redactor;
pub use crate::retry::{Ending, MOST_CRASHES, MOST_PATIENCE, Record, SUSPECT_CRASHES, Verdict};
pub use crate::role::{ParseRoleError, Role, TokenName};
pub use crate::schedule::{Fires, MOST_MISSED, Misfire, Overlap, ParsePolicyError, ScheduleName};
pub use crate::secret::SecretString;
pub use crate::span::{ParseSpanError, Span};
pub use crate::state::{ParseStateError, PausedFrom, State, StateName};
pub use crate::stats_ask::{STATS_MEDIA_TYPE, StatsAsk, StatsAskError, StatsWindow};
pub use crate::template::{FillError, fill, fill_some, params_of};
pub use crate::timestamp::Timestamp;
pub use crate::transition::{Entry, Event, IllegalTransition, Start, Transition};
pub use crate::unique::{Hold, OnDuplicate, ParseUniqueError, Unique, UniqueKey, UniqueScope};
pub use crate::units::{ByteSize, Fuel, ParseUnitError};
pub use crate::usage::Usage;
