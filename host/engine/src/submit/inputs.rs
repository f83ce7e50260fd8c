//! What a job is given: every port at most once, and each from where it is said to come.

use std::sync::Arc;

use runner_model::{JobId, PortName, listed};
use runner_store::{Input, JobInput, NewJob, StatInput, Store, StoreError};

use super::{GivenInput, Purpose, SubmitError};
use crate::plugins::Plugins;

/// Inputs as they are kept.
pub(super) struct Given {
    pub(super) blobs: Vec<Input>,
    pub(super) jobs: Vec<JobInput>,
    pub(super) stats: Vec<StatInput>,
}

/// Makes the given inputs ones that the store has, or will have once other jobs have completed or the job begins.
pub(super) async fn take(
    store: &Arc<dyn Store>,
    plugins: &Plugins,
    ports: Vec<PortName>,
    (inputs, purpose): (Vec<GivenInput>, Purpose),
    before: &[NewJob],
) -> Result<Given, SubmitError> {
    let mut given = Given {
        blobs: Vec::with_capacity(inputs.len()),
        jobs: Vec::new(),
        stats: Vec::new(),
    };
    for (name, input) in ports.into_iter().zip(inputs) {
        let (media_type, blob) = match input {
            GivenInput::File {
                media_type, path, ..
            } => match purpose {
                Purpose::Keep => (media_type, store.put_blob_file(path).await?),
                Purpose::Look => (media_type, store.look_at_file(path).await?),
            },
            GivenInput::Blob {
                media_type, digest, ..
            } => (media_type, store.blob_path(digest).await?.1),
            GivenInput::Upload {
                media_type, upload, ..
            } => {
                let sent = store.upload(upload).await?;
                (media_type.unwrap_or(sent.media_type), sent.blob)
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
        given.blobs.push(Input {
            name,
            digest: blob.digest,
            media_type,
            size: blob.size,
        });
    }
    Ok(given)
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
