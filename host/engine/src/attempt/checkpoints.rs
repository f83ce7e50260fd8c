//! What an attempt leaves for the one after it, and what it found.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use runner_model::{ByteSize, PortName};
use runner_sandbox::{CheckpointStore, ResumedOutput, SavedState};
use runner_store::{Checkpoint, Claimed, CoveredOutput, Fence, Store, StoreError};
use tokio::time::Instant;

use super::files::{WorkFile, forget_files};
use crate::engine::Shared;
use crate::plugins::blocking;

/// What a save costs at least, and what each of its bytes costs. An attempt that saves faster than it pays waits.
const LEAST_COST: Duration = Duration::from_millis(50);
const BYTES_PER_SECOND: u64 = 32 * 1024 * 1024;

/// What an attempt may owe: ten small saves in a row cost it no time.
const CREDIT: Duration = Duration::from_millis(500);

/// How long an attempt waits for an earlier one of its job that is being stopped.
const PATIENCE: Duration = Duration::from_secs(2);

/// What an earlier attempt left.
pub(super) struct Left {
    pub(super) state: Vec<u8>,
    pub(super) plugin_version: String,
    pub(super) outputs: BTreeMap<PortName, ResumedOutput>,
}

/// Finds what an earlier attempt left, whole; none if there is nothing, or if some of it is lost: then the attempt
/// starts over.
pub(super) async fn find(shared: &Shared, claimed: &Claimed) -> Result<Option<Left>, StoreError> {
    if claimed.fence.attempt == 1 {
        return Ok(None);
    }
    let job = claimed.fence.job;
    let Some(checkpoint) = shared.store.checkpoint(job).await? else {
        // An earlier one may have been dropped with the params that it was of.
        if is_alone(shared, &claimed.fence).await {
            forget_files(shared.store.blob_work_dir(), &[job]);
        }
        return Ok(None);
    };
    if !is_alone(shared, &claimed.fence).await {
        tracing::warn!(job.id = %job, "an earlier attempt does not end: starting over");
        return Ok(None);
    }
    let mut outputs = BTreeMap::new();
    for covered in checkpoint.outputs {
        let Some(path) = file_of(shared, claimed, checkpoint.attempt, &covered).await? else {
            tracing::warn!(job.id = %job, output = %covered.name, "what the checkpoint covers is lost: starting over");
            return Ok(None);
        };
        let left = ResumedOutput {
            path,
            media_type: covered.media_type,
            size: ByteSize(covered.size),
        };
        outputs.insert(covered.name, left);
    }
    Ok(Some(Left {
        state: checkpoint.state,
        plugin_version: checkpoint.plugin_version,
        outputs,
    }))
}

