//! What goes into a store and comes out of it.

mod blob;
mod event;
mod job;
mod list;
mod plugin;
mod submit;
mod work;

pub use self::blob::{Blob, Output};
pub use self::event::{EventType, StoredEvent};
pub use self::job::{Attempt, Job, JobError, LogPage};
pub use self::list::{Counts, JobFilter, Page, PageToken};
pub use self::plugin::{Installed, NewVersion, PluginVersion, Refusal};
pub use self::submit::{About, Input, NewJob};
pub use self::work::{
    Cancelled, Checkpoint, Claimed, Due, Fence, Heartbeat, Lease, NewOutput, Rescued, Settled,
    Settlement,
};
