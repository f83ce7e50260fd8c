//! What somebody wants of one job: stop, wait, go on, run again; and why it does not run.

use std::time::Duration;

use runner_model::{Event, JobId, State, StateName};
use runner_store::{
    Cancelled, Explanation, Fence, Job, JobChange, Paused, Reason, Resumed, StoreError,
};

use crate::attempt::forget_files;
use crate::engine::Engine;
use crate::steer::Stop;

/// How long a pause waits for its attempt to stand still. A guest needs 100 ms at the most, but for a single instruction
/// over much memory.
const PATIENCE: Duration = Duration::from_secs(5);

/// How a paused job goes on that had begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resumes {
    /// The same attempt, where it stands.
    Frozen,
    /// A new attempt, from the last checkpoint.
    Checkpoint,
    /// A new attempt, from the start.
    Restart,
}

impl Resumes {
    /// A stable name, for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Frozen => "frozen",
            Self::Checkpoint => "checkpoint",
            Self::Restart => "restart",
        }
    }
}

/// What became of a pause.
#[derive(Debug)]
pub enum PausedJob {
    /// The job is paused.
    Done(Box<Job>),
    /// Its attempt is to stand still and does not yet: another node has it, or it is in a long instruction.
    Pausing(Box<Job>),
}

/// Why a job does not run, as this node sees it.
#[derive(Debug)]
pub struct Explained {
    /// Where the job is in its life.
    pub state: StateName,
    /// Each thing that keeps it from running, the broadest first. Empty for a job that runs, ended, or is next.
    pub reasons: Vec<Obstacle>,
}

/// One thing that keeps a job from running.
#[derive(Debug)]
pub enum Obstacle {
    /// What the store knows of.
    Store(Reason),
    /// No plugin provides its processor.
    NoPlugin {
        /// The processor.
        processor: String,
    },
    /// The node stops, and claims no more.
    NodeDraining {
        /// The node.
        node: String,
    },
    /// Every slot of the node is taken.
    SlotsFull {
        /// The node.
        node: String,
        /// How many slots it has.
        slots: usize,
        /// The jobs that hold them.
        holders: Vec<JobId>,
    },
}

impl Engine {
    /// Cancels a job: at once if it waits, within 100 ms if it runs or is frozen here.
    pub async fn cancel(&self, job: JobId) -> Result<Cancelled, StoreError> {
        let cancelled = self.store().cancel(job).await?;
        if let Cancelled::Stopping(fence) = &cancelled {
            self.shared().live.stop(fence, Stop::Cancelled);
        }
        Ok(cancelled)
    }

    /// Pauses a job: at once if it waits, within 100 ms if it runs here. It is frozen where it stands if there is room, and
    /// interrupted otherwise. One that ended first is not paused.
    pub async fn pause(&self, job: JobId) -> Result<PausedJob, StoreError> {
        let mut bell = self.store().bell();
        let fence = match self.store().pause(job).await? {
            Paused::Done => return Ok(PausedJob::Done(Box::new(self.store().job(job).await?))),
            Paused::Pausing(fence) => fence,
        };
        self.shared().live.pause(&fence);
        let is_here = fence.lease == self.shared().lease();
        let until = tokio::time::Instant::now() + PATIENCE;
        loop {
            bell.look();
            let found = self.store().job(job).await?;
            match found.state {
                State::Paused(_) => return Ok(PausedJob::Done(Box::new(found))),
                state @ (State::Completed | State::Failed | State::Cancelled) => {
                    state.on(Event::Pause)?;
                }
                State::Running if is_here && holds(&found, &fence) => {}
                // Somebody let it go on meanwhile, or another node looks after it.
                _ => return Ok(PausedJob::Pausing(Box::new(found))),
            }
            match tokio::time::timeout_at(until, bell.changed()).await {
                Ok(true) => {}
                Ok(false) => return Err(StoreError::Closed),
                Err(_) => return Ok(PausedJob::Pausing(Box::new(found))),
            }
        }
    }

    /// Lets a paused job go on: from where it was, a frozen one as soon as there is a slot.
    pub async fn resume(&self, job: JobId) -> Result<Resumed, StoreError> {
        let resumed = self.store().resume(job).await?;
        if let Resumed::Unmarked(fence) = &resumed {
            self.shared().live.unpause(fence);
        }
        Ok(resumed)
    }

    /// Lets a job that failed or was cancelled run again.
    pub async fn retry(&self, job: JobId) -> Result<StateName, StoreError> {
        self.store().retry(job).await
    }

    /// Lets a job that waits for its time run now.
    pub async fn promote(&self, job: JobId) -> Result<StateName, StoreError> {
        self.store().promote(job).await
    }

    /// Changes a job: all of it or nothing.
    pub async fn change(
        &self,
        job: JobId,
        changes: Vec<JobChange>,
    ) -> Result<StateName, StoreError> {
        self.store().change(job, changes).await
    }

    /// Deletes a job that ended, with all that belongs to it.
    pub async fn delete(&self, job: JobId) -> Result<(), StoreError> {
        self.store().delete(job).await?;
        forget_files(self.store().blob_work_dir(), &[job]);
        Ok(())
    }

    /// How a paused job goes on; none if it is not paused or had not begun.
    pub async fn resumes(&self, job: &Job) -> Result<Option<Resumes>, StoreError> {
        if !matches!(job.state, State::Paused(_)) || job.attempt == 0 {
            return Ok(None);
        }
        if self.shared().live.is_frozen(job.id) {
            return Ok(Some(Resumes::Frozen));
        }
        let has_checkpoint = self.store().checkpoint(job.id).await?.is_some();
        let known = self.shared().plugins.active(&job.processor).await?;
        let is_resumable = known.is_some_and(|known| known.descriptor.resumable);
        Ok(Some(if has_checkpoint && is_resumable {
            Resumes::Checkpoint
        } else {
            Resumes::Restart
        }))
    }

    /// Says why a job does not run, the broadest reason first.
    pub async fn explain(&self, job: JobId) -> Result<Explained, StoreError> {
        let Explanation { state, reasons } = self.store().explain(job).await?;
        let mut reasons: Vec<Obstacle> = reasons.into_iter().map(Obstacle::Store).collect();
        let mut ours = Vec::new();
        let waits = !state.is_end() && state != StateName::Running;
        if waits {
            let processor = self.store().job(job).await?.processor;
            if self.shared().plugins.active(&processor).await?.is_none() {
                let processor = processor.to_string();
                ours.push(Obstacle::NoPlugin { processor });
            }
            let node = self.shared().node.clone();
            if self.is_stopping() {
                ours.push(Obstacle::NodeDraining { node });
            } else if state == StateName::Pending {
                let slots = self.shared().slots.count();
                let taken = self.slot_list().into_iter();
                let holders: Vec<JobId> = taken
                    .filter_map(|slot| slot.running)
                    .map(|one| one.job)
                    .collect();
                if holders.len() >= slots {
                    ours.push(Obstacle::SlotsFull {
                        node,
                        slots,
                        holders,
                    });
                }
            }
        }
        // What stands before it in its queue comes last.
        let turn = reasons
            .iter()
            .position(|reason| matches!(reason, Obstacle::Store(Reason::Turn { .. })))
            .unwrap_or(reasons.len());
        reasons.splice(turn..turn, ours);
        Ok(Explained { state, reasons })
    }
}

/// Whether the job is still at the attempt of that fence.
fn holds(job: &Job, fence: &Fence) -> bool {
    job.attempt == fence.attempt
}