/// Waits until no earlier attempt of the job writes here any more. There may be one after a lost lease.
async fn is_alone(shared: &Shared, fence: &Fence) -> bool {
    let until = Instant::now() + PATIENCE;
    while shared.live.has_other(fence) {
        if Instant::now() >= until {
            return false;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    true
}

/// The file with what a checkpoint covers of an output: in the work folder, or copied from the partial output that a
/// failed attempt left.
async fn file_of(
    shared: &Shared,
    claimed: &Claimed,
    attempt: u32,
    covered: &CoveredOutput,
) -> Result<Option<PathBuf>, StoreError> {
    let work = shared.store.blob_work_dir();
    let job = claimed.fence.job;
    let is_its = WorkFile::parse(&covered.file).is_some_and(|file| file.job == job);
    let path = work.join(&covered.file);
    if is_its && has(&path, covered.size) {
        return Ok(Some(path));
    }
    let outputs = shared.store.outputs(job).await?;
    let partial = outputs.iter().find(|output| {
        output.is_partial
            && output.name == covered.name
            && output.attempt >= attempt
            && output.size >= covered.size
    });
    let Some(partial) = partial else {
        return Ok(None);
    };
    let (from, _) = shared.store.blob_path(partial.digest).await?;
    let to = WorkFile {
        job,
        attempt: claimed.fence.attempt,
        output: covered.name.clone(),
    }
    .path(work);
    let target = to.clone();
    // A blob is never written to, so it is copied.
    let copied = blocking(move || std::fs::copy(from, target)).await;
    Ok(match copied {
        Ok(_) => Some(to),
        Err(error) => {
            tracing::warn!(job.id = %job, %error, "cannot copy a partial output");
            None
        }
    })
}

fn has(path: &Path, size: u64) -> bool {
    std::fs::metadata(path).is_ok_and(|file| file.is_file() && file.len() >= size)
}

/// The checkpoints of one attempt, in the store.
pub(super) struct Checkpoints {
    store: Arc<dyn Store>,
    fence: Fence,
    plugin_version: String,
    /// The files that the newest checkpoint of the job needs.
    needed: Mutex<BTreeSet<PathBuf>>,
    throttle: Throttle,
}

impl Checkpoints {
    pub(super) fn new(
        store: Arc<dyn Store>,
        fence: Fence,
        plugin_version: String,
        left: Option<&Left>,
    ) -> Self {
        let found = left.map(|left| left.outputs.values().map(|left| left.path.clone()));
        Self {
            store,
            fence,
            plugin_version,
            needed: Mutex::new(found.into_iter().flatten().collect()),
            throttle: Throttle::default(),
        }
    }

    /// The files that the newest checkpoint of the job needs.
    pub(super) fn needed(&self) -> BTreeSet<PathBuf> {
        self.lock().clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeSet<PathBuf>> {
        self.needed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn save_now(&self, saved: SavedState) -> Result<(), StoreError> {
        self.throttle.wait(saved.state.len() as u64).await;
        let files: BTreeSet<PathBuf> = saved
            .outputs
            .iter()
            .map(|output| output.path.clone())
            .collect();
        let outputs = saved
            .outputs
            .into_iter()
            .map(|output| CoveredOutput {
                name: output.name,
                media_type: output.media_type,
                file: output
                    .path
                    .file_name()
                    .map(|name| name.to_string_lossy().into_owned())
                    .unwrap_or_default(),
                size: output.size.0,
            })
            .collect();
        let checkpoint = Checkpoint {
            attempt: self.fence.attempt,
            plugin_version: self.plugin_version.clone(),
            outputs,
            state: saved.state,
        };
        // What the attempt is stopped in the middle of may be on disk or not: until it is known, both are needed.
        self.lock().extend(files.iter().cloned());
        self.store.save_checkpoint(self.fence, checkpoint).await?;
        *self.lock() = files;
        Ok(())
    }
}

impl CheckpointStore for Checkpoints {
    fn save(
        &self,
        saved: SavedState,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<(), String>> + Send + '_>> {
        Box::pin(async move {
            self.save_now(saved)
                .await
                .map_err(|error| error.to_string())
        })
    }
}

/// Lets an attempt that saves too fast wait: a loop of saves must not keep the disk from everybody else.
#[derive(Default)]
struct Throttle(Mutex<Option<Instant>>);

impl Throttle {
    /// Waits until the attempt has paid enough for what it saved before.
    async fn wait(&self, bytes: u64) {
        let until = self.pay(Instant::now(), bytes);
        tokio::time::sleep_until(until).await;
    }

    /// When a save may begin that is asked for now. What it costs is owed from then on.
    fn pay(&self, now: Instant, bytes: u64) -> Instant {
        let cost = LEAST_COST
            + Duration::from_secs(1) * u32::try_from(bytes / BYTES_PER_SECOND).unwrap_or(u32::MAX)
            + Duration::from_micros((bytes % BYTES_PER_SECOND) * 1_000_000 / BYTES_PER_SECOND);
        let mut paid = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let owes_until = paid.filter(|paid| *paid > now).unwrap_or(now);
        *paid = Some(owes_until + cost);
        // Debts up to the credit are not waited for.
        (owes_until + cost)
            .checked_sub(CREDIT)
            .filter(|until| *until > now)
            .unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_saves_cost_no_time_and_a_loop_of_them_is_held_back() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for _ in 0..10 {
            assert_eq!(throttle.pay(now, 0), now);
        }
        assert_eq!(throttle.pay(now, 0), now + LEAST_COST);
        // A second that it did something else pays for all of it.
        let later = now + Duration::from_secs(1);
        assert_eq!(throttle.pay(later, 0), later);
        // What is large costs by its bytes.
        let large = throttle.pay(later, 2 * BYTES_PER_SECOND);
        assert!(
            large >= later + Duration::from_millis(1_500),
            "{:?}",
            large - later
        );
    }
}
