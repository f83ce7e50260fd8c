//! What a job is given: every port at most once, and each from where it is said to come.

use std::sync::Arc;

use runner_model::{JobId, PortName};
use runner_store::{Input, JobInput, NewJob, Store, StoreError};

use super::{GivenInput, SubmitError};
use crate::plugins::{Known, Plugins};

/// Gives the port of each input, in order.
pub(super) fn check_ports(
    known: &Known,
    given: &[GivenInput],
) -> Result<Vec<PortName>, SubmitError> {
    let descriptor = &known.descriptor;
    let mut ports: Vec<PortName> = Vec::with_capacity(given.len());
    for input in given {
        let port = descriptor.input(input.name()).ok_or_else(|| {
            let names: Vec<&str> = descriptor
                .inputs
                .iter()
                .map(|port| port.name.as_str())
                .collect();
            SubmitError::Input(format!(
                "{} has no input {:?}; its inputs are: {}",
                descriptor.name,
                input.name(),
                if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.join(", ")
                }
            ))
        })?;
        if ports.contains(&port.name) {
            return Err(SubmitError::Input(format!(
                "the input `{}` is given twice",
                port.name
            )));
        }
        ports.push(port.name.clone());
    }
    let missing = descriptor
        .inputs
        .iter()
        .find(|port| port.required && !ports.contains(&port.name));
    match missing {
        Some(port) => Err(SubmitError::Input(format!(
            "{} needs the input `{}` ({})",
            descriptor.name, port.name, port.summary
        ))),
        None => Ok(ports),
    }
}

/// Inputs as they are kept.
pub(super) struct Given {
    pub(super) blobs: Vec<Input>,
    pub(super) jobs: Vec<JobInput>,
}

/// Makes the given inputs ones that the store has, or will have once other jobs have completed.
pub(super) async fn take(
    store: &Arc<dyn Store>,
    plugins: &Plugins,
    ports: Vec<PortName>,
    inputs: Vec<GivenInput>,
    before: &[NewJob],
) -> Result<Given, SubmitError> {
    let mut given = Given {
        blobs: Vec::with_capacity(inputs.len()),
        jobs: Vec::new(),
    };
    for (name, input) in ports.into_iter().zip(inputs) {
        let (media_type, blob) = match input {
            GivenInput::File {
                media_type, path, ..
            } => (media_type, store.put_blob_file(path).await?),
            GivenInput::Blob {
                media_type, digest, ..
            } => (media_type, store.blob_path(digest).await?.1),
            GivenInput::Job { job, output, .. } => {
                let output = output_of(store, plugins, before, job, output).await?;
                given.jobs.push(JobInput { name, job, output });
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
                return Err(SubmitError::Input(format!(
                    "there is no job {job} to take the output `{output}` of: submit that one first"
                )));
            }
            Err(error) => return Err(error.into()),
        },
    };
    // A plugin that is gone may have made it.
    if let Some(known) = plugins.active(&processor).await? {
        let outputs = &known.descriptor.outputs;
        if !outputs.iter().any(|port| port.name == output) {
            let names: Vec<&str> = outputs.iter().map(|port| port.name.as_str()).collect();
            return Err(SubmitError::Input(format!(
                "job {job} is of {processor}, which makes no output `{output}`; its outputs are: {}",
                if names.is_empty() {
                    "none".to_owned()
                } else {
                    names.join(", ")
                }
            )));
        }
    }
    Ok(output)
}
