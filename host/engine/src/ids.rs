//! Where ids and dice come from.

use runner_model::{ActionId, BatchId, Jitter, JobId, UploadId};
use uuid::Uuid;

/// A new id for a job.
pub(crate) fn job_id() -> JobId {
    JobId::new(Uuid::now_v7())
}

/// A new id for a batch.
pub(crate) fn batch_id() -> BatchId {
    BatchId::new(Uuid::now_v7())
}

/// A new id for something that is done to many jobs.
pub(crate) fn action_id() -> ActionId {
    ActionId::new(Uuid::now_v7())
}

/// A new id for bytes that are sent ahead of a job.
pub(crate) fn upload_id() -> UploadId {
    UploadId::new(Uuid::now_v7())
}

/// A throw of the dice, for the wait before a retry.
pub(crate) fn jitter() -> Jitter {
    // The last bytes of a UUIDv7 are random (RFC 9562, section 5.7).
    let low = Uuid::now_v7().as_u128() as u32;
    Jitter::new(f64::from(low) / f64::from(u32::MAX))
}
