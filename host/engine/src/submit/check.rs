//! What can be wrong with a job, and the job as it is kept if nothing is.

use std::sync::Arc;

use runner_model::{Digest, Limit, Limits, ProcessorName, SomeLimits, Timestamp, listed, nearest};
use runner_store::{Job, NewJob, StoreError};

use super::checked::Checked;
use super::inputs::take;
use super::submitter::make_theirs;
use super::{GivenInput, Submission, SubmitError};
use crate::engine::Shared;
use crate::plugins::{Known, Plugins};

/// Checks one job; `before` are those that stand before it in the same request. Nothing is kept, neither of it nor of its inputs.
pub(crate) async fn check(
    shared: &Shared,
    mut submission: Submission,
    before: &[NewJob],
) -> Result<Checked, SubmitError> {
    let (store, plugins) = (&shared.store, &shared.plugins);
    make_theirs(store.as_ref(), &mut submission, before).await?;
    let known = find(plugins, &submission.processor).await?;
    let violations = known.params.violations(&submission.params);
    if !violations.is_empty() {
        let processor = known.descriptor.name.clone();
        return Err(SubmitError::Params {
            processor,
            violations,
        });
    }
    let ceilings = shared.ceilings.of(&known.descriptor.name);
    for (limit, asked) in &submission.limits {
        allowed(shared, &known.descriptor.name, *limit, *asked, &ceilings)?;
    }
    let asked: SomeLimits = submission.limits.iter().copied().collect();
    let limits = Limits::under(&ceilings, &asked);
    let params = submission.params.to_string();
    within("params", params.len() as u64, Limit::Params, &limits)?;

    let names = submission.inputs.iter().map(GivenInput::name);
    let ports = known.descriptor.inputs_given(names)?;
    let looked = (submission.inputs, submission.purpose);
    let given = take(store, plugins, ports, looked, before).await?;
    within("inputs", given.size, Limit::Input, &limits)?;

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
    // Only what it asks for: the rest is as it stands when an attempt begins.
    job.limits = (!asked.is_empty())
        .then(|| serde_json::to_string(&asked))
        .transpose()
        .map_err(|error| SubmitError::Input(error.to_string()))?;
    job.plugin = Some(known.digest);
    job.inputs = given.blobs;
    job.job_inputs = given.jobs;
    job.stat_inputs = given.stats;
    job.about = submission.about;
    Ok(Checked {
        job,
        unkept: given.unkept,
    })
}

/// Checks a job that was kept with the version of its plugin that is active now, and gives that.
pub(crate) async fn check_again(shared: &Shared, job: &Job) -> Result<Digest, SubmitError> {
    let made = job.inputs.iter().map(|input| input.name.as_str());
    let asked = job.stat_inputs.iter().map(|input| input.name.as_str());
    check_with_active(shared, &job.processor, &job.params, made.chain(asked)).await
}

/// Checks params and the names of inputs with the version of a plugin that is active now, and gives that.
pub(super) async fn check_with_active(
    shared: &Shared,
    processor: &ProcessorName,
    params: &str,
    inputs: impl Iterator<Item = &str>,
) -> Result<Digest, SubmitError> {
    let known = find(&shared.plugins, processor.as_str()).await?;
    let params = serde_json::from_str(params)
        .map_err(|why| SubmitError::Input(format!("the params of the job do not read: {why}")))?;
    let violations = known.params.violations(&params);
    if !violations.is_empty() {
        return Err(SubmitError::Params {
            processor: known.descriptor.name.clone(),
            violations,
        });
    }
    for input in inputs {
        // What it must have may still come from other jobs; what it has there must be a place for.
        known.descriptor.known_input(input)?;
    }
    Ok(known.digest)
}

/// Refuses more than a job may ask for. Lowering it without a word would help nobody.
fn allowed(
    shared: &Shared,
    processor: &ProcessorName,
    limit: Limit,
    asked: u64,
    ceilings: &Limits,
) -> Result<(), SubmitError> {
    let ceiling = ceilings.get(limit);
    let [shown, most] = limit.show_both([asked, ceiling]);
    let why = match limit.check(asked) {
        Err(error) => error.to_string(),
        Ok(_) if asked <= ceiling => return Ok(()),
        Ok(_) => format!(
            "{shown} is more than a job of {processor} may have here, {most}; an operator {}",
            shared.ceilings.how_to_raise(processor, limit, asked)
        ),
    };
    Err(SubmitError::Limit { limit, why })
}

async fn find(plugins: &Plugins, processor: &str) -> Result<Arc<Known>, SubmitError> {
    if let Ok(name) = ProcessorName::try_from(processor.to_owned()) {
        let mut known = plugins.active(&name).await?;
        if known.is_none() {
            if plugins.is_coming(&name).await {
                return Err(SubmitError::Compiling(name));
            }
            known = plugins.active(&name).await?;
        }
        if let Some(known) = known {
            return Ok(known);
        }
    }
    let names = plugins.names().await?;
    let names: Vec<&str> = names.iter().map(ProcessorName::as_str).collect();
    let hint = match removed_at(plugins, processor).await? {
        Some(at) => Some(format!("; it was removed at {at}")),
        None => nearest(processor, names.iter().copied())
            .map(|name| format!("; did you mean `{name}`?")),
    };
    Err(SubmitError::UnknownProcessor {
        name: processor.chars().take(64).collect(),
        known: listed(&names),
        hint: hint.unwrap_or_default(),
    })
}

/// When the plugin of a name was removed, if there was one.
async fn removed_at(plugins: &Plugins, name: &str) -> Result<Option<Timestamp>, StoreError> {
    match ProcessorName::try_from(name.to_owned()) {
        Ok(name) => plugins.removed_at(&name).await,
        Err(_) => Ok(None),
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
