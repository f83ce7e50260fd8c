//! What a job is given: every port at most once, and each from where it is said to come.

use std::path::Path;
use std::sync::Arc;

use runner_model::{JobId, PortName, listed};
use runner_store::{Blob, Input, JobInput, NewBlob, NewJob, StatInput, Store, StoreError};

use super::checked::Unkept;
use super::{GivenInput, Purpose, SubmitError};
use crate::plugins::Plugins;

/// Inputs as they are kept.
pub(super) struct Given {
    /// Those whose bytes the store has.
    pub(super) blobs: Vec<Input>,
    /// Those whose bytes came with the job.
    pub(super) unkept: Vec<Unkept>,
    /// How many bytes both have.
    pub(super) size: u64,
    pub(super) jobs: Vec<JobInput>,
    pub(super) stats: Vec<StatInput>,
}

/// Where the bytes of an input are.
enum Source {
    Store(Blob),
    Given(NewBlob),
}

/// Makes the given inputs ones that the store has, or will have once they are kept, other jobs have completed or the job begins.
pub(super) async fn take(
    store: &Arc<dyn Store>,
    plugins: &Plugins,
    ports: Vec<PortName>,
    (inputs, purpose): (Vec<GivenInput>, Purpose),
    before: &[NewJob],
) -> Result<Given, SubmitError> {
    let mut given = Given {
        blobs: Vec::with_capacity(inputs.len()),
        unkept: Vec::new(),
        size: 0,
        jobs: Vec::new(),
        stats: Vec::new(),
    };
    for (name, input) in ports.into_iter().zip(inputs) {
        let (media_type, source) = match input {
            GivenInput::File {
                media_type, path, ..
            } => (media_type, Source::Given(NewBlob::File(path))),
            GivenInput::Bytes {
                media_type, bytes, ..
            } => (media_type, Source::Given(NewBlob::Bytes(bytes))),
            GivenInput::Blob {
                media_type, digest, ..
            } => {
                let (_, blob) = store.blob_path(digest).await?;
                (media_type, Source::Store(blob))
            }
            GivenInput::Upload {
                media_type, upload, ..
            } => {
                let sent = store.upload(upload).await?;
                let media_type = media_type.unwrap_or(sent.media_type);
                (media_type, Source::Store(sent.blob))
            }
            GivenInput::Job { job, output, .. } => {
                let output = output_of(store, plugins, before, job, output).await?;
                given.jobs.push(JobInput { name, job, output });
                continue;
            }
            GivenInput::Stats { ask, .. } => {
                given.stats.push(StatInput { name, ask });
                continue;
            }
        };
        let blob = match (source, purpose) {
            (Source::Store(blob), _) => blob,
            (Source::Given(new), Purpose::Look) => store.look_at_blob(new).await?,
            (Source::Given(bytes), Purpose::Keep) => {
                given.size = given.size.saturating_add(size_of(&bytes).await?);
                given.unkept.push(Unkept {
                    place: given.blobs.len() + given.unkept.len(),
                    name,
                    media_type,
                    bytes,
                });
                continue;
            }
        };
        given.size = given.size.saturating_add(blob.size);
        given.blobs.push(Input {
            name,
            digest: blob.digest,
            media_type,
            size: blob.size,
        });
    }
    Ok(given)
}

/// How many bytes there are.
async fn size_of(bytes: &NewBlob) -> Result<u64, StoreError> {
    match bytes {
        NewBlob::Bytes(bytes) => Ok(bytes.len() as u64),
        NewBlob::File(path) => size_of_file(path).await,
    }
}

async fn size_of_file(path: &Path) -> Result<u64, StoreError> {
    let path = path.to_owned();
    let looked = tokio::task::spawn_blocking(move || match std::fs::metadata(&path) {
        Ok(file) => Ok(file.len()),
        Err(error) => Err(StoreError::File {
            doing: "open",
            path,
            source: Arc::new(error),
        }),
    });
    looked.await.expect("looking at a file does not panic")
}

/// Refuses an output that the other job's processor never makes: its job would wait for nothing.
async fn output_of(
    store: &Arc<dyn Store>,
    plugins: &Plugins,
    before: &[NewJob],
    job: JobId,
    output: String,
) -> Result<PortName, SubmitError> {
    let output = PortName::try_from(output)?;
    let processor = match before.iter().find(|earlier| earlier.id == job) {
        Some(earlier) => earlier.processor.clone(),
        None => match store.job(job).await {
            Ok(found) => found.processor,
            Err(StoreError::NoJob(_)) => {
                return Err(SubmitError::no_source(job, output.as_str()));
            }
            Err(error) => return Err(error.into()),
        },
    };
    // A plugin that is gone may have made it.
    if let Some(known) = plugins.active(&processor).await? {
        let outputs = &known.descriptor.outputs;
        if !outputs.iter().any(|port| port.name == output) {
            return Err(SubmitError::Input(format!(
                "job {job} is of {processor}, which makes no output `{output}`; its outputs are: {}",
                listed(outputs.iter().map(|port| &port.name))
            )));
        }
    }
    Ok(output)
}
