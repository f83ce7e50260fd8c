//! What goes into a store and comes out of it.

mod action;
mod alert;
mod audit;
mod batch;
mod blob;
mod ceiling;
mod change;
mod depth;
mod event;
mod explain;
mod folder;
mod grant;
mod job;
mod known;
mod list;
mod plugin;
mod queue;
mod refusal;
mod schedule;
mod session;
mod submit;
mod token;
mod upload;
mod version;
mod webhook;
mod work;

pub use self::action::{
    Acted, Action, ActionFailures, ActionFilter, ActionJobs, ActionPortion, ActionState,
    AttemptWish, NewAction,
};
pub use self::alert::{Alert, AlertTurn, NewAlert};
pub use self::audit::{Audit, AuditFilter, AuditOutcome, NewAudit};
pub use self::batch::{Batch, BatchFilter, BatchState, NewBatch};
pub use self::blob::{Blob, NewBlob, Output};
pub use self::ceiling::{CeilingChange, StoredCeiling};
pub use self::change::{JobChange, Paused, Resumed};
pub use self::depth::{Depth, DepthPoint};
pub use self::event::{EventType, JobEvents, ParseEventTypeError, StoredEvent};
pub use self::explain::{Explanation, Reason};
pub use self::folder::{Folder, Restored};
pub use self::grant::{GrantId, GrantOrigin, Granted, NewGrant, SealedSecret, StoredGrant};
pub use self::job::{Attempt, Job, JobError, LogPage};
pub use self::known::{
    Backup, BlobCursor, Cached, Collected, ErrorFilter, ErrorGroup, ErrorId, ErrorPlace, Span,
    Stat, StatFilter, StatRow, UserStat, Whom,
};
pub use self::list::{Counts, JobFilter, Page, PageToken};
pub use self::plugin::{Installed, NewVersion, Offered, PluginVersion, Refusal, Removed};
pub use self::queue::{
    Clean, Cursor, KeyChange, KeyView, QueueChange, QueueSettings, QueueView, Walked,
};
pub use self::refusal::{NewRefusal, RefusalId, StoredRefusal, WantRefused};
pub use self::schedule::{
    DueFiring, DueFirings, Fire, Fired, FiredOnce, Firing, NewSchedule, Schedule, Template,
};
pub use self::session::Session;
pub use self::submit::{About, Input, JobInput, NewJob, Once, StatInput, Submitted};
pub use self::token::{NewToken, StoredToken, TokenId};
pub use self::upload::{NewUpload, Upload};
pub use self::version::{NoVersion, SeenChange, Version};
pub use self::webhook::{
    Delivery, DeliveryId, DeliveryState, Disabled, EventFilter, Facts, Found, Health, NewWebhook,
    Report, SealedText, Sent, StoredWebhook, Subject, Tried, WebhookChange, WebhookFormat,
    WebhookId, WebhookSecret, Whether, WhyDisabled,
};
pub use self::work::{
    AttemptStart, Cancelled, Checkpoint, Claimed, CoveredOutput, Due, Fence, Frozen, Heartbeat,
    Lease, NewOutput, Rescued, Settled, Settlement,
};
