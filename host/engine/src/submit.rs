//! Taking jobs: everything that can be wrong with one is found here, before it is kept.

use std::path::PathBuf;
use std::sync::Arc;

use runner_model::{
    Digest, JobId, Limit, Limits, NameError, PortName, Priority, ProcessorName, QueueName,
    Timestamp, nearest,
};
use runner_sandbox::Violation;
use runner_store::{About, Input, NewJob, Store, StoreError};
use serde_json::Value;

use crate::ids::job_id;
use crate::plugins::{Known, Plugins};

/// A job as somebody hands it in.
#[derive(Debug, Clone)]
pub struct Submission {
    /// What is to run it.
    pub processor: String,
    /// The params.
    pub params: Value,
    /// The inputs.
    pub inputs: Vec<GivenInput>,
    /// Where it waits; its processor's queue if none.
    pub queue: Option<QueueName>,
    /// How much it matters.
    pub priority: Priority,
    /// When it may run, at the earliest.
    pub run_at: Option<Timestamp>,
    /// How many failures it may have.
    pub max_attempts: u32,
    /// Limits that it lowers, by name.
    pub limits: Vec<(Limit, u64)>,
    /// What people say of it.
    pub about: About,
}

/// An input as it is handed in.
#[derive(Debug, Clone)]
pub enum GivenInput {
    /// A file whose bytes become the job's. It is moved if it lies in the store's work folder.
    File {
        /// The port.
        name: String,
        /// Its media type.
        media_type: String,
        /// Where it is.
        path: PathBuf,
    },
    /// Bytes that the store has.
    Blob {
        /// The port.
        name: String,
        /// Its media type.
        media_type: String,
        /// Its digest.
        digest: Digest,
    },
}

impl GivenInput {
    fn name(&self) -> &str {
        match self {
            Self::File { name, .. } | Self::Blob { name, .. } => name,
        }
    }
}

impl Submission {
    /// A job of a processor with its params, everything else as it is by default.
    pub fn new(processor: impl Into<String>, params: Value) -> Self {
        Self {
            processor: processor.into(),
            params,
            inputs: Vec::new(),
            queue: None,
            priority: Priority::default(),
            run_at: None,
            max_attempts: 3,
            limits: Vec::new(),
            about: About::default(),
        }
    }
}

