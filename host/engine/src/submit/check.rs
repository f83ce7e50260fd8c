//! What can be wrong with a job, and the job as it is kept if nothing is.

use std::sync::Arc;

use runner_model::{Limit, Limits, ProcessorName, listed, nearest};
use runner_store::{NewJob, Store};

use super::inputs::take;
use super::{GivenInput, Submission, SubmitError};
use crate::plugins::{Known, Plugins};

/// Checks one job; `before` are those that stand before it in the same request.
pub(crate) async fn check(
    store: &Arc<dyn Store>,
    plugins: &Plugins,
    submission: Submission,
    before: &[NewJob],
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

    let names = submission.inputs.iter().map(GivenInput::name);
    let ports = known.descriptor.inputs_given(names)?;
    let given = take(store, plugins, ports, submission.inputs, before).await?;
    within(
        "inputs",
        given.blobs.iter().map(|input| input.size).sum(),
        Limit::Input,
        &limits,
    )?;

    let mut job = NewJob::new(submission.id, known.descriptor.name.clone(), params);
    job.queue = submission.queue;
    job.limit_key = submission.limit_key;
    job.priority = submission.priority;
    job.run_at = submission.run_at;
    job.expires_at = submission.expires_at;
    job.max_attempts = submission.max_attempts.max(1);
    job.backoff = submission.backoff;
    job.after = submission.after;
    job.on_failure = submission.on_failure;
    job.unique = submission.unique;
    job.limits = (!submission.limits.is_empty())
        .then(|| serde_json::to_string(&limits))
        .transpose()
        .map_err(|error| SubmitError::Input(error.to_string()))?;
    job.plugin = Some(known.digest);
    job.inputs = given.blobs;
    job.job_inputs = given.jobs;
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
        known: listed(&names),
        hint: hint
            .map(|name| format!("; did you mean `{name}`?"))
            .unwrap_or_default(),
    })
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
