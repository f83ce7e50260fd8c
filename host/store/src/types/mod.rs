//! What goes into a store and comes out of it.

mod audit;
mod batch;
mod blob;
mod ceiling;
mod change;
mod event;
mod explain;
mod folder;
mod grant;
mod job;
mod known;
mod list;
mod plugin;
mod queue;
mod schedule;
mod submit;
mod token;
mod work;

pub use self::audit::{Audit, AuditFilter, AuditOutcome, NewAudit};
pub use self::batch::{Batch, BatchState, NewBatch};
pub use self::blob::{Blob, Output};
pub use self::ceiling::{CeilingChange, StoredCeiling};
pub use self::change::{JobChange, Paused, Resumed};
pub use self::event::{EventType, JobEvents, StoredEvent};
pub use self::explain::{Explanation, Reason};
pub use self::folder::{Folder, Restored};
pub use self::grant::{GrantId, GrantOrigin, Granted, NewGrant, SealedSecret, StoredGrant};
pub use self::job::{Attempt, Job, JobError, LogPage};
pub use self::known::{
    Backup, BlobCursor, Cached, Collected, ErrorGroup, ErrorId, Span, Stat, StatFilter, StatRow,
    UserStat, Whom,
};
pub use self::list::{Counts, JobFilter, Page, PageToken};
pub use self::plugin::{Installed, NewVersion, Offered, PluginVersion, Refusal, Removed};
pub use self::queue::{
    Clean, Cursor, KeyChange, KeyView, QueueChange, QueueSettings, QueueView, Walked,
};
pub use self::schedule::{
    DueFiring, DueFirings, Fire, Fired, FiredOnce, Firing, NewSchedule, Schedule, Template,
};
pub use self::submit::{About, Input, JobInput, NewJob, Once, StatInput, Submitted};
pub use self::token::{NewToken, StoredToken, TokenId};
pub use self::work::{
    AttemptStart, Cancelled, Checkpoint, Claimed, CoveredOutput, Due, Fence, Frozen, Heartbeat,
    Lease, NewOutput, Rescued, Settled, Settlement,
};