/// Why a job is not taken. Nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum SubmitError {
    /// No plugin provides the processor.
    #[error("there is no processor `{name}`; there are: {known}{hint}")]
    UnknownProcessor {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
        /// What may have been meant.
        hint: String,
    },
    /// The params do not fit the processor's schema.
    #[error("the params do not fit {processor}: {}", first(.violations))]
    Params {
        /// The processor.
        processor: ProcessorName,
        /// Every place that does not fit.
        violations: Vec<Violation>,
    },
    /// A name that is none.
    #[error(transparent)]
    Name(#[from] NameError),
    /// An input that the processor does not have, has twice, or lacks.
    #[error("{0}")]
    Input(String),
    /// Something is larger than its limit.
    #[error("the {what} have {size} bytes, more than {most} (limit `{limit}`)")]
    TooLarge {
        /// What.
        what: &'static str,
        /// How large it is.
        size: u64,
        /// How large it may be.
        most: u64,
        /// The limit.
        limit: Limit,
    },
    /// The store did not take it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

fn first(violations: &[Violation]) -> String {
    violations.first().map_or_else(String::new, |violation| {
        let place = if violation.path.is_empty() {
            "/"
        } else {
            &violation.path
        };
        format!("{place}: {}", violation.message)
    })
}

/// Checks the jobs and keeps them, all or none. They are on disk when this returns.
pub(crate) async fn submit(
    store: &Arc<dyn Store>,
    plugins: &Plugins,
    submissions: Vec<Submission>,
) -> Result<Vec<JobId>, SubmitError> {
    let mut jobs = Vec::with_capacity(submissions.len());
    for submission in submissions {
        jobs.push(check(store, plugins, submission).await?);
    }
    let ids = jobs.iter().map(|job| job.id).collect();
    store.submit(jobs).await?;
    Ok(ids)
}

/// Checks one job and makes it one that the store takes. What comes with it is kept by the store from now on.
pub(crate) async fn check(
    store: &Arc<dyn Store>,
    plugins: &Plugins,
    submission: Submission,
) -> Result<NewJob, SubmitError> {
    let known = find(plugins, &submission.processor).await?;
    let violations = known.params.violations(&submission.params);
    if !violations.is_empty() {
        let processor = known.descriptor.name.clone();
        return Err(SubmitError::Params {
            processor,
            violations,
        });
    }
    let mut limits = Limits::default();
    for (limit, value) in &submission.limits {
        limits.set(*limit, *value);
    }
    let limits = limits.at_most(&Limits::default());
    let params = submission.params.to_string();
    within("params", params.len() as u64, Limit::Params, &limits)?;

    let ports = check_ports(&known, &submission.inputs)?;
    let mut inputs = Vec::with_capacity(ports.len());
    for (name, given) in ports.into_iter().zip(submission.inputs) {
        inputs.push(take(store, name, given).await?);
    }
    within(
        "inputs",
        inputs.iter().map(|input| input.size).sum(),
        Limit::Input,
        &limits,
    )?;

    let mut job = NewJob::new(job_id(), known.descriptor.name.clone(), params);
    job.queue = submission.queue;
    job.priority = submission.priority;
    job.run_at = submission.run_at;
    job.max_attempts = submission.max_attempts.max(1);
    job.limits = (!submission.limits.is_empty())
        .then(|| serde_json::to_string(&limits))
        .transpose()
        .map_err(|error| SubmitError::Input(error.to_string()))?;
    job.plugin = Some(known.digest);
    job.inputs = inputs;
    job.about = submission.about;
    Ok(job)
}

async fn find(plugins: &Plugins, processor: &str) -> Result<Arc<Known>, SubmitError> {
    if let Ok(name) = ProcessorName::try_from(processor.to_owned())
        && let Some(known) = plugins.active(&name).await?
    {
        return Ok(known);
    }
    let names = plugins.names().await?;
    let names: Vec<&str> = names.iter().map(ProcessorName::as_str).collect();
    let hint = nearest(processor, names.iter().copied());
    Err(SubmitError::UnknownProcessor {
        name: processor.chars().take(64).collect(),
        known: if names.is_empty() {
            "none".to_owned()
        } else {
            names.join(", ")
        },
        hint: hint
            .map(|name| format!("; did you mean `{name}`?"))
            .unwrap_or_default(),
    })
}

/// Gives the port of each input, in order.
fn check_ports(known: &Known, given: &[GivenInput]) -> Result<Vec<PortName>, SubmitError> {
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

/// Makes a given input one that the store has.
async fn take(
    store: &Arc<dyn Store>,
    name: PortName,
    given: GivenInput,
) -> Result<Input, SubmitError> {
    match given {
        GivenInput::File {
            media_type, path, ..
        } => {
            let blob = store.put_blob_file(path).await?;
            Ok(Input {
                name,
                digest: blob.digest,
                media_type,
                size: blob.size,
            })
        }
        GivenInput::Blob {
            media_type, digest, ..
        } => {
            let (_, blob) = store.blob_path(digest).await?;
            Ok(Input {
                name,
                digest,
                media_type,
                size: blob.size,
            })
        }
    }
}

fn within(what: &'static str, size: u64, limit: Limit, limits: &Limits) -> Result<(), SubmitError> {
    let most = limits.get(limit);
    if size > most {
        Err(SubmitError::TooLarge {
            what,
            size,
            most,
            limit,
        })
    } else {
        Ok(())
    }
}

/// The limits of a job, from what was kept with it.
pub(crate) fn limits_of(kept: Option<&str>) -> Limits {
    let mut limits = Limits::default();
    let Some(Ok(Value::Object(map))) = kept.map(serde_json::from_str) else {
        return limits;
    };
    for limit in Limit::ALL {
        if let Some(value) = map.get(limit.json_name()).and_then(Value::as_u64) {
            limits.set(limit, value);
        }
    }
    limits
}
