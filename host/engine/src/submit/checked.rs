//! Jobs that were checked, whose inputs have still to be kept: those of one request together, which costs little more than one.

use runner_model::PortName;
use runner_store::{Input, NewBlob, NewJob, Store, StoreError};

/// A job that was checked.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(super) job: NewJob,
    pub(super) unkept: Vec<Unkept>,
}

/// An input whose bytes came with the job, and are still to be kept.
#[derive(Debug)]
pub(super) struct Unkept {
    /// Its place among the inputs that the job will have.
    pub(super) place: usize,
    pub(super) name: PortName,
    pub(super) media_type: String,
    pub(super) bytes: NewBlob,
}

impl Checked {
    /// Keeps its inputs, and gives the job as it can be kept itself.
    pub(crate) async fn keep_inputs(self, store: &dyn Store) -> Result<NewJob, StoreError> {
        let mut alone = CheckedJobs::default();
        alone.push(self);
        let mut jobs = alone.keep_inputs(store).await?;
        Ok(jobs.pop().expect("as many are given as were pushed"))
    }
}

/// Jobs that were checked and are kept together.
#[derive(Debug, Default)]
pub(crate) struct CheckedJobs {
    jobs: Vec<NewJob>,
    /// Inputs, each with the number of its job. Those of one job stand in the order of their places.
    unkept: Vec<(usize, Unkept)>,
    held_bytes: usize,
}

impl CheckedJobs {
    /// The jobs. They do not have all of their inputs.
    pub(crate) fn jobs(&self) -> &[NewJob] {
        &self.jobs
    }

    pub(crate) const fn len(&self) -> usize {
        self.jobs.len()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.jobs.is_empty()
    }

    /// How many bytes of inputs are held in memory.
    pub(crate) const fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    pub(crate) fn push(&mut self, checked: Checked) {
        let number = self.jobs.len();
        self.jobs.push(checked.job);
        for unkept in checked.unkept {
            if let NewBlob::Bytes(bytes) = &unkept.bytes {
                self.held_bytes += bytes.len();
            }
            self.unkept.push((number, unkept));
        }
    }

    /// Keeps their inputs, all or none, and gives the jobs as they can be kept themselves.
    pub(crate) async fn keep_inputs(self, store: &dyn Store) -> Result<Vec<NewJob>, StoreError> {
        let Self {
            mut jobs, unkept, ..
        } = self;
        if unkept.is_empty() {
            return Ok(jobs);
        }
        let mut bytes = Vec::with_capacity(unkept.len());
        let mut inputs = Vec::with_capacity(unkept.len());
        for (number, one) in unkept {
            bytes.push(one.bytes);
            inputs.push((number, one.place, one.name, one.media_type));
        }
        let blobs = store.put_blobs(bytes).await?;
        for ((number, place, name, media_type), blob) in inputs.into_iter().zip(blobs) {
            let input = Input {
                name,
                digest: blob.digest,
                media_type,
                size: blob.size,
            };
            jobs[number].inputs.insert(place, input);
        }
        Ok(jobs)
    }
}
