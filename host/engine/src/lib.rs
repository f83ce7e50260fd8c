//! When jobs run: taken, claimed, executed, settled, rescued.
//!
//! An [`Engine`] is one node. It takes submissions and checks them, claims what may run from the store, runs it in
//! the sandbox on its slots, and settles how it ended, outputs included. It knows no SQL, no wasmtime and no HTTP.
//!
//! The tasks of a node share no state but the live attempts: the dispatcher owns the slots, the timer wakes what
//! is due, the heartbeat keeps the lease, the inbox takes plugins.

#![warn(missing_docs)]

mod actions;
mod alerts;
mod attempt;
mod backfill;
mod batches;
mod cache;
mod config;
mod data_dir;
mod depths;
mod dispatch;
mod documents;
mod engine;
mod firing;
mod grants;
mod heartbeat;
mod ids;
mod inbox;
mod limits;
mod live;
mod maintenance;
mod meters;
mod plugins;
mod refusals;
mod schedules;
mod secrets;
mod slots;
mod steer;
mod submit;
mod targets;
mod templates;
mod timed;
mod timer;
mod uploads;
mod verbs;
mod walks;
mod webhooks;
mod workers;

pub use crate::actions::ActionDraft;
pub use crate::alerts::{AlertDraft, AlertError};
pub use crate::backfill::{Backfill, BackfillError, Backfillable, Backfilled, MOST_BACKFILLED};
pub use crate::batches::{BatchDocument, BatchPlan, OpenBatch, Opened};
pub use crate::config::{
    Config, ConfigError, HalfCertificate, JwtAlgorithm, JwtIssuer, LogFormat, Origin, PluginConfig,
    Setting, SettingError, Settings,
};
pub use crate::data_dir::{DataDir, DataDirError};
pub use crate::documents::{DocumentError, Documents};
pub use crate::engine::{Engine, EngineError, EngineOptions, SPARE_INSTANCES};
pub use crate::grants::{Access, GrantError, GrantState, GrantView, PluginGrants, Ungranted};
pub use crate::inbox::RefusedFile;
pub use crate::limits::{Ceiling, FileLimits, LimitsError, SetBy};
pub use crate::live::{FrozenRoom, LiveEvent, Running};
pub use crate::maintenance::{backup_name, backups, is_built_in};
pub use crate::meters::{AttemptMeters, OfCode, OfOutcome, OfProcessor};
pub use crate::plugins::{
    BundledPlugin, CheckedPlugin, CodeInUse, CodeOrigin, Compiling, InstallError, LoadedCode,
    Offer, PluginError, RemovedPlugin, Source,
};
pub use crate::refusals::RefusalError;
pub use crate::schedules::{ScheduleDraft, Triggered};
pub use crate::secrets::{
    MOST_SECRET_BYTES, OpenSecrets, ParseSecretKeyError, SECRET_KEY_VARIABLE, SecretError,
    SecretKey, SecretKeySource, SecretView,
};
pub use crate::slots::{Slot, SlotsError};
pub use crate::submit::{GivenInput, Purpose, Submission, SubmitError, Submitter};
pub use crate::targets::{Started, Target, TemplateUse, WouldStart};
pub use crate::verbs::{Explained, Obstacle, PausedJob, Resumes};
pub use crate::walks::Retried;
pub use crate::webhooks::{
    EventWriter, SmtpConfig, SmtpLogin, SmtpTls, WebhookConfig, WebhookDraft, WebhookError,
};
pub use crate::workers::{NotReady, Pulse};
pub use runner_sandbox::{MOST_COMPONENT_BYTES, digest_of};
